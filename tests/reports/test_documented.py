"""Documents that commands print, redirected into a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from astropy.io import fits

from darkviewer.cli import main
from darkviewer.core.gain.said import ChosenGain, gain_of
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.provenance.record import seal_of
from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.reports.documented import document_kind, documented_frames, other_kind
from darkviewer.reports.documents import as_json
from darkviewer.runs.check import checked
from darkviewer.runs.session import read_capture
from darkviewer.runs.verifying.verify import Verification, verified
from tests.helpers.reports import write_night
from tests.helpers.worst_sessions import write_worst

Capture = pytest.CaptureFixture[str]
NOT_CHECKED = ["check", "sessions"]


def printed(folder: Path, capsys: Capture, *command: object) -> Path:
    """What a command prints, as a shell redirects it."""
    capsys.readouterr()
    status = main([*map(str, command)])
    said = capsys.readouterr()
    assert status == 0, said.err
    ending = "ecsv" if "--ecsv" in command else "json"
    path = folder / f"{command[0]}.{ending}"
    path.write_text(said.out)
    return path


def judged(path: Path) -> Verification:
    return drive(verified(path, more=[document_kind]))


def words(found: Verification, status: str) -> dict[str, str]:
    return {f.item: f.words for f in found.findings if f.status == status}


def star(folder: Path) -> Path:
    path = folder / "star.fits"
    fits.writeto(path, pixel_fractions(0, 0, 11.0, half=22).astype("f4"))
    return path


def test_with_a_measured_psf_and_without_the_test(
    night: Path, tmp_path: Path, capsys: Capture
) -> None:
    """The search of the record is that of the stars."""
    asked = ("--per-flux", 1, "--flux", 9000, "--psf", star(tmp_path))
    command = ("inject", night, *asked, "--criterion", "ratio", "--json")
    path = printed(tmp_path, capsys, *command)
    found = judged(path)
    assert found.status == "equal", words(found, "differs")
    known = json.loads(path.read_text())
    (record,) = known["provenance"]
    assert len(record["criterion"]["profile_sha256"]) == 64
    record["asked"]["rounds"] = 10**9
    path.write_text(json.dumps(known))
    assert "so many rounds" in words(judged(path), "unchecked")["the frames"]


def test_photon_transfer_is_part_of_the_record(tmp_path: Path, capsys: Capture) -> None:
    """Also where a card tells e-/ADU, and a calibration does not measure it."""
    folder, planted = write_worst(tmp_path / "night", "steady")
    for frame in folder.glob("*.fits"):
        fits.setval(frame, "EGAIN", value=planted.scale_e)
    path = printed(tmp_path, capsys, "gain", folder, "--json")
    (record,) = json.loads(path.read_text())["provenance"]
    assert record["gain"]["sources"][-1]["name"] == "photon transfer"
    assert judged(path).status == "equal", words(judged(path), "differs")


def test_frames_left_out_and_all_leaders(
    night: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = printed(
        *(tmp_path, capsys, "process", night, "--criterion", "psf", "--json"),
        *("--all-leaders", "--exclude", "00002.fits", "--limit", "temperature=0.5"),
    )
    assert judged(path).status == "equal", words(judged(path), "differs")


def test_with_ccdproc_it_cannot_be_checked(
    night: Path, tmp_path: Path, capsys: Capture
) -> None:
    command = ("process", night, "--engine", "ccdproc", "--json")
    found = judged(printed(tmp_path, capsys, *command))
    assert found.status == "unchecked"
    assert "without --engine ccdproc" in words(found, "unchecked")["the frames"]


@pytest.mark.parametrize("command", ["rates", "master"])
def test_of_two_sessions(
    night: Path, tmp_path: Path, capsys: Capture, command: str
) -> None:
    other = write_night(tmp_path / "other", seed=5)
    both = (night, other) if command == "rates" else (night, "--library", other)
    path = printed(tmp_path, capsys, command, *both, "--json")
    found = judged(path)
    assert found.status == "equal", words(found, "differs")
    assert {frame.parent for frame in found.frames} == {night, other}
    document = json.loads(path.read_text())
    if command == "rates":
        document["per_frame"]["value"] += 0.001
    else:
        document["master"]["n"] += 1
    document["seal"] = seal_of(document)
    path.write_text(json.dumps(document))
    assert judged(path).status == "differs"


def test_bad_pixels_beside_an_older_mask(
    night: Path, tmp_path: Path, capsys: Capture
) -> None:
    printed(tmp_path, capsys, "mask", night, "--out", tmp_path / "one", "--json")
    (older,) = (tmp_path / "one").glob("*.fits")
    command = ("mask", night, "--out", tmp_path / "two", "--older", older, "--json")
    path = printed(tmp_path, capsys, *command)
    assert judged(path).status == "equal", words(judged(path), "differs")
    with fits.open(older, mode="update") as hdus:
        hdus[0].header["OBJECT"] = "another"
    why = words(judged(path), "unchecked")["the frames"]
    assert why == f"the older mask {older} was changed: its hash is another"


def test_frames_those_left_out_too(
    night: Path, tmp_path: Path, capsys: Capture
) -> None:
    """By a limit, and e-/ADU that an option gives."""
    asked = ("--limit", "temperature=0.5", "--e-per-adu", 1.2)
    path = printed(tmp_path, capsys, "frames", night, *asked, "--json")
    found = judged(path)
    assert found.status == "equal", words(found, "differs")
    document = json.loads(path.read_text())
    document["frames"][1]["level_adu"] += 0.5
    path.write_text(json.dumps({**document, "seal": seal_of(document)}))
    assert "frames.frames[1].level_adu" in words(judged(path), "differs")


def test_frames_as_a_window_shows_them(night: Path, tmp_path: Path) -> None:
    session = drive(read_capture(night))
    checks, own = drive(checked(session)), Parameters(gain_e_per_adu=1.5)
    job = documented_frames(session, checks, ChosenGain(gain_of(own)), own)
    path = tmp_path / "a.json"
    path.write_text(as_json(drive(job)))
    assert judged(path).status == "equal", words(judged(path), "differs")


@pytest.mark.parametrize("command", NOT_CHECKED)
def test_what_hashes_no_frame_says_what_does(
    night: Path, tmp_path: Path, capsys: Capture, command: str
) -> None:
    found = judged(printed(tmp_path, capsys, command, night, "--json"))
    assert found.status == "unchecked"
    assert "`darkviewer process SESSION" in words(found, "unchecked")["the file"]


def document(night: Path, folder: Path, capsys: Capture) -> tuple[Path, dict[str, Any]]:
    path = printed(folder, capsys, "gain", night, "--json")
    return path, json.loads(path.read_text())


def test_without_a_record_it_names_the_command(
    night: Path, tmp_path: Path, capsys: Capture
) -> None:
    path, known = document(night, tmp_path, capsys)
    known.pop("provenance")
    path.write_text(json.dumps(known))
    found = judged(path)
    assert found.status == "unchecked"
    assert "`darkviewer gain SESSION --json`" in words(found, "unchecked")["the file"]


@pytest.mark.parametrize("records", [[], {}, "none"])
def test_altered_records(
    night: Path, tmp_path: Path, capsys: Capture, records: object
) -> None:
    path, known = document(night, tmp_path, capsys)
    known["provenance"] = records
    path.write_text(json.dumps({**known, "seal": seal_of(known)}))
    found = judged(path)
    assert found.status == "differs"
    assert "names no session" in words(found, "differs")["the file"]


def test_a_search_that_is_not_in_the_record(
    night: Path, tmp_path: Path, capsys: Capture
) -> None:
    path, known = document(night, tmp_path, capsys)
    (record,) = known["provenance"]
    record["asked"] = {"engine": "fast", "all_leaders": False}
    record["seal"] = seal_of(record)
    known["schema"] = "darkviewer-process"
    path.write_text(json.dumps(known))
    why = words(judged(path), "unchecked")["the frames"]
    assert why == "it does not say what was searched for"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.png", "a picture holds no"),
        ("SHA256SUMS", "by `sha256sum -c SHA256SUMS`"),
        ("opinions.jsonl", "what people said"),
        ("index.html", "of a batch verify the summary"),
    ],
)
def test_what_holds_no_numbers_says_so(
    tmp_path: Path, name: str, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"<title>Darkviewer</title>")
    found = drive(verified(path, more=[other_kind]))
    assert found.status == "unchecked"
    assert sentence in words(found, "unchecked")["the file"]
    assert other_kind(b"", tmp_path / "LICENSE") is None
    assert other_kind(b"", tmp_path / "a.txt") is None
    assert other_kind(b"<p>mine</p>", tmp_path / "a.html") is None


def test_other_documents_are_none(tmp_path: Path) -> None:
    assert document_kind(b'{"schema": "darkviewer-report"}', tmp_path / "a") is None
    assert document_kind(b"[]", tmp_path / "a.json") is None
    assert document_kind(b"# %ECSV 1.0\nx\n1\n", tmp_path / "a.ecsv") is None
