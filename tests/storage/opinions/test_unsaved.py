from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.opinions.events import EXCLUSION, Opinion
from darkviewer.storage.opinions.unsaved import Unsaved


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "opinions.sqlite"


SAID = Opinion(EXCLUSION, "frame", {"reason": "Wölkchen"}, who="ann")
TAKEN_BACK = Opinion(EXCLUSION, "frame", None, SAID.id, "ann")


def test_another_window_finds_what_was_written(database: Path) -> None:
    one, other = Unsaved(database, "one"), Unsaved(database, "other")
    one.write([SAID, TAKEN_BACK])
    assert one.read() == []  # it has it in memory
    assert other.read() == [SAID, TAKEN_BACK]
    other.remove()
    assert other.read() == []
    assert list(database.parent.iterdir()) == []


def test_a_file_that_grew_meanwhile_stays(database: Path) -> None:
    one, other = Unsaved(database, "one"), Unsaved(database, "other")
    one.write([SAID])
    assert other.read() == [SAID]
    one.write([SAID, TAKEN_BACK])
    other.remove()
    assert other.read() == [SAID, TAKEN_BACK]
    one.remove()
    assert other.read() == []


def test_lines_that_are_no_opinions_are_passed_over(database: Path) -> None:
    sound = {item.name: getattr(SAID, item.name) for item in fields(Opinion)}
    odd = [
        "no JSON",
        "[" * 100_000,
        "[]",
        "{}",
        json.dumps(sound | {"value": 3}),
        json.dumps(sound | {"who": None}),
        json.dumps(sound),
    ]
    beside = database.with_name("opinions.sqlite.unsaved-x.jsonl")
    beside.write_text("\n".join(odd))
    assert Unsaved(database, "one").read() == [SAID]
    if os.name == "posix":
        beside.with_name("opinions.sqlite.unsaved-y.jsonl").symlink_to(beside)
        assert Unsaved(database, "one").read() == [SAID]


def test_where_it_cannot_be_written(database: Path) -> None:
    database.parent.joinpath("file").touch()
    blocked = Unsaved(database.parent / "file" / "opinions.sqlite", "one")
    assert blocked.read() == []
    with pytest.raises(DarkviewerError):
        blocked.write([SAID])
