"""Vetted candidates, as they were written and otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.progress import drive
from darkviewer.core.provenance.record import seal_of
from darkviewer.reports.documents import as_json
from darkviewer.reports.vet import vet_document, vet_table
from darkviewer.reports.vet_kind import vet_kind
from darkviewer.runs.sensor import sensor_in_memory
from darkviewer.runs.session import calibrated, read_capture, request_for
from darkviewer.runs.verifying.verify import Verification, verified
from darkviewer.runs.vet import vet, vet_file
from tests.helpers.lights import PARAMETERS, write_darks, write_light


def judged(path: Path, session: Path | None = None) -> Verification:
    return drive(verified(path, session, more=[vet_kind]))


def words(found: Verification, status: str) -> dict[str, str]:
    return {f.item: f.words for f in found.findings if f.status == status}


@pytest.fixture
def document(sensor_path: Path, tmp_path: Path) -> dict[str, Any]:
    light = write_light(tmp_path / "sky" / "light.fits")
    found = drive(vet_file(light, sensor_path, fwhm_px=2.2))
    return dict(json.loads(as_json(vet_document(found))))


def written(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "vetted.json"
    path.write_text(json.dumps(document))
    return path


def test_it_is_equal_as_it_was_written(
    document: dict[str, Any], sensor_path: Path, tmp_path: Path
) -> None:
    found = judged(written(tmp_path, document))
    assert found.status == "equal", words(found, "differs")
    light = tmp_path / "sky" / "light.fits"
    assert set(found.frames) == {light, sensor_path}
    equal = {f.item for f in found.findings if f.status == "equal"}
    assert {"candidates[0].probability", "artefacts", "level_subtracted"} <= equal


def test_so_is_a_table_of_candidates(sensor_path: Path, tmp_path: Path) -> None:
    places = tmp_path / "found.csv"
    places.write_text("x,y\n20,30\n40.2,nan\n")
    found = drive(vet_file(places, sensor_path))
    path = tmp_path / "vetted.ecsv"
    path.write_text(vet_table(found))
    assert judged(path).status == "equal", words(judged(path), "differs")


@pytest.mark.parametrize(
    ("key", "value"), [("probability", 0.4), ("x", 1.0), ("class", "hot")]
)
def test_another_value_differs(
    document: dict[str, Any], tmp_path: Path, key: str, value: object
) -> None:
    document["candidates"][1][key] = value
    found = judged(written(tmp_path, document))
    assert found.status == "differs"
    assert f"{value} instead of" in words(found, "differs")[f"candidates[1].{key}"]


@pytest.mark.parametrize(
    "asked", [{"fwhm_px": 2.2}, {"dark": "x", "fwhm_px": 2.2}, {"dark": "auto"}]
)
def test_what_was_asked_for_must_make_sense(
    document: dict[str, Any], tmp_path: Path, asked: dict[str, Any]
) -> None:
    record = document["provenance"] | {"asked": asked}
    document["provenance"] = record | {"seal": seal_of(record)}
    assert judged(written(tmp_path, document)).status == "unchecked"


def test_of_files_that_are_gone_or_changed_nothing_is_said(
    document: dict[str, Any], tmp_path: Path
) -> None:
    path = written(tmp_path, document)
    light = tmp_path / "sky" / "light.fits"
    light.write_bytes(light.read_bytes() + bytes(2880))
    found = judged(path)
    assert found.status == "unchecked"
    assert "was changed" in words(found, "unchecked")["the frames"]
    light.rename(tmp_path / "sky" / "other.txt")
    assert "is missing" in words(judged(path), "unchecked")["the frames"]


def test_a_session_in_memory_is_no_sensor_file(tmp_path: Path) -> None:
    session = drive(read_capture(write_darks(tmp_path / "darks")))
    calibration = drive(calibrated(request_for(session, PARAMETERS)))
    against = drive(sensor_in_memory(calibration, session))
    light = write_light(tmp_path / "sky" / "light.fits")
    found = judged(
        written(tmp_path, json.loads(as_json(vet_document(drive(vet(light, against))))))
    )
    assert found.status == "unchecked"
    assert "export the sensor" in words(found, "unchecked")["the file"]


def test_other_files_are_none(tmp_path: Path) -> None:
    assert vet_kind(b'{"name": "Darkviewer provenance"}', tmp_path / "a.json") is None
    assert vet_kind(b"name: Darkviewer vetting", tmp_path / "a.txt") is None
