"""What a master says about the frames behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.frames.session import Session
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.exports.export import export
from darkviewer.storage.exports.master_cards import cards_of_frames, file_name
from darkviewer.storage.exports.plan import ExportPlan
from darkviewer.storage.fits.frame import FitsFrame, read_info

SHAPE = (6, 8)


def frames(folder: Path, *cards: dict[str, Any]) -> None:
    folder.mkdir()
    for number, own in enumerate(cards, 1):
        raw = np.full(SHAPE, 1000 + number, np.uint16)
        fits.writeto(folder / f"{number:05}.fits", raw, fits.Header(own))


def master_of(folder: Path, out: Path) -> tuple[str, Any]:
    """Name and header of the master of a folder."""
    session = read_session(folder)
    request = CalibrationRequest(1, tuple(FitsFrame(f) for f in session.frames))
    calibration = drive(calibrate(request))
    table = candidate_table(calibration.leaders, SHAPE, request.parameters)
    plan = ExportPlan(overwrite=True)
    path = export(calibration, session, table, out, plan=plan)[0]
    return path.name, fits.getheader(path)


@pytest.mark.parametrize(
    ("image_type", "name", "kind"),
    [
        ("BIAS", "MasterBias_", "Master Bias"),
        ("FLAT", "MasterFlat_", "Master Flat"),
        ("DARK", "MasterDark_", "Master Dark"),
        ("", "MasterFrame_", "Master Frame"),
    ],
)
def test_the_kind_is_that_of_the_frames(
    tmp_path: Path, image_type: str, name: str, kind: str
) -> None:
    frames(tmp_path / "in", *[{"IMAGETYP": image_type, "EXPTIME": 2.0}] * 3)
    found, header = master_of(tmp_path / "in", tmp_path / "out")
    assert found.startswith(name)
    assert header["IMAGETYP"] == kind
    again, _ = master_of(tmp_path / "in", tmp_path / "out")
    assert again.startswith(name)  # beside a master of ours


def test_times_are_those_of_the_first_and_the_last_exposure(tmp_path: Path) -> None:
    """The last by time is not the last by name, and DATE-OBS is a start."""
    starts = ("20:08:40", "20:00:00", "20:04:20")
    cards = [
        {"IMAGETYP": "DARK", "EXPTIME": 120.0, "DATE-OBS": f"2024-03-01T{start}"}
        for start in starts
    ]
    frames(tmp_path / "in", *cards)
    _, header = master_of(tmp_path / "in", tmp_path / "out")
    assert header["DATE-OBS"] == "2024-03-01T20:00:00"
    assert header["DATE-END"] == "2024-03-01T20:10:40"


def test_what_the_frames_share_is_written(tmp_path: Path) -> None:
    shared = {
        "IMAGETYP": "DARK",
        "EXPTIME": 30.0,
        "XORGSUBF": 100,
        "YORGSUBF": 40,
        "CAMID": "abc123",
        "ROWORDER": "TOP-DOWN",
        "READMODE": "1",
        "SET-TEMP": -10.0,
        "TELESCOP": "Annie",
        "ISOSPEED": 800,
    }
    frames(tmp_path / "in", *({**shared, "CCD-TEMP": t} for t in (-9.8, -10.2, -10.2)))
    name, header = master_of(tmp_path / "in", tmp_path / "out")
    for key in {*shared} - {"IMAGETYP"}:
        assert header[key] == shared[key]
    assert header["CCD-TEMP"] == pytest.approx(-10.067)
    assert "_-10.2C_" in name  # at which frames were taken; none at -10.1


def test_of_a_mixture_no_temperature_is_told(tmp_path: Path) -> None:
    cards = [{"SET-TEMP": t, "CCD-TEMP": t, "CAMID": str(t)} for t in (10.0, 20.0)]
    frames(tmp_path / "in", *cards)
    infos = [read_info(path) for path in sorted((tmp_path / "in").iterdir())]
    told = dict(card[:2] for card in cards_of_frames(infos))
    assert told["SET-TEMP"] is told["CAMID"] is None
    assert "CCD-TEMP" not in told


def test_one_image_of_several_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(1, 4):
        raw = np.arange(48, dtype="u2").reshape(SHAPE) + number
        images = [fits.ImageHDU(raw + n, name=f"im{n}") for n in (1, 2)]
        hdus = fits.HDUList([fits.PrimaryHDU(), *images])
        hdus.writeto(tmp_path / "in" / f"dark_{number}.fits")
    name, header = master_of(tmp_path / "in", tmp_path / "out")
    assert name.startswith("MasterDark_IM1_N3_median_")
    assert header["HISTORY"][0] == "Session in, series dark"


def test_what_is_unknown_is_left_out_of_the_name(tmp_path: Path) -> None:
    frames(tmp_path / "in", {"IMAGETYP": "DARK"}, {"IMAGETYP": "DARK"})
    name, header = master_of(tmp_path / "in", tmp_path / "out")
    assert name.startswith("MasterDark_N2_median_")
    assert "EXPTIME" not in header
    assert (header["EGAINSRC"], header["EGAINOK"]) == ("default", "doubtful")
    assert any("nothing supports" in line for line in header["HISTORY"])


def test_a_file_is_named_after_its_session_or_its_folder() -> None:
    moment = datetime(2024, 5, 8, 3, 38, 48, tzinfo=UTC)
    known = Session(Path("x"), date="2024-05-08", time="03_38_48", object="Dark 30s")
    name = file_name("Checks.csv", known, moment)
    assert name == "Checks_2024-05-08_03_38_48_Dark-30s_20240508T033848Z.csv"
    plain = file_name("Checks.csv", Session(Path("some/my darks")), moment)
    assert plain == "Checks_my-darks_20240508T033848Z.csv"
