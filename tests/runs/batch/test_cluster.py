"""Batches on dask.distributed: real workers over loopback, lost and refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.runs.batch.cluster import Tls, scheduler
from tests.helpers.archives import write_archive
from tests.helpers.programs import Program
from tests.storage.exports.test_full_disk import may_mount

pytest.importorskip("distributed")


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    write_archive(tmp_path / "archive", 6)
    (tmp_path / "out").mkdir()
    return tmp_path / "archive", tmp_path / "out"


def played(name: str, places: tuple[Path, Path]) -> dict[str, Any]:
    script = ["-m", "tests.runs.batch.cluster_script", name, *map(str, places)]
    said, errors = Program().run(script).communicate(timeout=110)
    assert said, errors
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def test_a_worker_that_is_killed_loses_nothing(places: tuple[Path, Path]) -> None:
    found = played("one_worker_is_killed", places)
    assert found == {"done": 6, "failed": 0, "said": [], "left": 0}
    records = list(places[1].glob("series/[!.]*/series.json"))
    assert len(records) == 6
    assert list(places[1].glob("series/.*")) == []


def test_a_series_that_kills_its_workers_fails_alone(tmp_path: Path) -> None:
    write_archive(tmp_path / "archive", 3)
    (tmp_path / "out").mkdir()
    found = played(
        "a_series_that_kills_its_worker", (tmp_path / "archive", tmp_path / "out")
    )
    assert found["ended"] == {
        "2024-05-01": "done",
        "2024-05-02": "failed",
        "2024-05-03": "done",
    }
    (reason,) = found["reasons"]
    assert reason.startswith("the workers that it was given to were lost (2 times")
    assert found["deaths"] == 3  # beside others, and twice alone


def test_a_worker_of_another_version_is_refused(places: tuple[Path, Path]) -> None:
    found = played("a_worker_of_another_version", places)
    assert found["refused"].startswith("no worker can be used, see above")
    assert "Darkviewer is 0.0.0-other there and " in found["said"][0]
    assert found["done"] == 6


@pytest.mark.skipif(not may_mount(), reason="nothing may be mounted here")
def test_workers_must_see_the_folders(places: tuple[Path, Path]) -> None:
    found = played("folders_that_a_worker_does_not_see", places)
    assert found["refused"].startswith("no worker can be used")
    (said,) = found["said"]
    assert said.endswith("2024-05-01 is not seen there and seen here")


def test_where_there_is_no_scheduler(places: tuple[Path, Path]) -> None:
    found = played("no_scheduler", places)
    assert found["refused"].startswith("there is no scheduler at tcp://127.0.0.1:9 (")


def test_encryption_is_passed_on(tmp_path: Path) -> None:
    assert Tls().security() is None
    files = [str(tmp_path / name) for name in ("ca.pem", "cert.pem", "key.pem")]
    security = Tls(*files).security()
    assert security.require_encryption
    assert [
        security.tls_ca_file,
        security.tls_client_cert,
        security.tls_client_key,
    ] == files


@pytest.mark.parametrize(
    ("address", "names", "why"),
    [
        ("tls://a:1", ("", "", ""), "tls://a:1 is encrypted: give --tls-ca-file"),
        ("tls://a:1", ("ca.pem", "", ""), "tls://a:1 is encrypted: give --tls-ca-file"),
        ("tls://a:1", ("gone.pem", "cert.pem", "key.pem"), "gone.pem is not a file"),
        ("tcp://a:1", ("ca.pem", "cert.pem", "key.pem"), "tcp://a:1 is not encrypted"),
    ],
)
def test_files_of_tls_that_do_not_fit(
    tmp_path: Path, address: str, names: tuple[str, str, str], why: str
) -> None:
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (tmp_path / name).write_text("a certificate")
    tls = Tls(*(str(tmp_path / name) if name else "" for name in names))
    with pytest.raises(DarkviewerError, match=why):
        scheduler(address, [tmp_path], tls=tls, say=print)()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
def test_an_encrypted_connection(places: tuple[Path, Path]) -> None:
    found = played("encrypted", places)
    assert found == {"done": 6, "encrypted": True}
