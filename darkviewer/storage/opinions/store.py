"""All opinions, in memory and on disk: said at once, written by a thread of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from getpass import getuser
from pathlib import Path
from typing import Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.opinions.events import Opinion, standing, uncontested
from darkviewer.storage.opinions.backups import back_up_daily
from darkviewer.storage.opinions.database import (
    Schema,
    data_folder,
    open_database,
    shared_words,
    why_not,
)
from darkviewer.storage.opinions.rows import insert, read_only, since
from darkviewer.storage.opinions.unsaved import Unsaved

__all__ = [
    "SCHEMA",
    "Opinions",
    "add_opinions",
    "kept_opinions",
    "opinions_path",
    "own_name",
]

LOOK_S = 1.0
"""How often another window's words are looked for."""

RETRY_S = 10.0
"""How long to wait before a failed write is tried again."""

SCHEMA = Schema(
    name="opinions.sqlite",
    application_id=0x44764F70,  # "DvOp"
    steps=(
        (
            """
            CREATE TABLE opinions (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                at TEXT NOT NULL,
                who TEXT NOT NULL,
                topic TEXT NOT NULL,
                subject TEXT NOT NULL,
                value TEXT,
                supersedes TEXT NOT NULL
            )
            """,
            "CREATE INDEX about ON opinions (topic, subject)",
            """
            CREATE TRIGGER never_changed BEFORE UPDATE ON opinions
            BEGIN SELECT RAISE(ABORT, 'opinions are only added'); END
            """,
            """
            CREATE TRIGGER never_removed BEFORE DELETE ON opinions
            BEGIN SELECT RAISE(ABORT, 'opinions are only added'); END
            """,
        ),
    ),
)


def opinions_path() -> Path:
    """Where the opinions of this user are."""
    return data_folder() / SCHEMA.name


def kept_opinions(path: Path | None = None) -> list[Opinion]:
    """All that is kept, for a program that only listens; nothing is made.

    Raises
    ------
    DarkviewerError
        If the file is there and cannot be read.
    """
    path = path or opinions_path()
    unsaved = Unsaved(path, "reader").read()
    try:
        size = path.stat().st_size
    except OSError:
        return unsaved
    if not size:
        return unsaved
    if not os.access(path, os.W_OK):
        return [*read_only(path, SCHEMA), *unsaved]
    connection, _ = open_database(path, SCHEMA)
    with closing(connection):
        return [*(opinion for _, opinion in since(connection, 0)), *unsaved]


def add_opinions(opinions: Iterable[Opinion], path: Path | None = None) -> int:
    """Add what others said to what is kept; those that are there already stay.

    An event is never changed, so that files of several people can be added in any
    order, and again: what holds is the same afterwards.

    Returns
    -------
    int
        How many were new.

    Raises
    ------
    DarkviewerError
        If the file cannot be used: nothing was added then.
    """
    path = path or opinions_path()
    connection, _ = open_database(path, SCHEMA)
    with closing(connection):
        try:
            before = connection.total_changes
            insert(connection, opinions)
            return connection.total_changes - before
        except sqlite3.Error as error:
            raise DarkviewerError(_sentence(path, error)) from error


class Opinions:
    """What holds now, and a thread that keeps it.

    Whatever cannot be written stays in memory, is put into a plain file where that is
    possible, and is tried again.

    Parameters
    ----------
    path : Path, optional
        The file; default is the user's own.
    who : str
        Who speaks; default is the name of the user's account.
    tell : callable
        Called by the thread with one sentence: what is wrong with the file, or empty
        once nothing is any more.
    changed : callable
        Called by the thread when another window said something, or all was read.
    tried : callable
        Called by the thread when what was said is in the file, or could not be written.
    kept : bool
        False: nothing is read or written, all is forgotten at the end.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        who: str = "",
        tell: Callable[[str], object] = lambda _: None,
        changed: Callable[[], object] = lambda: None,
        tried: Callable[[], object] = lambda: None,
        kept: bool = True,
    ) -> None:
        self.path = path or opinions_path()
        self.who = who or own_name()
        self._tell, self._changed, self._tell_tried = tell, changed, tried
        self._unsaved = Unsaved(self.path, uuid.uuid4().hex[:12])
        self._known: set[str] = set()
        self._about: dict[tuple[str, str], list[Opinion]] = {}
        self._standing: dict[tuple[str, str], Opinion] = {}
        self._waiting: dict[str, Opinion] = {}
        self._news = threading.Condition()
        self._closing = self._read = self._failing = False
        self._told, self._tries = "", 0
        self._tried: frozenset[str] = frozenset()
        self._failed: frozenset[str] = frozenset()  # tried in vain, and done with it
        self._beside: frozenset[str] = frozenset()  # in files that others left
        self._connection: sqlite3.Connection | None = None
        self._last = self._version = 0
        self._thread = threading.Thread(target=self._run, name="opinions", daemon=True)
        self._kept = kept
        if kept:
            self._thread.start()
        else:
            self._read = True

    # what holds

    def get(self, topic: str, subject: str) -> Opinion | None:
        """What is said about it now."""
        with self._news:
            return self._standing.get((topic, subject))

    def all(self, topic: str) -> list[Opinion]:
        """All that holds of a topic, the latest first."""
        with self._news:
            found = [held for (of, _), held in self._standing.items() if of == topic]
        return sorted(found, key=lambda held: held.at, reverse=True)

    def say(self, topic: str, subject: str, value: Mapping[str, Any] | None) -> Opinion:
        """Say something, or with None take back what holds; it holds at once."""
        with self._news:
            before = uncontested(self._about.get((topic, subject), []))
            said = Opinion(
                topic,
                subject,
                None if value is None else json.loads(json.dumps(dict(value))),
                supersedes=" ".join(said.id for said in before),
                who=self.who,
            )
            self._take([said])
            if self._kept:
                self._waiting[said.id] = said
            self._news.notify_all()
        return said

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is said within is written by one transaction: all of it, or nothing."""
        with self._news:  # the thread takes what waits when it gets this lock
            yield

    # whether it is kept

    @property
    def unsaved(self) -> int:
        """Opinions that are not in the database yet."""
        with self._news:
            return len(self._waiting)

    def is_saved(self, name: str) -> bool:
        """Whether an opinion, by its id, is in the database: committed."""
        with self._news:
            return self._kept and name not in self._waiting

    def wait_read(self, timeout_s: float) -> bool:
        """Wait until all that is kept was read, or could not be."""
        with self._news:
            return self._news.wait_for(lambda: self._read, timeout_s)

    def wait_saved(self, timeout_s: float) -> bool:
        """Wait for one attempt to write; whether all is in the database then."""
        with self._news:
            tries = self._tries if self._waiting else -1
            self._news.wait_for(
                lambda: self._tries > tries and self._waiting.keys() <= self._failed,
                timeout_s,
            )
            return not self._waiting

    def close(self, timeout_s: float = 5.0) -> bool:
        """Write what waits, and end; whether all is in the database."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        if self._kept:
            self._thread.join(timeout_s)
        return not self._waiting

    # the thread

    def _run(self) -> None:
        next_try = 0.0
        while True:
            now = time.monotonic()
            with self._news:
                closing_now, fresh = self._closing, self._has_fresh()
            if fresh or closing_now or now >= next_try:
                next_try = now + (LOOK_S if self._work() else RETRY_S)
            if closing_now:
                break
            with self._news:
                self._news.wait_for(
                    lambda: self._closing or self._has_fresh(),
                    max(0.0, next_try - time.monotonic()),
                )
        self._disconnect()

    def _has_fresh(self) -> bool:
        """Whether something waits that was not tried yet."""
        return any(name not in self._tried for name in self._waiting)

    def _work(self) -> bool:
        """Write and read; whether the database took part."""
        with self._news:
            self._tried = frozenset(self._waiting)
        try:
            message = self._connect()
            self._write()
            self._look()
        except (sqlite3.Error, DarkviewerError) as error:
            self._disconnect()
            self._failing = True
            self._look_at_least()
            self._say(self._put_by(_sentence(self.path, error)))
        else:
            if message or self._failing:
                self._say(message)
            self._failing = False
        if not self._read:  # first: who waits for it finds it told
            self._changed()
        with self._news:
            self._tries += 1
            self._failed = self._tried & self._waiting.keys()
            self._read = True
            self._news.notify_all()
        if self._tried:
            self._tell_tried()
        return not self._failing

    def _connect(self) -> str:
        """What windows left behind is known even where the file cannot be opened."""
        if self._connection is not None:
            return ""
        left = self._unsaved.read()
        with self._news:
            self._take(left)
            self._waiting |= {said.id: said for said in left}
            self._beside = frozenset(said.id for said in left)
        back_up_daily(self.path)
        self._connection, message = open_database(self.path, SCHEMA)
        self._last, self._version = 0, -1
        return message or shared_words(self._connection, self.path)

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _write(self) -> None:
        assert self._connection is not None
        with self._news:
            waiting = list(self._waiting.values())
        if not waiting:
            return
        insert(self._connection, waiting)
        with self._news:
            for said in waiting:
                del self._waiting[said.id]
            clear = not self._waiting
        if clear:
            self._unsaved.remove()

    def _look(self) -> None:
        """Take what others wrote; their commits change the version."""
        assert self._connection is not None
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return
        self._version = version
        found = list(since(self._connection, self._last))
        self._last = max((number for number, _ in found), default=self._last)
        with self._news:
            news = self._take(said for _, said in found)
        if news and self._read:
            self._changed()

    def _look_at_least(self) -> None:
        """Know what is kept where nothing can be written, as on a read-only disk."""
        if not self._read and self.path.is_file() and not os.access(self.path, os.W_OK):
            with suppress(DarkviewerError):
                self._take(read_only(self.path, SCHEMA))

    def _put_by(self, problem: str) -> str:
        """What could not be written goes into a plain file, if it can; the sentence."""
        with self._news:
            ours = [s for s in self._waiting.values() if s.id not in self._beside]
        if not ours:
            return problem
        try:
            self._unsaved.write(ours)
        except DarkviewerError:
            return f"What you said is kept in memory only, and tried again: {problem}"
        return f"What you said is kept beside its file, and tried again: {problem}"

    def _say(self, sentence: str) -> None:
        if sentence != self._told:
            self._told = sentence
            self._tell(sentence)

    def _take(self, opinions: Iterable[Opinion]) -> bool:
        """Whether any of them is new; only subjects with news are looked at."""
        new = [said for said in opinions if said.id not in self._known]
        self._known |= {said.id for said in new}
        for said in new:
            self._about.setdefault((said.topic, said.subject), []).append(said)
        for about in {(said.topic, said.subject) for said in new}:
            self._standing.pop(about, None)
            self._standing |= standing(self._about[about])
        return bool(new)


def own_name() -> str:
    """Under which this user speaks: that of the account."""
    try:
        return getuser().encode("utf-8", "replace").decode()
    except (OSError, KeyError, ImportError):  # an account without a name
        return "unknown"


def _sentence(path: Path, error: sqlite3.Error | DarkviewerError) -> str:
    if isinstance(error, DarkviewerError):
        return str(error)
    return f"{path} cannot be used: {why_not(error)}"
