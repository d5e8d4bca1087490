"""The sources of a master as a document and in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.master_sources import MasterSource, MasterSources
from darkviewer.reports.master_sources import master_document, master_lines
from darkviewer.runs.master_sources import MasterRun, master_run
from tests.helpers.shots import write_shots

HOT = MasterSource("hot pixel", 3, 4, 900.4, 30.04, 1)
STAR = MasterSource("star-like", 7, 8, 5e3, 99.0, 9, 2e4, 2.1, 0.3, 12.0, known=False)


@pytest.fixture
def run(tmp_path: Path) -> MasterRun:
    frames = np.full((3, 32, 48), 1000, np.uint16)
    folder = write_shots(tmp_path, frames)
    found = drive(master_run(folder, Parameters()))
    sources = MasterSources(
        (STAR, STAR, STAR, HOT), {"star-like": 3, "hot pixel": 50}, 5.0, 2.0
    )
    return replace(found, sources=sources)


def test_lines_begin_with_what_is_alarming(run: MasterRun) -> None:
    lines = list(master_lines(run))
    assert "median of 3" in lines[0]
    assert "surroundings 5 e-, FWHM 2 px" in lines[0]
    assert lines[1].startswith("3 star-like: light on all sides")
    assert lines[2].startswith("50 hot pixel: ")
    assert "these frames see the sky" in lines[3]
    rows = [" ".join(line.split()) for line in lines[5:]]
    assert rows[1] == "star-like 7 8 5000 99.0 9 20000 2.10 0.3 12.0 no"
    assert rows[4] == "hot pixel 3 4 900 30.0 1"


def test_a_master_with_nothing_in_it_has_no_table(run: MasterRun) -> None:
    lines = list(master_lines(replace(run, sources=MasterSources((), {}, 5.0, 2.0))))
    assert len(lines) == 1


def test_the_document_has_every_row(run: MasterRun) -> None:
    document = master_document(replace(run, earlier=run.session))
    assert document["counts"]["hot pixel"] == 50
    assert document["master"]["n"] == 3
    assert document["sources"][0]["known"] is False
    assert [row["label"] for row in document["sources"]][-1] == "hot pixel"
    assert document["library"] == document["session"]
    assert master_document(run)["library"] is None
