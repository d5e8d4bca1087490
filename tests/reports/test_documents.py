"""A run as one JSON document, or as lines for people."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.reports.documents import (
    as_json,
    columns_of_text,
    process_document,
    process_lines,
    session_document,
    session_lines,
)
from darkviewer.runs.session import process, read_capture

ADU_IS_ELECTRON = Parameters(padding_bits=0, gain_e_per_adu=1)


def test_what_is_no_number_becomes_null() -> None:
    text = as_json(
        {"a": math.nan, "b": [math.inf, 1.5], "c": {"d": -math.inf}, "e": "ü"}
    )
    assert json.loads(text) == {"a": None, "b": [None, 1.5], "c": {"d": None}, "e": "ü"}
    assert text.isascii()  # any console can print it


def test_cells_are_aligned_and_nothing_trails() -> None:
    rows = [("name", "n", ""), ("a", "10", "odd"), ("longer", "5", "")]
    assert list(columns_of_text(rows, right=(1,))) == [
        "name     n",
        "a       10  odd",
        "longer   5",
    ]


def test_the_document_of_a_run(session: Path) -> None:
    (session / "00004.fits").write_bytes(b"not FITS")
    document = process_document(drive(process(session, ADU_IS_ELECTRON)))
    assert document["master"] == {"method": "median", "n": 3, "median_e": 1000.0}
    assert document["session"]["frames"] == 4
    assert [item["name"] for item in document["skipped"]] == ["00004.fits"]
    assert "reference" not in document
    _, second, _ = document["frames"]
    assert (second["frame"], second["frame_number"]) == ("00002.fits", 2)
    (found,) = second["candidates"]
    assert (found["x"], found["y"], found["value_e"]) == (15, 25, 300.0)
    assert found["min_neighbour_ratio"] == pytest.approx(1 / 3)
    assert as_json(document)


def test_lines_of_a_run_say_the_same(session: Path) -> None:
    lines = list(process_lines(drive(process(session, ADU_IS_ELECTRON))))
    assert lines[0].endswith("Dark30s: 4 of 4 frames, 48x32, 30 s")
    assert "median 1000.0 e-" in lines[1]
    assert lines[-1] == "x and y are 0-based"
    assert lines[-2].split() == ["00002.fits", "15", "25", "300.0", "0.33"]


def test_a_session_on_a_line_and_as_an_entry(session: Path) -> None:
    read = drive(read_capture(session))
    head, line = session_lines([read])
    assert head.split()[:3] == ["session", "frames", "exposure"]
    assert "30 s" in line
    assert "20.0 C" in line
    entry = session_document(read)
    assert (entry["exposure_s"], entry["temperature_c"], entry["frames"]) == (30, 20, 4)
    assert entry["health"]["level"] in line


def test_an_examined_run_says_its_amplifiers(session: Path) -> None:
    asked = replace(ADU_IS_ELECTRON, criterion="psf")
    outcome = drive(process(session, asked))
    document = process_document(outcome)
    assert document["levels"]["amplifiers"] == {"count": 1, "x": [], "y": []}
    assert len(document["levels"]["level_e"]) == 4
    assert not document["levels"]["removed"]
    assert any(line.endswith("; 1 amplifier") for line in process_lines(outcome))
    assert document["noise"]["negatives"]["accepted"] == [0, 0, 0, 0]
    assert document["false_positives"]["noise_alone"] is not None
    assert any(line.startswith("negative frames: ") for line in process_lines(outcome))
    names = [entry["name"] for entry in document["checks"]]
    assert names[-3:] == ["negatives", "noise_width", "neighbours"]
    assert "noise" not in process_document(drive(process(session, ADU_IS_ELECTRON)))
    assert "levels" not in process_document(drive(process(session, ADU_IS_ELECTRON)))
