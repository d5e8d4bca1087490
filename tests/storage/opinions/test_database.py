from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.opinions import database
from darkviewer.storage.opinions.database import (
    Schema,
    data_folder,
    open_database,
    open_to_read,
    shared_words,
)

FIRST = Schema("words.sqlite", 77, (("CREATE TABLE words (word TEXT)",),))
SECOND = replace(
    FIRST, steps=(*FIRST.steps, ("ALTER TABLE words ADD COLUMN who TEXT",))
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / FIRST.name


def made(path: Path, *words: str, schema: Schema = FIRST) -> str:
    connection, message = open_database(path, schema)
    with closing(connection):
        connection.executemany("INSERT INTO words (word) VALUES (?)", zip(words))
    return message


def words(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM words")]


def pragma(path: Path, name: str) -> object:
    connection, _ = open_database(path, FIRST)
    with closing(connection):
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_file_is_named_private_and_safe(path: Path) -> None:
    assert made(path, "one") == ""
    assert words(path) == ["one"]
    assert pragma(path, "application_id") == 77
    assert pragma(path, "user_version") == 1
    assert pragma(path, "journal_mode") == "wal"
    assert pragma(path, "synchronous") == 2  # FULL
    assert pragma(path, "busy_timeout") == 2000


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_nobody_else_may_read_it(path: Path) -> None:
    path.parent.mkdir()
    path.touch(0o644)
    connection, _ = open_database(path, FIRST)
    with closing(connection):
        connection.execute("INSERT INTO words VALUES ('one')")
        kept = sorted(path.parent.iterdir())
        assert len(kept) == 3  # with the log and its index
        assert {stat.S_IMODE(item.stat().st_mode) for item in kept} == {0o600}


@pytest.mark.parametrize("name", ["", "-wal", "-shm"])
def test_links_are_not_followed(path: Path, tmp_path: Path, name: str) -> None:
    path.parent.mkdir()
    other = tmp_path / "other"
    other.write_bytes(b"precious")
    path.with_name(path.name + name).symlink_to(other)
    with pytest.raises(DarkviewerError, match="symbolic link"):
        open_database(path, FIRST)
    assert other.read_bytes() == b"precious"


def test_no_plain_file(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    with pytest.raises(DarkviewerError, match="is no plain file"):
        open_database(path, FIRST)


def test_a_damaged_file_is_set_aside_and_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    message = made(path, "after")
    aside = next(path.parent.glob("words.sqlite.corrupt-*"))
    assert str(aside) in message
    assert aside.read_bytes() == b"no database" * 1000
    assert words(path) == ["after"]


def test_damage_inside_is_found_at_opening(path: Path) -> None:
    made(path, *("word" * 100 for _ in range(500)))
    with open(path, "r+b") as file:  # pages of the table, behind a sound header
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    assert "was damaged and was renamed" in made(path)
    assert words(path) == []


def test_a_file_that_another_window_replaced_is_not_set_aside(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    opened = database._opened

    def late(at: Path, schema: Schema, *, log: bool) -> tuple[sqlite3.Connection, str]:
        try:
            return opened(at, schema, log=log)
        except sqlite3.DatabaseError:
            if not list(at.parent.glob("*.corrupt-*")):
                monkeypatch.undo()
                made(at, "the other's")
            raise

    monkeypatch.setattr(database, "_opened", late)
    assert made(path) == ""
    assert words(path) == ["the other's"]


def test_an_older_file_is_copied_and_converted(path: Path) -> None:
    made(path, "old")
    message = made(path, "new", schema=SECOND)
    copy = path.with_name("words.sqlite.version-1")
    assert str(copy) in message
    assert words(copy) == ["old"]
    assert words(path) == ["old", "new"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_without_a_copy_where_all_can_be_measured_again(path: Path) -> None:
    made(path, "old")
    assert made(path, schema=replace(SECOND, copied=False)) == ""
    assert not path.with_name("words.sqlite.version-1").exists()


def test_a_step_that_fails_changes_nothing(path: Path) -> None:
    made(path, "old")
    broken = replace(FIRST, steps=(*SECOND.steps, ("CREATE NONSENSE",)))
    with pytest.raises(DarkviewerError, match="syntax error"):
        open_database(path, broken)
    assert words(path) == ["old"]
    assert pragma(path, "user_version") == 1


@pytest.mark.parametrize("held", [True, False])
def test_a_file_that_is_only_read_stays_as_it_is(path: Path, *, held: bool) -> None:
    made(path, "one")
    other, _ = open_database(path, FIRST)
    other.execute("INSERT INTO words VALUES ('two')")  # in the log beside it
    if not held:
        other.close()
    before = path.read_bytes()
    with closing(open_to_read(path, FIRST)) as connection:
        found = connection.execute("SELECT word FROM words").fetchall()
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM words")
    assert found == [("one",), ("two",)]
    assert path.read_bytes() == before
    other.close()


def test_half_a_transaction_is_not_read(path: Path) -> None:
    """The journal of a killed program, on a disk that can only be read now."""
    path.parent.mkdir()
    script = (
        f"import os, sqlite3; c = sqlite3.connect({str(path)!r}, isolation_level=None);"
        "c.execute('PRAGMA application_id = 77'); c.execute('PRAGMA user_version = 1');"
        "c.execute('CREATE TABLE words (word TEXT)'); c.execute('PRAGMA cache_size=1');"
        "c.execute('BEGIN'); c.executemany('INSERT INTO words VALUES (?)',"
        "[('x' * 3000,)] * 50); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert path.with_name(f"{path.name}-journal").is_file()
    with pytest.raises(DarkviewerError, match="cannot be read"):
        open_to_read(path, FIRST).close()
    assert words(path) == []  # rolled back by who may write


def test_what_cannot_be_read_at_least_says_so(path: Path) -> None:
    with pytest.raises(DarkviewerError, match="cannot be opened"):
        open_to_read(path, FIRST)
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(DarkviewerError, match="cannot be read: file is not a database"):
        open_to_read(path, FIRST)
    path.unlink()
    made(path, schema=SECOND)
    with pytest.raises(DarkviewerError, match="from a newer version"):
        open_to_read(path, FIRST)


KILLED_WHILE_CONVERTING = """
import os, signal, sys, time, random
from pathlib import Path
from darkviewer.storage.opinions.database import open_database
from tests.storage.opinions.test_database import SECOND, made, words
folder = Path(sys.argv[1])
for kill in range(30):
    path = folder / str(kill) / "words.sqlite"
    made(path, "old")
    child = os.fork()
    if child == 0:
        open_database(path, SECOND)
        os._exit(0)
    time.sleep(random.random() * 0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    made(path, "new", schema=SECOND)
    assert words(path) == ["old", "new"], kill
    copy = path.with_name("words.sqlite.version-1")
    assert words(copy) == ["old"], kill
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_being_killed_while_converting_loses_nothing(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_CONVERTING, tmp_path], check=True
    )


def test_a_newer_file_and_a_foreign_one_are_left_alone(path: Path) -> None:
    made(path, schema=SECOND)
    with pytest.raises(DarkviewerError, match="from a newer version"):
        open_database(path, FIRST)
    other = path.with_name("other.sqlite")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = other.read_bytes()
    with pytest.raises(DarkviewerError, match="belongs to another program"):
        open_database(other, FIRST)
    assert other.read_bytes() == before


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "ext4"])
def test_on_a_network_drive_there_is_no_log(
    path: Path, tmp_path: Path, kind: str
) -> None:
    made(path, "before")  # with a log, as on a disk that moved
    home = str(tmp_path).replace(" ", "\\040")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"a / ext4 rw 0 0\nserver:/x {home} {kind} rw 0 0\nodd\n")
    with (
        closing(open_database(path, FIRST, mounts=mounts)[0]) as one,
        closing(open_database(path, FIRST, mounts=mounts)[0]) as other,
    ):
        for connection, word in ((one, "one"), (other, "other")):
            connection.execute("INSERT INTO words VALUES (?)", (word,))
        said = shared_words(one, path)
        mode, safe = (
            one.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous")
        )
        beside = {item.name for item in path.parent.iterdir()} - {path.name}
    assert words(path) == ["before", "one", "other"]
    if kind == "ext4":
        assert (mode, said) == ("wal", "")
    else:
        assert (mode, safe) == ("delete", 3)  # EXTRA: FULL, and the journal's end
        assert beside == set()
        assert "use it from one computer at a time" in said


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_where_memory_cannot_be_shared_there_is_no_log(path: Path) -> None:
    """The index of the log needs 32 KiB, which no file may have here."""
    import resource

    made(path, "before")
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (24 * 1024, most[1]))
    try:
        assert made(path, "now") == ""
        with closing(sqlite3.connect(path)) as connection:
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert mode == "delete"
    assert words(path) == ["before", "now"]
    assert pragma(path, "journal_mode") == "wal"  # again, where there is a log


def test_where_the_system_names_no_drives(path: Path, tmp_path: Path) -> None:
    open_database(path, FIRST, mounts=tmp_path / "none")[0].close()


def test_a_locked_file_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.01)
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DarkviewerError, match="another program holds it"):
            open_database(path, FIRST)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"in the way")
    with pytest.raises(DarkviewerError, match=r"cannot be used: .*exists"):
        open_database(tmp_path / "data" / "x.sqlite", FIRST)


def test_it_is_in_the_folder_for_data(own_folders: Path) -> None:
    assert data_folder() == own_folders / "xdg_data_home" / "darkviewer"


def test_a_failure_that_has_no_words_of_ours() -> None:
    assert database.why_not(sqlite3.ProgrammingError("closed")) == "closed"
    assert database.why_not(OSError("odd")) == "odd"
