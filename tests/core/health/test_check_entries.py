"""Entries of checks in documents."""

from __future__ import annotations

from darkviewer.core.health.check_entries import check_entries, nothing_to_judge
from darkviewer.core.health.table import CHECKS, judge
from tests.helpers.planted_faults import sound_session


def test_there_is_an_entry_for_every_check_or_none_at_all() -> None:
    entries = check_entries(judge(sound_session(3, size=64).measures))
    assert [entry["name"] for entry in entries] == [check.name for check in CHECKS]
    assert check_entries(None) == []


def test_a_check_that_had_nothing_to_compare_says_so() -> None:
    entries = check_entries(judge(sound_session(3, size=64).measures))
    silent = {one["name"] for one in entries if nothing_to_judge(one)}
    assert silent == {
        one["name"] for one in entries if one["sentence"].startswith("not checked: ")
    }
    assert silent
    assert not nothing_to_judge({"status": "warn", "value": None, "limit": None})
