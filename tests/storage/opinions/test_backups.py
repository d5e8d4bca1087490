from __future__ import annotations

import sqlite3
import stat
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.opinions.events import KIND, Opinion
from darkviewer.storage.opinions import backups
from darkviewer.storage.opinions.backups import back_up, back_up_daily, soundness
from darkviewer.storage.opinions.store import SCHEMA, add_opinions, kept_opinions

FIRST = Opinion(KIND, "a", {"kind": "dark"}, at="1", id="1")
SECOND = Opinion(KIND, "b", {"kind": "bias"}, at="2", id="2")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "opinions.sqlite"
    add_opinions([FIRST], path)
    return path


def copies(path: Path) -> list[str]:
    return sorted(copy.name for copy in (path.parent / "backups").iterdir())


def test_a_copy_holds_all_that_was_said(path: Path) -> None:
    copy = back_up(path)
    assert kept_opinions(copy) == [FIRST]
    assert kept_opinions(path) == [FIRST]
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_is_made_while_another_window_writes(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        other.execute(
            "INSERT INTO opinions (id, at, who, topic, subject, supersedes)"
            " VALUES ('9', '9', '', '', '', '')"
        )
        assert kept_opinions(back_up(path)) == [FIRST]
        other.execute("ROLLBACK")


def test_ten_copies_are_kept(path: Path) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = [back_up(path, now=start + timedelta(days=n)) for n in range(12)]
    assert copies(path) == [copy.name for copy in made[2:]]


def test_what_a_killed_program_had_begun_goes_with_the_copies_of_its_time(
    path: Path,
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    first = back_up(path, now=start)
    old, young = (
        path.parent / "backups" / f"opinions-{time}Z.sqlite.part"
        for time in ("20251231T000000000000", "20260201T000000000000")
    )
    old.touch()
    young.touch()
    back_up(path, now=start + timedelta(days=1))
    assert not old.exists()
    assert young.exists()  # another window may be writing it
    assert first.exists()


def test_the_first_window_of_a_day_makes_a_copy(path: Path) -> None:
    back_up_daily(path)
    add_opinions([SECOND], path)
    back_up_daily(path)
    (name,) = copies(path)
    assert kept_opinions(path.parent / "backups" / name) == [FIRST]


def test_nothing_is_no_reason_for_a_copy_and_no_fault(tmp_path: Path) -> None:
    back_up_daily(tmp_path / "opinions.sqlite")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(DarkviewerError, match="nobody has said anything"):
        back_up(tmp_path / "opinions.sqlite")
    with pytest.raises(DarkviewerError, match="nobody has said anything"):
        soundness(tmp_path / "opinions.sqlite", SCHEMA)


def test_where_copies_cannot_be_written_one_sentence_says_so(path: Path) -> None:
    (path.parent / "backups").write_text("in the way")
    with pytest.raises(DarkviewerError, match="cannot be written"):
        back_up(path)
    back_up_daily(path)
    assert kept_opinions(path) == [FIRST]


def test_what_is_no_database_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "opinions.sqlite"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(DarkviewerError, match="cannot be copied"):
        back_up(path)


def test_a_sound_file_has_no_problems(path: Path) -> None:
    assert soundness(path, SCHEMA) == backups.Soundness(1, ())


def test_a_row_that_cannot_be_read_is_named(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for name, value in (("2", "{"), ("3", "[1]"), ("4", None)):
            other.execute(
                "INSERT INTO opinions (id, at, who, topic, subject, value, supersedes)"
                " VALUES (?, '', '', '', '', ?, '')",
                (name, value),
            )
    known = soundness(path, SCHEMA)
    assert known.opinions == 2
    assert [problem.split()[2] for problem in known.problems] == ["2", "3"]


def test_a_table_that_is_gone_is_a_problem(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("DROP TABLE opinions")
    known = soundness(path, SCHEMA)
    assert known.opinions == 0
    assert "no such table" in known.problems[-1]


def test_a_damaged_file_is_set_aside_and_said(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    known = soundness(path, SCHEMA)
    assert known.opinions == 0
    assert "was damaged and was renamed" in known.problems[0]
