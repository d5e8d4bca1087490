"""Reasons in words, and the same in JSON, ECSV and lines."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table

from darkviewer.core.progress import drive
from darkviewer.reports.documents import as_json
from darkviewer.reports.vet import reasons, vet_document, vet_lines, vet_table
from darkviewer.runs.vet import Vetting, vet_file
from tests.helpers.lights import HOT, NOISY, SATURATED, STARS, TELEGRAPH, write_light


@pytest.fixture
def frame(sensor_path: Path, tmp_path: Path) -> Vetting:
    return drive(vet_file(write_light(tmp_path / "light.fits"), sensor_path))


@pytest.fixture
def table(sensor_path: Path, tmp_path: Path) -> Vetting:
    path = tmp_path / "found.csv"
    blinks = TELEGRAPH[0] + 0.8, TELEGRAPH[1] + 0.8
    rows = [TELEGRAPH, HOT, SATURATED, blinks, STARS[0], (np.nan, 1), (60.5, 45)]
    path.write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows), encoding="utf-8")
    return drive(vet_file(path, sensor_path))


def test_reasons_of_places(table: Vetting) -> None:
    assert reasons(table) == [
        "telegraph pixel here, high in 3 of 8 dark frames, last 2024-05-08T03:16:00",
        "hot pixel here, in every frame",
        "saturated pixel here, in every frame",
        "telegraph pixel 1.1 px away, high in 3 of 8 dark frames, last "
        "2024-05-08T03:16:00",
        "no known hazard within 1 px",
        "no place in the table",
        "no known hazard within 1 px",
    ]


def test_reasons_of_shapes(frame: Vetting) -> None:
    words = dict(zip(np.rint(frame.x).tolist(), reasons(frame), strict=True))
    assert words[TELEGRAPH[0]].endswith("; one pixel explains it better than a star")
    assert words[round(STARS[0][0])] == (
        "no known hazard within 1 px; a star explains it better than one pixel"
    )


def test_a_hazard_that_was_never_high(sensor_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "found.csv"
    path.write_text(f"x,y\n{HOT[0]}.1,{HOT[1]}\n{NOISY[0]}.1,{NOISY[1]}\n")
    found = drive(vet_file(path, sensor_path, dark="subtracted"))
    hot, noisy = reasons(found)
    assert hot == "hot pixel here"
    assert noisy.startswith("noisy pixel here")


def test_document_table_and_lines_say_the_same(frame: Vetting, table: Vetting) -> None:
    for found in (frame, table):
        document = json.loads(as_json(vet_document(found)))
        rows = document["candidates"]
        assert len(rows) == len(found.match)
        assert document["artefacts"] == sum(row["artefact"] for row in rows)
        assert document["sensor"]["camera"] == "Testcam"
        read = Table.read(vet_table(found).splitlines(), format="ascii.ecsv")
        assert list(read["reason"]) == [row["reason"] for row in rows]
        assert read["x"].unit == "pix"
        assert read.meta["dark"] == document["dark"]
        assert set(read.colnames) == set(rows[0])
        lines = list(vet_lines(found))
        assert f"{len(rows)} candidates, {document['artefacts']} of them" in lines[2]
    assert table.sources is None
    assert "flux_e" not in vet_document(table)["candidates"][0]
    assert vet_document(table)["candidates"][5]["class"] == ""


def test_lines_list_what_is_beside_a_hazard(table: Vetting) -> None:
    lines = list(vet_lines(table))
    assert lines[1] == "no dark subtracted: hot pixels count in every frame"
    assert len(lines) == 5 + 4 + 1
    assert lines[-1] == "3 others are beside no hazard; x and y are 0-based"


def test_the_level_that_was_subtracted_is_said(frame: Vetting) -> None:
    words = list(vet_lines(frame))[1]
    assert words.startswith("the sensor's level is subtracted here, ")
    assert words.endswith(" times, FWHM 2 px")


def test_nothing_to_list(sensor_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "found.csv"
    path.write_text("x,y\n60.3,45.3\n", encoding="utf-8")
    lines = list(vet_lines(drive(vet_file(path, sensor_path))))
    assert len(lines) == 3
