"""Candidates as ECSV, CSV and DS9 regions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import regions
from astropy.table import Table

from darkviewer import __version__
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.storage.exports.export import export, export_job
from darkviewer.storage.exports.plan import ExportPlan
from tests.helpers.csv_files import rows_of
from tests.helpers.exported import MOMENT, Run


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
    assert meta["parameters"]["threshold_e"] == 200
    assert meta["software"]["version"] == __version__
    assert meta["session"]["object"] == "Dark30s"
    assert meta["frames"] == [f.name for f in run.session.frames]
    assert meta["master"]["file"] == written[".fits"].name
    assert meta["skipped"][0]["name"] == "00009.fits"
    assert meta["gain"]["e_per_adu"] == 1.39
    assert "0-based" in meta["pixel_origin"]["x, y"]
    assert meta["sky"] == {
        "pixel_scale_arcsec": 1.5,
        "source": "default",
        "seeing_arcsec": 3.0,
        "fwhm_px": 2.0,
    }


def test_csv_runs_no_formula(run: Run, tmp_path: Path) -> None:
    low = Parameters(threshold_e=300)
    table = candidate_table(run.calibration.leaders, (12, 16), low)
    paths = export(run.calibration, run.session, table, tmp_path, moment=MOMENT)
    content = paths[2].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = rows_of(content.decode())
    assert len(rows) == len(table)
    assert {row["frame"] for row in rows} >= {"'=00005.fits", "00002.fits"}
    numbers = {(row["frame"], row["frame_number"]) for row in rows}
    assert numbers >= {("'=00005.fits", "5"), ("00002.fits", "2")}
    assert [float(row["value_e"]) for row in rows] == table.value_e.tolist()
    meta = Table.read(paths[1], format="ascii.ecsv").meta
    assert meta["parameters"]["threshold_e"] == 300


def test_regions(written: dict[str, Path]) -> None:
    text = written[".reg"].read_text()
    lines = text.splitlines()
    assert lines[0] == "# Region file format: DS9 version 4.1"
    assert "image" in lines
    (star,) = regions.Regions.parse(text, format="ds9")
    # The package turns DS9's 1-based pixels into 0-based ones.
    assert (star.center.x, star.center.y) == (4, 5)
    assert isinstance(star, regions.CirclePixelRegion)
    assert star.meta["tag"] == ["00002.fits", "PSF candidate"]


def test_regions_of_all_leaders_on_request(run: Run, tmp_path: Path) -> None:
    job = export_job(
        run.calibration,
        run.session,
        run.table,
        tmp_path,
        plan=ExportPlan(all_leaders=True),
    )
    found = regions.Regions.parse(
        next(p for p in drive(job) if p.suffix == ".reg").read_text(), format="ds9"
    )
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
    (marks,) = (path for path in paths if path.suffix == ".reg")
    assert len(regions.Regions.parse(marks.read_text(), format="ds9")) == 0
