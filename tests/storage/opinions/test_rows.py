from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.opinions.events import KIND, Opinion
from darkviewer.storage.opinions.database import open_database
from darkviewer.storage.opinions.rows import insert, read_only, since
from darkviewer.storage.opinions.store import SCHEMA

FIRST = Opinion(KIND, "a", {"kind": "dark"}, at="1", id="1")
BACK = Opinion(KIND, "a", None, "1", at="2", id="2")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "opinions.sqlite"


def test_rows_come_back_in_the_order_they_were_put_in(path: Path) -> None:
    connection, _ = open_database(path, SCHEMA)
    with closing(connection):
        insert(connection, [BACK, FIRST])
        insert(connection, [FIRST])
        assert list(since(connection, 0)) == [(1, BACK), (2, FIRST)]
        assert [said for _, said in since(connection, 1)] == [FIRST]
    assert read_only(path, SCHEMA) == [BACK, FIRST]


def test_all_or_none_is_put_in(path: Path) -> None:
    connection, _ = open_database(path, SCHEMA)
    with closing(connection):
        with pytest.raises(TypeError):
            insert(connection, [FIRST, Opinion(KIND, "b", {"odd": object()})])
        connection.execute(
            "CREATE TRIGGER refused BEFORE INSERT ON opinions WHEN NEW.id = '2'"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
        with pytest.raises(sqlite3.IntegrityError, match="refused"):
            insert(connection, [FIRST, BACK])
        assert list(since(connection, 0)) == []


def test_a_table_that_is_gone_is_one_sentence(path: Path) -> None:
    connection, _ = open_database(path, SCHEMA)
    with closing(connection):
        connection.execute("DROP TABLE opinions")
    with pytest.raises(DarkviewerError, match="no such table"):
        read_only(path, SCHEMA)
