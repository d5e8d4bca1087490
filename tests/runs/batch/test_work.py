"""What a batch does to a series is what the commands do for one."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.batch.work import CHECK, PROCESS
from darkviewer.runs.session import process
from tests.helpers.archives import asked_of, done_here
from tests.helpers.captures import SCALE, cube, write_capture


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_capture(tmp_path / "archive", cube())
    return tmp_path / "archive"


def test_master_and_candidates_are_those_of_one_session(
    root: Path, tmp_path: Path
) -> None:
    batch = done_here(asked_of(root, tmp_path / "out", PROCESS))
    (record,) = batch.ended
    folder = root / "2024-05-08" / "03_38_48" / "Dark30s"
    alone = drive(process(folder, Parameters()))
    row = record.row
    assert row["level_e"] == alone.level_e
    assert row["candidates"] == int(alone.table.accepted.sum())
    assert row["leaders"] == len(alone.table.id)
    assert (row["date"], row["object"], row["frames"]) == ("2024-05-08", "Dark30s", 5)
    endings = {Path(name).suffix for name in record.files}
    assert endings == {"", ".csv", ".ecsv", ".fits", ".json", ".reg"}
    tables = {name.partition("_")[0] for name in record.files if "ecsv" in name}
    assert tables == {"Candidates", "Checks", "Frames"}
    (master,) = (tmp_path / "out").rglob("Master*.fits")
    with fits.open(master) as hdus:
        data = hdus[0].data
    expected_e = np.median(cube(), axis=0) * SCALE
    np.testing.assert_allclose(data, expected_e, rtol=1e-6)


def test_the_checks_alone(root: Path, tmp_path: Path) -> None:
    batch = done_here(asked_of(root, tmp_path / "out", CHECK))
    (record,) = batch.ended
    (path,) = (tmp_path / "out").rglob("check.json")
    checks = json.loads(path.read_text())["checks"]
    worst = {"pass": 0, "warn": 1, "fail": 2}
    assert record.row["checks"] == max(
        (check["status"] for check in checks), key=worst.__getitem__
    )
    assert len({check["name"] for check in checks}) == len(checks)
    assert all(check.keys() >= {"value", "unit", "limit", "frames"} for check in checks)


def test_what_is_no_number_is_not_written_as_one(root: Path, tmp_path: Path) -> None:
    (record,) = done_here(asked_of(root, tmp_path / "out", PROCESS)).ended
    for value in record.row.values():
        assert value is None or isinstance(value, str) or math.isfinite(value)
