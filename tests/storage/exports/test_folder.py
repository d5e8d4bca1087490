"""A folder for each export: never half of one, never over another unasked."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.session import Session
from darkviewer.storage.exports.folder import (
    MANIFEST,
    ExportExistsError,
    check_free,
    export_folder,
    holds_export,
    manifest_of,
    write_listed,
)
from tests.helpers.places import ROOT, environment

MOMENT = datetime(2024, 5, 8, 4, 5, 6, tzinfo=UTC)
SESSION = Session(Path("x"), date="2024-05-08", time="03_38_48", object="Dark 暗\x1b")


def write(folder: Path, *, overwrite: bool = False, **files: bytes) -> list[Path]:
    with export_folder(folder, SESSION, moment=MOMENT, overwrite=overwrite) as into:
        for name, content in files.items():
            into.write(f"{name}.txt", content)
    return into.written


def fail(folder: Path, after: str = "one") -> None:
    with export_folder(folder, SESSION, moment=MOMENT, overwrite=True) as into:
        if after == "one":
            into.write("one.txt", b"other")
        raise RuntimeError


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_manifest_comes_last_and_holds_every_hash(tmp_path: Path) -> None:
    written = write(tmp_path / "out", one=b"1", two=b"22")
    assert [path.name for path in written] == ["one.txt", "two.txt", MANIFEST]
    assert manifest_of(tmp_path / "out") == {
        "one.txt": hashlib.sha256(b"1").hexdigest(),
        "two.txt": hashlib.sha256(b"22").hexdigest(),
    }
    head = (tmp_path / "out" / MANIFEST).read_text("utf-8").splitlines()[:2]
    assert head[0] == "# Export of 2024-05-08 / 03_38_48 / Dark 暗\\x1b"
    assert "2024-05-08T04:05:06Z" in head[1]


def test_nothing_was_written_yet_when_it_failed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        fail(tmp_path, "nothing")
    assert not holds_export(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_sha256sum_checks_it(tmp_path: Path) -> None:
    write(tmp_path, one=b"1", two=b"22")
    check = ["sha256sum", "--strict", "-c", MANIFEST]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "one.txt: OK\ntwo.txt: OK\n")
    (tmp_path / "two.txt").write_bytes(b"23")
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "two.txt: FAILED" in done.stdout


def test_another_export_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, one=b"1")
    before = content(tmp_path)
    with pytest.raises(ExportExistsError, match="holds an export already"):
        write(tmp_path, one=b"2")
    with pytest.raises(ExportExistsError, match="choose another folder"):
        check_free(tmp_path, overwrite=False)
    check_free(tmp_path, overwrite=True)
    assert content(tmp_path) == before


def test_what_is_written_over_goes_but_for_what_somebody_changed(
    tmp_path: Path,
) -> None:
    write(tmp_path, one=b"1", two=b"2", three=b"3")
    (tmp_path / "mine.txt").write_bytes(b"mine")
    (tmp_path / "two.txt").write_bytes(b"2, with a remark of mine")
    (tmp_path / "three.txt").unlink()
    write(tmp_path, overwrite=True, four=b"4")
    names = {MANIFEST, "mine.txt", "two.txt", "four.txt"}
    assert {*content(tmp_path)} == names
    assert {*manifest_of(tmp_path)} == {"four.txt"}


@pytest.mark.parametrize("there", [True, False])
def test_a_failure_leaves_what_was_there(tmp_path: Path, there: bool) -> None:
    if there:
        write(tmp_path, one=b"1")
    before = content(tmp_path)
    with pytest.raises(RuntimeError):
        fail(tmp_path)
    assert content(tmp_path) == before
    assert holds_export(tmp_path) == there
    with pytest.raises(RuntimeError):
        fail(tmp_path / "new")
    assert not (tmp_path / "new").exists()  # it was made for what failed


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from darkviewer.core.frames.session import Session
from darkviewer.storage.exports.folder import export_folder

folder, session = Path(sys.argv[1]), Session(Path("x"))
with export_folder(folder, session, moment=datetime.now()) as into:
    into.write("one.txt", b"1")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_an_export_that_was_killed_never_looks_finished(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), timeout=60)
    assert done.returncode == -9
    assert (tmp_path / "one.txt").read_bytes() == b"1"
    assert not holds_export(tmp_path)
    check_free(tmp_path, overwrite=False)


def listed(path: Path, content: bytes = b"page") -> Path:
    return write_listed(path, content, what="Report", of="\x1bDark", moment=MOMENT)


def names(folder: Path) -> set[str]:
    return {*manifest_of(folder)}


def test_a_file_beside_an_export_is_listed_and_stays_when_that_goes(
    tmp_path: Path,
) -> None:
    write(tmp_path, one=b"1")
    assert listed(tmp_path / "a.html").name == "a.html"
    assert listed(tmp_path / "a.html").name == "a-2.html"
    assert names(tmp_path) == {"one.txt", "a.html", "a-2.html"}
    write(tmp_path, overwrite=True, two=b"2")
    assert names(tmp_path) == {"two.txt", "a.html", "a-2.html"}
    assert {*content(tmp_path)} == {MANIFEST, *names(tmp_path)}
    digest = hashlib.sha256(b"page").hexdigest()
    assert manifest_of(tmp_path)["a-2.html"] == digest


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_of_its_own_gets_a_manifest(tmp_path: Path, there: bool) -> None:
    folder = tmp_path if there else tmp_path / "new"
    listed(folder / "a.html")
    assert names(folder) == {"a.html"}
    head = (folder / MANIFEST).read_text().splitlines()[0]
    assert head == "# Report of \\x1bDark"
    assert not holds_export(folder)
    write(folder, one=b"1")
    assert names(folder) == {"one.txt", "a.html"}


def test_manifests_of_others_are_left_alone(tmp_path: Path) -> None:
    others = f"{'0' * 64}  theirs.iso\n"
    (tmp_path / MANIFEST).write_text(others)
    listed(tmp_path / "a.html")
    assert (tmp_path / MANIFEST).read_text() == others
    used = tmp_path / "used"
    used.mkdir()
    (used / "mine.txt").write_text("mine")
    listed(used / "a.html")
    assert not (used / MANIFEST).exists()


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_no_link_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "other", one=b"1")
    before = content(tmp_path / "other")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / MANIFEST).symlink_to(tmp_path / "other" / MANIFEST)
    (folder / "a.html").symlink_to(tmp_path / "other" / "one.txt")
    assert listed(folder / "a.html").name == "a-2.html"
    assert content(tmp_path / "other") == before


def test_of_two_exports_at_once_one_stays_whole(tmp_path: Path) -> None:
    def other() -> None:
        with export_folder(tmp_path, SESSION, moment=MOMENT) as into:
            into.write("one.txt", b"1")
            write(tmp_path, two=b"2")

    with pytest.raises(ExportExistsError, match="holds an export already"):
        other()
    assert names(tmp_path) == {"two.txt"}
    assert {*content(tmp_path)} == {MANIFEST, "two.txt"}


def test_a_manifest_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("darkviewer.storage.exports.folder._text", full)
    with pytest.raises(DarkviewerError, match="SHA256SUMS beside it cannot be: No sp"):
        listed(tmp_path / "a.html")
