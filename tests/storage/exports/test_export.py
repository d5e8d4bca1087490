from __future__ import annotations

import csv
import hashlib
import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import regions
from astropy.io import fits
from astropy.table import Table

from darkviewer import __version__
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import CandidateTable, candidate_table
from darkviewer.core.errors import Cancelled, DarkviewerError
from darkviewer.core.frames.session import Session
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.exports import export as export_module
from darkviewer.storage.exports.export import export, export_job
from darkviewer.storage.fits.frame import FitsFrame

MOMENT = datetime(2024, 5, 8, 4, 5, 6)
STEM = "QHY42-Pro_30s_g5_-9.8C_N5_median_20240508T040506Z"
SCALE = 1.39 / 16


@dataclass
class Run:
    session: Session
    calibration: Calibration
    table: CandidateTable
    cube: Any


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Five frames of 12x16 with a star-like and a hot pixel in the second."""
    folder = tmp_path_factory.mktemp("root") / "2024-05-08" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    cube = np.random.default_rng(5).integers(1000, 1200, (5, 12, 16)).astype("u2")
    cube[1, 5, 4] += 6000
    cube[1, [4, 6, 5, 5], [4, 4, 3, 5]] += 4000
    cube[1, 0, 15] += 9000
    cube[4, 2, 2] += 5000
    cube[:, 11, 0] = 42
    cube[2, 8, 8] = 65535
    for number, frame in enumerate(cube, 1):
        hdu = fits.PrimaryHDU(frame)
        hdu.header.update(
            {
                "EXPTIME": 30.0,
                "GAIN": 5,
                "OFFSET": 140,
                "CCD-TEMP": -9.8,
                "SET-TEMP": -10.0,
                "INSTRUME": "QHY42 Pro",
                "DATE-END": f"2024-05-08T03:3{number}:48.1234567",
            }
        )
        name = f"{'=' if number == 5 else ''}{number:05d}.fits"
        hdu.writeto(folder / name)
    (folder / "00009.fits").write_text("no frame")
    session = read_session(folder)
    request = CalibrationRequest(1, tuple(FitsFrame(f) for f in session.frames))
    calibration = drive(calibrate(request))
    table = candidate_table(calibration.leaders, (12, 16), request.parameters)
    return Run(session, calibration, table, cube)


@pytest.fixture
def written(run: Run, tmp_path: Path) -> dict[str, Path]:
    paths = export(run.calibration, run.session, run.table, tmp_path, moment=MOMENT)
    return {path.suffix: path for path in paths}


def test_names(written: dict[str, Path]) -> None:
    assert [path.name for path in written.values()] == [
        f"MasterDark_{STEM}.fits",
        f"Candidates_{STEM}.ecsv",
        f"Candidates_{STEM}.csv",
        f"Candidates_{STEM}.reg",
    ]
    folder = written[".fits"].parent
    assert len(os.listdir(folder)) == 4


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
        assert rows["DATE-END"][0].startswith("2024-05-08T03:3")
        assert list(rows["USED"]) == [True] * 5 + [False]
        assert "not a FITS file" in rows["REASON"][5]


def test_the_master_can_be_opened_as_a_frame(written: dict[str, Path]) -> None:
    session = read_session(written[".fits"])
    assert (session.kind, session.exposure_s) == ("master dark", 30.0)


def test_ecsv(run: Run, written: dict[str, Path]) -> None:
    table = Table.read(written[".ecsv"], format="ascii.ecsv")
    assert len(table) == len(run.table) > 1
    for name in ("id", "x", "y", "value_e", "plateau"):
        np.testing.assert_array_equal(table[name], getattr(run.table, name))
    assert {"00002.fits", "=00005.fits"} <= set(table["frame"])
    numbers = [int(name.strip("=").removesuffix(".fits")) for name in table["frame"]]
    assert numbers == list(table["frame_number"])
    place = ((table["frame_number"] - 1) * 12 + table["y"]) * 16 + table["x"]
    np.testing.assert_array_equal(table["id"], place)
    np.testing.assert_array_equal(table["x_fits"], run.table.x + 1)
    np.testing.assert_array_equal(table["y_fits"], run.table.y + 1)
    assert (str(table["x"].unit), str(table["value_e"].unit)) == ("pix", "electron")
    numbers = [c for c in table.itercols() if c.dtype.kind in "if"]
    assert all(column.unit is not None for column in numbers)
    star = table[(table["x"] == 4) & (table["y"] == 5)]
    assert list(star["accepted"]) == [True]
    meta = table.meta
    assert meta["criterion"]["parameters"]["threshold_e"] == 200
    assert meta["software"] == {"name": "Darkviewer", "version": __version__}
    assert meta["capture"]["object"] == "Dark30s"
    assert meta["frames"] == [f.name for f in run.session.frames]
    assert meta["master"]["file"] == written[".fits"].name
    assert meta["skipped"][0]["name"] == "00009.fits"
    assert meta["gain"]["e_per_adu"] == 1.39
    assert "0-based" in meta["pixel_origin"]["x, y"]


def test_csv_runs_no_formula(run: Run, tmp_path: Path) -> None:
    low = Parameters(threshold_e=300)
    table = candidate_table(run.calibration.leaders, (12, 16), low)
    paths = export(run.calibration, run.session, table, tmp_path, moment=MOMENT)
    content = paths[2].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert len(rows) == len(table)
    assert {row["frame"] for row in rows} >= {"'=00005.fits", "00002.fits"}
    numbers = {(row["frame"], row["frame_number"]) for row in rows}
    assert numbers >= {("'=00005.fits", "5"), ("00002.fits", "2")}
    assert [float(row["value_e"]) for row in rows] == table.value_e.tolist()
    meta = Table.read(paths[1], format="ascii.ecsv").meta
    assert meta["criterion"]["parameters"]["threshold_e"] == 300


def test_regions(written: dict[str, Path]) -> None:
    text = written[".reg"].read_text()
    lines = text.splitlines()
    assert lines[0] == "# Region file format: DS9 version 4.1"
    assert lines[2] == "image"
    (star,) = regions.Regions.parse(text, format="ds9")
    # The package turns DS9's 1-based pixels into 0-based ones.
    assert (star.center.x, star.center.y) == (4, 5)
    assert isinstance(star, regions.CirclePixelRegion)
    assert star.meta["tag"] == ["00002.fits", "PSF candidate"]


def test_regions_of_all_leaders_on_request(run: Run, tmp_path: Path) -> None:
    job = export_job(
        run.calibration, run.session, run.table, tmp_path, all_leaders=True
    )
    found = regions.Regions.parse(drive(job)[3].read_text(), format="ds9")
    assert len(found) == len(run.table)
    for region, x, y, accepted in zip(
        found, run.table.x, run.table.y, run.table.accepted, strict=True
    ):
        assert (region.center.x, region.center.y) == (x, y)
        kind = regions.CirclePixelRegion if accepted else regions.RectanglePixelRegion
        assert isinstance(region, kind)


def test_no_candidate_at_all(run: Run, tmp_path: Path) -> None:
    high = Parameters(threshold_e=99_000)
    table = candidate_table(run.calibration.leaders, (12, 16), high)
    paths = export(run.calibration, run.session, table, tmp_path)
    assert len(Table.read(paths[1], format="ascii.ecsv")) == 0
    assert len(regions.Regions.parse(paths[3].read_text(), format="ds9")) == 0


def test_nothing_is_overwritten(run: Run, written: dict[str, Path]) -> None:
    before = {path: path.read_bytes() for path in written.values()}
    folder = written[".fits"].parent
    again = export(run.calibration, run.session, run.table, folder, moment=MOMENT)
    assert [path.name for path in again][:2] == [
        f"MasterDark_{STEM}-2.fits",
        f"Candidates_{STEM}-2.ecsv",
    ]
    assert {path: path.read_bytes() for path in before} == before


def test_the_capture_folder_is_only_read(run: Run) -> None:
    before = sorted(os.listdir(run.session.path))
    for folder in (run.session.path, run.session.path / "results"):
        with pytest.raises(DarkviewerError, match="inside the capture folder"):
            export(run.calibration, run.session, run.table, folder)
    assert sorted(os.listdir(run.session.path)) == before


def test_a_failure_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = export_module.write_new_file, []

    def fails_the_third_time(path: Path, write: Any) -> Path:
        calls.append(path)
        if len(calls) == 3:
            raise DarkviewerError("no space left")
        return original(path, write)

    monkeypatch.setattr(export_module, "write_new_file", fails_the_third_time)
    with pytest.raises(DarkviewerError, match="no space left"):
        export(run.calibration, run.session, run.table, tmp_path)
    assert os.listdir(tmp_path) == []


def test_cancelling_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    job = export_job(run.calibration, run.session, run.table, tmp_path)
    stages: list[str] = []
    with pytest.raises(Cancelled):
        drive(
            job,
            report=lambda event: stages.append(event.stage),
            cancelled=lambda: stages[-1] == "Writing the candidates",
        )
    assert os.listdir(tmp_path) == []


def test_a_frame_that_vanished_since_keeps_no_digest(run: Run, tmp_path: Path) -> None:
    frames = tuple(
        replace(f, path=f.path.with_name("gone") / f.name) for f in run.session.frames
    )
    session = replace(run.session, frames=frames)
    paths = export(run.calibration, session, run.table, tmp_path)
    with fits.open(paths[0]) as hdus:
        assert set(hdus["INPUTS"].data["SHA256"]) == {""}


def test_odd_names_are_spelt_out(run: Run, tmp_path: Path) -> None:
    frames = tuple(replace(f, camera="Kamera ☃") for f in run.session.frames)
    session = replace(run.session, frames=frames, object="暗い {1} \udcff")
    paths = export(run.calibration, session, run.table, tmp_path, moment=MOMENT)
    assert paths[0].name.startswith("MasterDark_Kamera_30s_g5")
    with fits.open(paths[0]) as hdus:
        assert hdus[0].header["INSTRUME"] == "Kamera \\u2603"
    assert "暗い" in Table.read(paths[1], format="ascii.ecsv").meta["capture"]["object"]
