"""Sessions made again, and files of which that cannot be done."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from astropy.io import fits

from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.provenance.record import Findings, provenance, seal_of
from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.core.versions import RESULT_VERSION
from darkviewer.reports.report_kind import report_kind
from darkviewer.runs.session import process_session, read_capture
from darkviewer.runs.verifying.verify import verified
from darkviewer.storage.exports.fits_items import hdus_of
from darkviewer.storage.exports.inputs import input_document, inputs
from darkviewer.storage.exports.provenance_table import record_in
from darkviewer.storage.exports.tables.candidates import candidate_columns
from darkviewer.storage.exports.tables.columns import ExportTable
from darkviewer.storage.exports.tables.formats import as_ecsv
from darkviewer.storage.fits.psf_file import read_psf
from tests.helpers.verified import Exported

MOMENT = datetime(2024, 5, 8, 4, 5, 6)


def record_of_mask(exported: Exported, **changes: Any) -> dict[str, Any]:
    """Of a file for which nothing was searched for or checked, sealed again."""
    path = exported.files["mask"]
    record = record_in(hdus_of(path.read_bytes(), path.name), path.name) | changes
    return {**record, "seal": seal_of(record)}


def why_unchecked(path: Path) -> str:
    found = drive(verified(path, more=(report_kind,)))
    assert found.status == "unchecked", found.findings
    first = next(f for f in found.findings if f.status == "unchecked")
    assert first.item == "the frames"
    return first.words


def table(folder: Path, record: dict[str, Any], name: str = "Candidates") -> Path:
    path = folder / f"{name}_a.ecsv"
    path.write_bytes(as_ecsv(ExportTable(name, "", ()), record))
    return path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Candidates", "it does not say what was searched for"),
        ("Frames", "it does not say whether the frames are sound"),
    ],
)
def test_what_the_record_does_not_say_cannot_be_made(
    exported: Exported, tmp_path: Path, name: str, words: str
) -> None:
    path = table(tmp_path, record_of_mask(exported), name)
    assert why_unchecked(path) == words


def test_candidates_need_a_master(exported: Exported, tmp_path: Path) -> None:
    record = record_of_mask(exported, master=None, gain=None)
    words = why_unchecked(table(tmp_path, record, "Candidates"))
    assert words == "it does not say of which master it was made"


def page(folder: Path, record: dict[str, Any]) -> Path:
    path = folder / "report.html"
    document = json.dumps({"provenance": record})
    path.write_text(
        f'<script type="application/json" id="darkviewer-report">{document}</script>'
    )
    return path


def test_a_report_needs_a_search_and_a_plan(exported: Exported, tmp_path: Path) -> None:
    searched = "it does not say what was searched for"
    assert why_unchecked(page(tmp_path, record_of_mask(exported))) == searched
    record = json.loads(exported.files["Provenance.json"].read_text())
    words = "it does not say how much was done for it"
    assert why_unchecked(page(tmp_path, record)) == words


def test_nothing_is_made_of_a_record_that_holds_anything(
    exported: Exported, tmp_path: Path
) -> None:
    """And sealed again."""
    session = {"path": str(exported.capture), "kind": "dark"}
    words = why_unchecked(table(tmp_path, record_of_mask(exported, session=session)))
    assert words == "nothing can be made of what it says: KeyError('date')"


def test_numbers_of_another_generation_are_not_compared(
    exported: Exported, tmp_path: Path
) -> None:
    software = {"version": "0.0.1", "result_version": RESULT_VERSION - 1}
    words = why_unchecked(table(tmp_path, record_of_mask(exported, software=software)))
    assert words.startswith("it was made by version 0.0.1, whose numbers")


def test_a_file_of_no_frames_is_not_compared(
    exported: Exported, tmp_path: Path
) -> None:
    path = table(tmp_path, record_of_mask(exported, inputs=[]))
    assert why_unchecked(path) == "it names no frame that was used"


def test_a_frame_that_is_none_is_not_used(exported: Exported, tmp_path: Path) -> None:
    (tmp_path / "1.fits").write_bytes(b"nothing")
    row = {
        "name": "1.fits",
        "size_bytes": 7,
        "sha256": hashlib.sha256(b"nothing").hexdigest(),
        "used": True,
        "reason": "",
    }
    path = table(tmp_path, record_of_mask(exported, inputs=[row]))
    assert why_unchecked(path) == "the frames that it names cannot be used any more"


def test_frames_may_be_in_several_folders(exported: Exported, tmp_path: Path) -> None:
    """Where the capture is no more, and its frames were sorted elsewhere."""
    for number, frame in enumerate(sorted(exported.capture.iterdir())):
        folder = tmp_path / "frames" / str(number % 2)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(frame, folder)
    found = drive(verified(exported.files["mask"], tmp_path / "frames"))
    assert found.status == "equal", [f for f in found.findings if f.status == "differs"]
    assert {path.parent.name for path in found.frames} == {"0", "1"}


def compared_with(exported: Exported, psf: Path, folder: Path, **without: Any) -> Path:
    """A table of candidates that were compared with a measured profile."""
    session = drive(read_capture(exported.capture))
    parameters = Parameters(criterion="psf", threshold_e=150.0)
    profile = replace(read_psf(psf), **without)
    job = process_session(session, parameters, psf=profile, profile=str(psf))
    outcome = drive(job)
    found = Findings(
        session,
        outcome.calibration,
        outcome.table,
        inputs=input_document(drive(inputs(outcome.calibration, session))),
    )
    names = [source.name for source in outcome.calibration.used]
    content = as_ecsv(
        candidate_columns(outcome.table, names), provenance(found, moment=MOMENT)
    )
    path = folder / "Candidates_a.ecsv"
    path.write_bytes(content)
    return path


def star(folder: Path, width: float = 11.0) -> Path:
    path = folder / "star.fits"
    stamp = pixel_fractions(0, 0, width, half=22).astype("f4")
    fits.PrimaryHDU(stamp).writeto(path, overwrite=True)
    return path


def test_a_measured_psf_is_found_by_its_hash(
    exported: Exported, tmp_path: Path
) -> None:
    profile = star(tmp_path)
    path = compared_with(exported, profile, tmp_path)
    digest = hashlib.sha256(profile.read_bytes()).hexdigest()
    assert f"profile_sha256: {digest}" in path.read_text()
    found_equal = drive(verified(path))
    assert found_equal.status == "equal", [
        one for one in found_equal.findings if one.status == "differs"
    ]
    moved = tmp_path / "moved"
    moved.mkdir()
    profile.rename(moved / profile.name)
    assert why_unchecked(path) == f"the measured PSF {profile} is missing"
    assert drive(verified(path, moved)).status == "equal"
    star(tmp_path, 12.0)
    assert why_unchecked(path) == (
        f"the measured PSF {profile} was changed: its hash is another"
    )
    assert drive(verified(path, moved)).status == "equal"


def test_of_an_older_file_its_numbers_alone_tell_of_another_psf(
    exported: Exported, tmp_path: Path
) -> None:
    profile = star(tmp_path)
    path = compared_with(exported, profile, tmp_path, sha256="")
    assert "profile_sha256" not in path.read_text()
    assert drive(verified(path)).status == "equal"
    star(tmp_path, 12.0)
    assert drive(verified(path)).status == "differs"
    profile.unlink()
    assert why_unchecked(path) == f"the measured PSF {profile} is missing"
