"""Bad pixels of darks on disk, written and read again."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.reasons import REASONS
from darkviewer.core.progress import drive
from darkviewer.runs.mask import MaskPlan, WrittenMask, written_mask
from darkviewer.runs.session import calibrated, read_capture, request_for
from darkviewer.storage.exports.folder import ExportExistsError, manifest_of
from darkviewer.storage.lights.mask_reader import read_mask
from tests.helpers.lights import CARDS, COLUMN, FRAMES, HOT, NX, NY, PARAMETERS


def write(darks: Path, folder: Path, plan: MaskPlan | None = None) -> WrittenMask:
    session = drive(read_capture(darks))
    found = drive(calibrated(request_for(session, PARAMETERS)))
    return drive(written_mask(found, session, folder, plan or MaskPlan()))


@pytest.fixture
def darks(sensor_path: Path) -> Path:
    return sensor_path.parents[1] / "2024-05-08" / "Dark30s"


def test_the_file_as_astropy_reads_it(darks: Path, tmp_path: Path) -> None:
    found = write(darks, tmp_path / "out", MaskPlan(by_hand=[(1, 2)]))
    with fits.open(found.paths[0], checksum=True) as hdus:
        names = [hdu.name for hdu in hdus]
        tables = ["REASONS", "LINES", "INPUTS", "PROVENANCE"]
        assert names == ["DQ", "DO_NOT_USE", *tables]
        bits, header = hdus[0].data, hdus[0].header
        np.testing.assert_array_equal(bits, found.mask.bits)
        legend = {header[f"DQBIT{b}"]: 1 << b for b in range(len(REASONS))}
        assert bits[HOT[1], HOT[0]] & legend["hot"]
        assert bits[2, 1] == legend["by hand"]
        unused = (bits & header["UNUSABLE"]) != 0
        np.testing.assert_array_equal(hdus["DO_NOT_USE"].data, unused)
        assert header["INSTRUME"] == CARDS["INSTRUME"]
        assert (header["XORGSUBF"], header["LTV1"]) == (100, -100)
        table = hdus["REASONS"].data
        for bit, (value, pixels, share) in enumerate(
            zip(table["VALUE"], table["PIXELS"], table["FRACTION"], strict=True)
        ):
            assert value == 1 << bit
            assert pixels == np.count_nonzero(bits & value)
            assert share == pixels / (NY * NX)
        lines = hdus["LINES"].data
        assert list(zip(lines["LINE"], lines["PLACE"], strict=True)) == [
            ("column", COLUMN)
        ]
        assert len(hdus["INPUTS"].data) == FRAMES


def test_it_comes_back_and_is_compared(darks: Path, tmp_path: Path) -> None:
    first = write(darks, tmp_path / "out", MaskPlan(by_hand=[(1, 2)]))
    old = read_mask(first.paths[0])
    assert (old.x0, old.y0, old.binning) == (100, 200, (1, 1))
    np.testing.assert_array_equal(old.bits, first.mask.bits)
    assert old.unusable == first.mask.unusable
    assert old.camera == first.mask.camera == (CARDS["INSTRUME"], CARDS["CAMID"])
    plan = MaskPlan(by_hand=[(3, 4)], older=old)
    with pytest.raises(ExportExistsError, match="holds an export already"):
        write(darks, tmp_path / "out", plan)
    assert all(path.exists() for path in first.paths)
    second = write(darks, tmp_path / "out", replace(plan, overwrite=True))
    assert second.change is not None
    assert second.change.appeared.tolist() == [[3, 4]]
    assert second.change.gone.tolist() == [[1, 2]]
    assert {*(tmp_path / "out").iterdir()} == {*second.paths}
    hashes = manifest_of(tmp_path / "out")
    assert [*hashes] == [path.name for path in second.paths[:-1]]


def test_nothing_is_written_into_a_capture(darks: Path) -> None:
    before = sorted(os.listdir(darks))
    with pytest.raises(DarkviewerError, match="inside the capture folder"):
        write(darks, darks / "masks")
    assert sorted(os.listdir(darks)) == before


def test_all_files_or_none(darks: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(DarkviewerError, match="outside the frame"):
        write(darks, out, MaskPlan(by_hand=[(NX, 0)]))
    assert not out.exists() or not list(out.iterdir())


@pytest.mark.skipif(
    shutil.which("fitsverify") is None, reason="fitsverify is not installed"
)
def test_fitsverify_finds_nothing(darks: Path, tmp_path: Path) -> None:
    path = write(darks, tmp_path / "out").paths[0]
    done = subprocess.run(
        ["fitsverify", "-q", path], capture_output=True, text=True, check=False
    )
    assert "OK:" in done.stdout, done.stdout
