from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from astropy.io import fits
from astropy.table import Table

from darkviewer.core.errors import Cancelled, DarkviewerError
from darkviewer.core.progress import drive
from darkviewer.storage.exports import export as export_module
from darkviewer.storage.exports.export import export, export_job
from tests.helpers.exported import MOMENT, Run

STEM = "QHY42-Pro_30s_g5_-9.8C_N5_median_20240508T040506Z"


def test_names(written: dict[str, Path]) -> None:
    assert [path.name for path in written.values()] == [
        f"MasterDark_{STEM}.fits",
        f"Candidates_{STEM}.ecsv",
        f"Candidates_{STEM}.csv",
        f"Candidates_{STEM}.reg",
    ]
    folder = written[".fits"].parent
    assert len(os.listdir(folder)) == 4


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


def test_odd_names_are_spelt_out(run: Run, tmp_path: Path) -> None:
    frames = tuple(replace(f, camera="Kamera ☃") for f in run.session.frames)
    session = replace(run.session, frames=frames, object="暗い {1} \udcff")
    paths = export(run.calibration, session, run.table, tmp_path, moment=MOMENT)
    assert paths[0].name.startswith("MasterDark_Kamera_30s_g5")
    with fits.open(paths[0]) as hdus:
        assert hdus[0].header["INSTRUME"] == "Kamera \\u2603"
    assert "暗い" in Table.read(paths[1], format="ascii.ecsv").meta["session"]["object"]


@pytest.mark.parametrize("within", [".", "rawframes"])
def test_the_folder_of_another_capture_is_refused(
    run: Run, tmp_path: Path, within: str
) -> None:
    other = tmp_path / "other capture"
    (other / within).mkdir(parents=True)
    (other / within / "00001.fits").write_bytes(b"SIMPLE")
    with pytest.raises(DarkviewerError, match=r"00001\.fits and may be a capture"):
        export(run.calibration, run.session, run.table, other)
    assert [path for path in other.rglob("*") if path.is_file()] == [
        other / within / "00001.fits"
    ]


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
def test_a_link_to_itself_is_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(DarkviewerError, match="cannot be written"):
        export(run.calibration, run.session, run.table, tmp_path / "loop")


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
@pytest.mark.parametrize("there", [True, False])
def test_links_planted_at_the_names_are_not_followed(
    run: Run, written: dict[str, Path], tmp_path: Path, there: bool
) -> None:
    folder, precious = tmp_path / "planted", tmp_path / "precious"
    folder.mkdir()
    if there:
        precious.write_bytes(b"dear")
    names = [path.name for path in written.values()]
    for name in names:
        (folder / name).symlink_to(precious)
    again = export(run.calibration, run.session, run.table, folder, moment=MOMENT)
    assert all(path.stem.endswith("-2") and not path.is_symlink() for path in again)
    assert all((folder / name).is_symlink() for name in names)
    assert (precious.read_bytes() == b"dear") if there else not precious.exists()
