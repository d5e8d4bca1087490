"""The master dark as a FITS file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer import __version__
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.exports import master_file
from darkviewer.storage.exports.export import export
from darkviewer.storage.fits.frame import FitsFrame
from tests.helpers.exported import SCALE, Run


def test_the_master_is_the_median(run: Run, written: dict[str, Path]) -> None:
    with fits.open(written[".fits"], checksum=True) as hdus:
        expected = np.median(run.cube * SCALE, axis=0)
        np.testing.assert_array_equal(hdus[0].data, expected.astype("f4"))
        assert hdus[0].data.dtype.newbyteorder("=") == np.float32
        header = hdus[0].header
        assert "CHECKSUM" in header
        assert "DATASUM" in header
    expected_cards = {
        "IMAGETYP": "Master Dark",
        "BUNIT": "electron",
        "EXPTIME": 30.0,
        "GAIN": 5,
        "OFFSET": 140,
        "EGAIN": 1.39,
        "PADBITS": 4,
        "SATURATE": 65520.0,
        "CCD-TEMP": -9.8,
        "NCOMBINE": 5,
        "COMBINE": "median",
        "INSTRUME": "QHY42 Pro",
        "DATE-END": "2024-05-08T03:35:48.123456",
        "SWCREATE": f"Darkviewer {__version__}",
    }
    for key, value in expected_cards.items():
        assert header[key] == (pytest.approx(value) if type(value) is float else value)
    assert any("5 of 6 frames used" in line for line in header["HISTORY"])


def test_extensions(run: Run, written: dict[str, Path]) -> None:
    with fits.open(written[".fits"]) as hdus:
        assert [hdu.name for hdu in hdus[1:]] == ["SIGMA", "NUSED", "DQ", "INPUTS"]
        # Var(median of 5) = 0.287 Var: SCIENCE of order statistics.
        sigma = run.cube.std(axis=0, ddof=1) * SCALE * np.sqrt(0.287)
        np.testing.assert_allclose(hdus["SIGMA"].data, sigma, rtol=0.005)
        assert hdus["SIGMA"].header["BUNIT"] == "electron"
        assert (hdus["NUSED"].data == 5).all()
        quality = hdus["DQ"].data
        assert quality[11, 0] == 4
        assert quality[8, 8] == 2
        assert np.count_nonzero(quality) == 2
        assert hdus["DQ"].header["DQBIT1"] == "SATURATED"


def test_inputs(run: Run, written: dict[str, Path]) -> None:
    with fits.open(written[".fits"]) as hdus:
        rows = hdus["INPUTS"].data
        assert list(rows["NAME"]) == [f.name for f in run.session.frames] + [
            "00009.fits"
        ]
        first = run.session.frames[0].path
        assert rows["SHA256"][0] == hashlib.sha256(first.read_bytes()).hexdigest()
        assert rows["SIZE"][0] == first.stat().st_size
        assert rows["DATE_END"][0].startswith("2024-05-08T03:3")
        assert list(rows["USED"]) == [True] * 5 + [False]
        assert "not a FITS file" in rows["REASON"][5]


def test_the_master_can_be_opened_as_a_frame(written: dict[str, Path]) -> None:
    session = read_session(written[".fits"])
    assert (session.kind, session.exposure_s) == ("master dark", 30.0)


def test_a_frame_that_vanished_since_keeps_no_digest(run: Run, tmp_path: Path) -> None:
    frames = tuple(
        replace(f, path=f.path.with_name("gone") / f.name) for f in run.session.frames
    )
    session = replace(run.session, frames=frames)
    paths = export(run.calibration, session, run.table, tmp_path)
    with fits.open(paths[0]) as hdus:
        assert set(hdus["INPUTS"].data["SHA256"]) == {""}


def test_a_file_with_many_frames_is_hashed_once(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[Path] = []
    original = master_file._digest

    def counting(frame: FrameInfo) -> str:
        hashed.append(frame.path)
        return original(frame)

    monkeypatch.setattr(master_file, "_digest", counting)
    path = run.session.frames[0].path
    session = replace(
        run.session, frames=tuple(replace(f, path=path) for f in run.session.frames)
    )
    used = tuple(FitsFrame(info) for info in session.frames)
    rows = drive(master_file.inputs(replace(run.calibration, used=used), session))
    assert hashed == [path]
    assert len({row.sha256 for row in rows if row.used}) == 1
