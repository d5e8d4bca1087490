"""Judged entries are counted once, and from then on with each verdict."""

from __future__ import annotations

import numpy as np

from darkviewer.core.candidates.labels import RULES
from darkviewer.core.review.queue import Queue, QueueFilter, Said, build
from darkviewer.core.review.queue_events import Events
from darkviewer.gui.engine.tally import Tally

HOT, NOISE = ([rule.label for rule in RULES].index(name) for name in ("hot", "noise"))
LABELS = [HOT, NOISE, HOT, HOT]
"""Of four pixels, the most significant first."""

MINE = Said(own=frozenset(["hot"]))
THEIRS = Said(others=frozenset(["another"]))
ONLY_HOT = QueueFilter({("label", "hot"): 1, ("verdict", "hot"): -1})


def queue() -> Queue:
    places = np.arange(len(LABELS))
    strong = 9.0 - places
    never = np.zeros(len(LABELS), np.bool_)
    return build(
        Events(
            id=places,
            frame=np.zeros(len(LABELS), np.int64),
            x=places,
            y=places,
            label=np.array(LABELS),
            sigma=strong,
            strength=strong,
            added=never,
            removed=never,
        )
    )


def test_what_is_listed_counts_whatever_its_verdict() -> None:
    said = {0: MINE, 1: MINE, 2: THEIRS}
    entries = queue()
    assert Tally().count(entries, QueueFilter(), said) == (2, 4)
    assert Tally().count(entries, ONLY_HOT, said) == (1, 3)
    assert Tally().count(entries, QueueFilter(), {}) == (0, 4)


def test_of_another_session_nothing_is_listed() -> None:
    only = QueueFilter({("session", "tonight"): 1})
    assert Tally().count(queue(), only, {0: MINE}, session="tonight") == (1, 4)
    assert Tally().count(queue(), only, {0: MINE}, session="last night") == (0, 0)


def test_each_verdict_is_added_and_taken_off() -> None:
    tally, entries = Tally(), queue()
    said: dict[int, Said] = {}

    def say(number: int, now: Said) -> tuple[int, int]:
        tally.note(entries, number, said.get(number, Said()), now)
        said[number] = now
        return tally.count(entries, ONLY_HOT, said)

    assert say(3, MINE) == (1, 3)  # nothing was counted before
    assert say(0, MINE) == (2, 3)
    assert say(0, Said(own=frozenset(["noise"]))) == (2, 3)  # changed one's mind
    assert say(2, THEIRS) == (2, 3)
    assert say(1, MINE) == (2, 3)  # not listed
    assert say(0, Said()) == (1, 3)


def test_what_is_said_of_another_queue_changes_nothing() -> None:
    tally, entries, wanted = Tally(), queue(), QueueFilter()
    tally.count(entries, wanted, {})
    tally.note(queue(), 0, Said(), MINE)
    assert tally.count(entries, wanted, {}) == (0, 4)
