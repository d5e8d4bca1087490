"""What a file says of the frames behind it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
from astropy.io import fits

from darkviewer.core.frames.session import Excluded
from darkviewer.core.progress import drive
from darkviewer.storage.exports.export import export
from darkviewer.storage.exports.inputs import input_document, inputs
from darkviewer.storage.fits.frame import FitsFrame
from tests.helpers.exported import Run


def test_names_hashes_and_times_of_the_frames(
    run: Run, written: dict[str, Path]
) -> None:
    with fits.open(written[".fits"]) as hdus:
        rows = hdus["INPUTS"].data
    frames = run.session.frames
    assert list(rows["NAME"]) == [f.name for f in frames] + ["00009.fits"]
    for row, frame, values in zip(rows, frames, run.cube, strict=False):
        pixels = hashlib.sha256(b"12x16 uint16\n" + values.astype("<u2").tobytes())
        assert row["PIXELS"] == pixels.hexdigest()
        content = frame.path.read_bytes()
        assert row["SHA256"] == hashlib.sha256(content).hexdigest()
        assert row["SIZE"] == len(content)
    # DATE-END 03:31:48.1234567 after 30 s, of the first frame
    assert rows["DATE_BEG"][0] == "2024-05-08T03:31:18.123456"
    assert rows["DATE_END"][0] == "2024-05-08T03:31:48.123456"
    assert list(rows["USED"]) == [True] * 5 + [False]
    assert "not a FITS file" in rows["REASON"][5]
    assert (rows["PIXELS"][5], rows["SHA256"][5], rows["DATE_BEG"][5]) == ("", "", "")


def test_a_frame_left_out_by_hand_is_listed_with_its_hashes(run: Run) -> None:
    *frames, last = run.session.frames
    session = replace(
        run.session,
        frames=tuple(frames),
        excluded=(Excluded(last, 4, "a\x1bsatellite"),),
    )
    calibration = replace(run.calibration, used=run.calibration.used[:4])
    *_, row = input_document(drive(inputs(calibration, session)))
    content = last.path.read_bytes()
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert (row["name"], row["used"]) == (last.name, False)
    assert row["reason"] == "left out by hand: a\\x1bsatellite"


def test_without_a_master_all_frames_are_used(run: Run) -> None:
    with_master = drive(inputs(run.calibration, run.session))
    assert drive(inputs(None, run.session)) == with_master


def test_a_frame_that_vanished_since_keeps_no_hash(run: Run, tmp_path: Path) -> None:
    frames = tuple(
        replace(f, path=f.path.with_name("gone") / f.name) for f in run.session.frames
    )
    session = replace(run.session, frames=frames)
    paths = export(run.calibration, session, run.table, tmp_path)
    with fits.open(paths[0]) as hdus:
        assert set(hdus["INPUTS"].data["SHA256"]) == {""}
        assert set(hdus["INPUTS"].data["PIXELS"]) == {""}


def test_frames_of_one_file_share_its_hash(run: Run, tmp_path: Path) -> None:
    from darkviewer.storage.fits.frame import read_file

    path = tmp_path / "many.fits"
    images = [fits.ImageHDU(plane, name=f"im{n}") for n, plane in enumerate(run.cube)]
    fits.HDUList([fits.PrimaryHDU(), *images]).writeto(path)
    infos = tuple(read_file(path).frames())
    used = tuple(FitsFrame(info) for info in infos)
    calibration = replace(run.calibration, used=used)
    rows = drive(inputs(calibration, replace(run.session, frames=infos, skipped=())))
    assert {row.sha256 for row in rows} == {
        hashlib.sha256(path.read_bytes()).hexdigest()
    }
    assert len({row.pixels_sha256 for row in rows}) == len(np.unique(run.cube, axis=0))
