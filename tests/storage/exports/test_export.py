from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from astropy.io import fits
from astropy.table import Table

from darkviewer.core.errors import Cancelled, DarkviewerError
from darkviewer.core.health.table import judge
from darkviewer.core.progress import drive
from darkviewer.storage.exports import folder as folder_module
from darkviewer.storage.exports.export import export, export_job
from darkviewer.storage.exports.folder import ExportExistsError
from darkviewer.storage.exports.plan import ExportPlan
from tests.helpers.exported import MOMENT, Run, record_of
from tests.helpers.planted_faults import sound_session

LATER = MOMENT + timedelta(seconds=1)

STEM = "QHY42-Pro_30s_g5_-9.8C_N5_median_20240508T040506Z"
WHOSE = "2024-05-08_03_38_48_Dark30s_20240508T040506Z"


def test_every_name_tells_the_session_or_the_sensor(written: dict[str, Path]) -> None:
    assert sorted(os.listdir(written[".fits"].parent)) == [
        f"Candidates_{WHOSE}.csv",
        f"Candidates_{WHOSE}.ecsv",
        f"Candidates_{WHOSE}.reg",
        f"MasterDark_{STEM}.fits",
        f"Provenance_{WHOSE}.json",
        "SHA256SUMS",
        f"Verdicts_{WHOSE}.csv",
        f"Verdicts_{WHOSE}.ecsv",
    ]


def test_nothing_is_overwritten_unasked(run: Run, written: dict[str, Path]) -> None:
    folder = written[".fits"].parent
    before = {path: path.read_bytes() for path in folder.iterdir()}
    what = run.calibration, run.session, run.table, folder
    with pytest.raises(ExportExistsError, match="holds an export already"):
        export(*what, moment=MOMENT)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    again = export(*what, plan=ExportPlan(overwrite=True), moment=LATER)
    assert {*folder.iterdir()} == {*again}
    assert not {*before} & {*again} - {folder / "SHA256SUMS"}


def test_only_what_is_asked_for_is_written(run: Run, tmp_path: Path) -> None:
    checks = judge(sound_session(3, size=64).measures)
    plan = ExportPlan(frozenset({"frames", "checks"}), ("votable",))
    paths = export(
        *(run.calibration, run.session, run.table, tmp_path),
        plan=plan,
        checks=checks,
        moment=MOMENT,
    )
    assert [path.name.split("_")[0] + path.suffix for path in paths] == [
        *("Frames.vot", "Checks.vot", "Provenance.json", "SHA256SUMS"),
    ]
    assert record_of(paths[0])["master"]["file"] == ""


def test_tables_name_the_master_beside_them(written: dict[str, Path]) -> None:
    record = record_of(written[".ecsv"])
    assert record["master"]["file"] == written[".fits"].name


def test_the_capture_folder_is_only_read(run: Run) -> None:
    before = sorted(os.listdir(run.session.path))
    for folder in (run.session.path, run.session.path / "results"):
        with pytest.raises(DarkviewerError, match="inside the capture folder"):
            export(run.calibration, run.session, run.table, folder)
    assert sorted(os.listdir(run.session.path)) == before


def test_a_failure_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = folder_module.write_new_file, []

    def fails_the_third_time(path: Path, write: Any) -> Path:
        calls.append(path)
        if len(calls) == 3:
            raise DarkviewerError("no space left")
        return original(path, write)

    monkeypatch.setattr(folder_module, "write_new_file", fails_the_third_time)
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
            cancelled=lambda: stages[-1] == "Writing the tables",
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
    (new,) = (path for path in again if path.suffix == ".fits")
    assert new.stem.endswith("-2")
    assert not any(path.is_symlink() for path in again)
    assert record_of(again[-2])["master"]["file"] == new.name
    assert all((folder / name).is_symlink() for name in names)
    assert (precious.read_bytes() == b"dear") if there else not precious.exists()
