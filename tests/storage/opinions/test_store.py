from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.opinions.events import EXCLUSION, GAIN
from darkviewer.storage.opinions import database, store
from darkviewer.storage.opinions.store import Opinions, kept_opinions, opinions_path

WAIT_S = 20.0


class Listener:
    """Hears what the thread says."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.news = 0
        self._heard = threading.Condition()

    def tell(self, words: str) -> None:
        with self._heard:
            self.words.append(words)
            self._heard.notify_all()

    def changed(self) -> None:
        with self._heard:
            self.news += 1
            self._heard.notify_all()

    def wait(self, until: Callable[[], bool]) -> None:
        with self._heard:
            assert self._heard.wait_for(until, WAIT_S)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.01)
    monkeypatch.setattr(store, "LOOK_S", 0.02)
    monkeypatch.setattr(store, "RETRY_S", 0.02)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def opinions(listener: Listener) -> Iterator[Opinions]:
    known = Opinions(who="ann", tell=listener.tell, changed=listener.changed)
    assert known.wait_read(WAIT_S)
    yield known
    known.close()


def reasons() -> list[str]:
    """What a program that starts now finds."""
    known = Opinions(who="reader")
    assert known.wait_read(WAIT_S)
    found = [said.value["reason"] for said in known.all(EXCLUSION) if said.value]
    known.close()
    return found


def test_what_is_said_holds_at_once_and_is_found_again(opinions: Opinions) -> None:
    said = opinions.say(EXCLUSION, "frame", {"reason": "cloud"})
    assert opinions.get(EXCLUSION, "frame") == said
    assert said.who == "ann"
    assert opinions.wait_saved(WAIT_S)
    assert opinions.unsaved == 0
    assert reasons() == ["cloud"]
    assert kept_opinions() == [said]


def test_taken_back_and_said_again(opinions: Opinions) -> None:
    opinions.say(EXCLUSION, "frame", {"reason": "cloud"})
    opinions.say(EXCLUSION, "frame", None)
    assert opinions.get(EXCLUSION, "frame") is None
    opinions.say(EXCLUSION, "frame", {"reason": "light"})
    opinions.say(GAIN, "camera", {"e_per_adu": 1.39})
    assert opinions.wait_saved(WAIT_S)
    assert reasons() == ["light"]
    assert len(kept_opinions()) == 4  # nothing is ever removed


def test_rows_can_neither_be_changed_nor_removed(opinions: Opinions) -> None:
    opinions.say(EXCLUSION, "frame", {"reason": "cloud"})
    assert opinions.wait_saved(WAIT_S)
    with closing(sqlite3.connect(opinions_path())) as connection:
        for change in ("UPDATE opinions SET who = 'x'", "DELETE FROM opinions"):
            with pytest.raises(sqlite3.IntegrityError, match="are only added"):
                connection.execute(change)


def test_nothing_is_made_by_listening() -> None:
    assert kept_opinions() == []
    opinions_path().parent.mkdir()
    opinions_path().touch()
    assert kept_opinions() == []
    assert opinions_path().stat().st_size == 0


SAYS = """
import sys
from darkviewer.storage.opinions.store import Opinions
known = Opinions(who=sys.argv[1])
assert known.wait_read(20)
for line in sys.stdin:
    known.say("exclusion", line.strip(), {"reason": sys.argv[1]})
    assert known.wait_saved(20)
    print("kept", line.strip(), flush=True)
known.close()
"""


def test_two_windows_hear_each_other(opinions: Opinions, listener: Listener) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SAYS, "bob"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        for n in range(20):
            opinions.say(EXCLUSION, f"ann {n}", {"reason": "ann"})
            other.stdin.write(f"bob {n}\n")
            other.stdin.flush()
        listener.wait(lambda: len(opinions.all(EXCLUSION)) == 40)
        other.stdin.close()
    assert other.returncode == 0
    assert opinions.wait_saved(WAIT_S)
    assert sorted(reasons()) == ["ann"] * 20 + ["bob"] * 20
    assert listener.words == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_being_killed_loses_nothing_that_was_confirmed() -> None:
    kills = [sys.executable, "-m", "benchmarks.opinion_kills", "--kills", "24"]
    done = subprocess.run(kills, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split("|") for line in done.stdout.splitlines() if "| 6 |" in line]
    assert len(rows) == 4
    assert sum(int(row[3]) for row in rows) > 24  # confirmed


LIES = """
import sys
from benchmarks import opinion_kills
opinion_kills.Opinions.wait_saved = lambda *_: True
sys.argv[1:] = ["--kills", "4"]
sys.exit(opinion_kills.main())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_what_is_confirmed_too_early_is_found_to_be_lost() -> None:
    done = subprocess.run([sys.executable, "-c", LIES], capture_output=True, text=True)
    assert done.returncode == 1
    assert " is lost" in done.stdout


def test_a_held_file_is_said_and_tried_again(
    opinions: Opinions, listener: Listener
) -> None:
    with closing(sqlite3.connect(opinions_path(), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        opinions.say(EXCLUSION, "frame", {"reason": "cloud"})
        listener.wait(lambda: bool(listener.words))
        assert "another program holds it; close that program" in listener.words[0]
        assert "kept beside its file, and tried again" in listener.words[0]
        assert opinions.get(EXCLUSION, "frame") is not None
        assert not opinions.wait_saved(WAIT_S)
        assert reasons() == ["cloud"]  # by another window, from the file beside it
    listener.wait(lambda: listener.words[-1] == "")
    assert opinions.wait_saved(WAIT_S)
    assert left_beside() == []


def left_beside() -> list[Path]:
    return list(opinions_path().parent.glob("*.unsaved-*"))


def test_on_a_network_drive_it_is_kept_and_said_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "_file_system", lambda *_: "nfs4")
    for n in range(2):
        heard = Listener()
        known = Opinions(who="ann", tell=heard.tell, changed=heard.changed)
        known.say(EXCLUSION, f"frame {n}", {"reason": f"cloud {n}"})
        assert known.wait_saved(WAIT_S)
        assert known.close()
        (said,) = heard.words
        assert "on a network drive" in said
        assert len(known.all(EXCLUSION)) == n + 1
    assert sorted(reasons()) == ["cloud 0", "cloud 1"]
    assert left_beside() == []


def test_where_nothing_can_be_written_it_stays_in_memory(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DarkviewerError("opinions cannot be written: No space left on device")

    folder = opinions_path().parent
    with monkeypatch.context() as patch:
        patch.setattr(store, "open_database", full)
        patch.setattr("darkviewer.storage.opinions.unsaved.replace_file", full)
        known = Opinions(tell=listener.tell)
        assert known.wait_read(WAIT_S)
        listener.wait(lambda: bool(listener.words))
        assert "kept" not in listener.words[0]  # nothing was said yet
        known.say(EXCLUSION, "frame", {"reason": "cloud"})
        listener.wait(lambda: "kept in memory only" in listener.words[-1])
    listener.wait(lambda: listener.words[-1] == "")  # the disk has room again
    assert known.close()
    assert reasons() == ["cloud"]
    assert folder.is_dir()


def test_a_full_disk_while_writing(opinions: Opinions, listener: Listener) -> None:
    opinions.say(EXCLUSION, "before", {"reason": "cloud"})
    assert opinions.wait_saved(WAIT_S)
    with closing(sqlite3.connect(opinions_path())) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]

    def filled(path: Path, schema: database.Schema) -> tuple[sqlite3.Connection, str]:
        connection, message = database.open_database(path, schema)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection, message

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "open_database", filled)
        full = Opinions(who="bob", tell=listener.tell)
        full.say(EXCLUSION, "after", {"reason": "x" * 100_000})
        listener.wait(lambda: any("the disk is full" in w for w in listener.words))
        assert not full.close()
    assert len(reasons()) == 2


def test_what_is_kept_on_a_disk_that_is_only_read_is_known(
    opinions: Opinions, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = opinions.say(EXCLUSION, "before", {"reason": "cloud"})
    assert opinions.close()

    def refused(*_: object) -> None:
        raise DarkviewerError("Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(store, "open_database", refused)
        patch.setattr(store.os, "access", lambda *_: False)
        assert kept_opinions() == [said]
        known = Opinions(who="bob", tell=listener.tell)
        assert known.wait_read(WAIT_S)
        assert known.get(EXCLUSION, "before") == said
    listener.wait(lambda: listener.words[-1] == "")
    assert known.close()


def test_a_damaged_file_is_named_until_the_end(listener: Listener) -> None:
    opinions_path().parent.mkdir()
    opinions_path().write_bytes(b"odd" * 5000)
    known = Opinions(tell=listener.tell)
    known.say(EXCLUSION, "frame", {"reason": "cloud"})
    assert known.close()
    assert len(listener.words) == 1
    assert "was damaged and was renamed to" in listener.words[0]
    assert reasons() == ["cloud"]


def test_a_moved_folder_goes_on(opinions: Opinions, tmp_path: Path) -> None:
    opinions.say(EXCLUSION, "frame", {"reason": "cloud"})
    assert opinions.close()
    shutil.move(opinions_path().parent, tmp_path / "elsewhere")
    found = kept_opinions(tmp_path / "elsewhere" / "opinions.sqlite")
    assert [said.subject for said in found] == ["frame"]


def test_an_account_whose_name_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "getuser", lambda: "j\udcf6rg")
    known = Opinions()
    known.say(EXCLUSION, "frame", {"reason": "cloud"})
    assert known.close()
    assert kept_opinions()[0].who == "j?rg"


def test_an_account_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(store, "getuser", nameless)
    known = Opinions()
    assert known.who == "unknown"
    known.close()


def test_what_is_said_together_is_one_transaction(
    opinions: Opinions, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opinions.wait_read(WAIT_S)
    written, insert = [], store.insert

    def noted(connection: sqlite3.Connection, said: list[object]) -> None:
        written.append([one.subject for one in said])
        insert(connection, said)

    monkeypatch.setattr(store, "insert", noted)
    with opinions.together():
        opinions.say(EXCLUSION, "a", {"reason": "cloud"})
        threading.Event().wait(0.1)  # alone it would be written by now
        opinions.say(EXCLUSION, "b", {"reason": "cloud"})
    assert opinions.wait_saved(WAIT_S)
    assert written == [["a", "b"]]
