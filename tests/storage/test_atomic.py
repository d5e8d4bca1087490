from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage import atomic
from darkviewer.storage.atomic import replace_file, write_new_file


def put(content: bytes) -> Any:
    return lambda file: file.write(content)


def test_replacing(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "x.json"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(path.parent) == ["x.json"]


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    wanted = tmp_path / "x.fits"
    found = [write_new_file(wanted, put(b"%d" % n)) for n in range(3)]
    assert [path.name for path in found] == ["x.fits", "x-2.fits", "x-3.fits"]
    assert [path.read_bytes() for path in found] == [b"0", b"1", b"2"]
    assert len(os.listdir(tmp_path)) == 3


def test_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")  # as FAT does

    monkeypatch.setattr(os, "link", refuse)
    wanted = tmp_path / "x.fits"
    found = [write_new_file(wanted, put(b"%d" % n)) for n in range(2)]
    assert [path.name for path in found] == ["x.fits", "x-2.fits"]
    assert [path.read_bytes() for path in found] == [b"0", b"1"]
    assert len(os.listdir(tmp_path)) == 2


@pytest.mark.parametrize("write", [replace_file, write_new_file])
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Any
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "x.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        DarkviewerError, match=r"x\.json cannot be written to .*: No space left"
    ):
        write(path, b"new" if write is replace_file else put(b"new"))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["x.json"]


def test_a_failing_writer_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(file: BinaryIO) -> None:
        file.write(b"half")
        raise KeyError("a defect")

    with pytest.raises(KeyError):
        write_new_file(tmp_path / "x.fits", fail)
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DarkviewerError, match=r"x\.fits cannot be written"):
        write_new_file(tmp_path / "file" / "x.fits", put(b""))


KILLED_WHILE_WRITING = """
import itertools, os, random, signal, sys, time
from pathlib import Path
from darkviewer.storage.atomic import replace_file, write_new_file
from darkviewer.storage.appdata.settings import Settings, load, save

folder = Path(sys.argv[1])
random.seed(1)
for kill in range(200):
    child = os.fork()
    if child == 0:
        for n in itertools.count():
            save(Settings(recent=[str(n)] * 500), folder / "settings.json")
            write_new_file(folder / "x.bin", lambda file: file.write(b"x" * 100_000))
    time.sleep(random.uniform(0, 0.01))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    settings, message = load(folder / "settings.json")
    assert not message and len(settings.recent) in (0, 500), (message, settings)
    for path in folder.glob("x*.bin"):
        assert path.stat().st_size == 100_000, path
        path.unlink()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_being_killed_leaves_whole_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, tmp_path], check=True)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and links")
def test_a_private_file_is_the_users_alone_and_a_link_to_it_stays(
    tmp_path: Path,
) -> None:
    real, link = tmp_path / "dotfiles" / "settings.json", tmp_path / "settings.json"
    real.parent.mkdir()
    real.write_bytes(b"old")
    real.chmod(0o644)
    link.symlink_to(real)
    replace_file(link, b"new", private=True, through_links=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and links")
def test_a_new_private_file_is_the_users_alone(tmp_path: Path) -> None:
    path = write_new_file(
        tmp_path / "bundle.zip", lambda file: file.write(b"log"), private=True
    )
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and links")
def test_a_link_planted_at_the_temporary_name_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic.secrets, "token_hex", lambda _: "0" * 12)
    precious = tmp_path / "precious"
    precious.write_bytes(b"dear")
    (tmp_path / ".new.json.000000000000.part").symlink_to(precious)
    with pytest.raises(DarkviewerError):
        replace_file(tmp_path / "new.json", b"{}")
    assert precious.read_bytes() == b"dear"


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and links")
def test_other_files_follow_no_link_and_the_umask(tmp_path: Path) -> None:
    precious, link = tmp_path / "precious", tmp_path / "picture.png"
    precious.write_bytes(b"dear")
    link.symlink_to(precious)
    before = os.umask(0o027)
    try:
        replace_file(link, b"new")
    finally:
        os.umask(before)
    assert precious.read_bytes() == b"dear"
    assert not link.is_symlink()
    assert link.stat().st_mode & 0o777 == 0o640


def test_what_a_killed_run_left_half_written_goes(tmp_path: Path) -> None:
    names = {
        ".settings.json.0123456789ab.part": True,
        ".MasterDark_30s.fits.ffffffffffff.part": True,
        ".young.json.0123456789ac.part": False,
        "mine.0123456789ab.part": False,
        ".mine.part": False,
        ".folder.0123456789ab.part": False,
    }
    for name in names:
        if "folder" in name:
            (tmp_path / name).mkdir()
        else:
            (tmp_path / name).touch()
        if "young" not in name:
            os.utime(tmp_path / name, (1, 1))
    (tmp_path / "target").touch()
    (tmp_path / ".link.0123456789ab.part").symlink_to(tmp_path / "target")
    replace_file(tmp_path / "new.json", b"{}")
    left = {path.name for path in tmp_path.iterdir()}
    expected = {name for name, swept in names.items() if not swept}
    assert left == expected | {"new.json", "target", ".link.0123456789ab.part"}
    assert write_new_file(tmp_path / "new.json", lambda file: file.write(b"x"))


def test_a_refusal_stays_short_and_says_what_to_do(
    tmp_path: Path,
) -> None:
    with pytest.raises(DarkviewerError) as caught:
        write_new_file(tmp_path / (300 * "x") / "a.fits", b"")
    assert str(caught.value).endswith(": File name too long; choose a shorter name")
    assert 100 * "x" not in str(caught.value)

    def full(_file: BinaryIO) -> None:  # as astropy says it
        raise OSError("Not enough space: requested 9. Not enough space to write 9.")

    with pytest.raises(DarkviewerError) as caught:
        write_new_file(tmp_path / "a.fits", full)
    words = "Not enough space: requested 9; choose another folder or free disk space"
    assert str(caught.value) == f"a.fits cannot be written to {tmp_path}: {words}"
