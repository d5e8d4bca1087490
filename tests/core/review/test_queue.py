"""The queue: one entry per pixel, and which of them are listed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from darkviewer.core.candidates.labels import RULES
from darkviewer.core.review.queue import (
    DIFFERING,
    UNREVIEWED,
    Queue,
    QueueFilter,
    Said,
    build,
    kept,
)
from darkviewer.core.review.queue_events import (
    ADDED,
    REMOVED,
    Events,
    events_by_hand,
)

# frame, x, y, significance, label: the pixel (4, 1) is there twice
ROWS = (
    (2, 4, 1, 9.0, "hot"),
    (0, 7, 3, 20.0, "PSF-like"),
    (1, 4, 1, 30.0, "telegraph"),
    (3, 0, 0, 5.0, "noise"),
)
NAMES = [rule.label for rule in RULES]


def events(rows: tuple[tuple[int, int, int, float, str], ...] = ROWS) -> Events:
    n = len(rows)
    sigma = np.array([row[3] for row in rows])
    whole = np.array([row[:3] for row in rows], np.int64).reshape(n, 3)
    return Events(
        id=np.arange(n) + 100,
        frame=whole[:, 0],
        x=whole[:, 1],
        y=whole[:, 2],
        label=np.array([NAMES.index(row[4]) for row in rows], np.int64),
        sigma=sigma,
        strength=sigma,
        added=np.zeros(n, np.bool_),
        removed=np.zeros(n, np.bool_),
    )


def pixels(queue: Queue) -> list[tuple[int, int]]:
    return [(entry.x, entry.y) for entry in queue]


def listed(
    chips: dict[tuple[str, str], int], said: dict[int, Said] | None = None
) -> list[tuple[int, int]]:
    return pixels(kept(build(events()), QueueFilter(chips), said or {}, session="dark"))


def test_one_entry_per_pixel_the_most_significant_first() -> None:
    queue = build(events())
    assert pixels(queue) == [(4, 1), (7, 3), (0, 0)]
    first = queue[0]
    assert (first.frames, first.rows, first.labels) == (
        (1, 2),
        (102, 100),
        ("telegraph", "hot"),
    )
    assert (first.sigma, first.best, first.label) == (30.0, 1, "telegraph")
    assert [entry.best for entry in queue[1:]] == [0, 3]


def test_an_empty_table_makes_an_empty_queue() -> None:
    queue = build(events(()))
    assert len(queue) == 0
    assert len(kept(queue, QueueFilter(), {})) == 0
    assert queue.number_at(0, 0) is None


def test_entries_are_found_by_pixel_and_by_number() -> None:
    queue = build(events())
    assert [queue.number_at(x, y) for x, y in ((4, 1), (7, 3), (0, 0))] == [0, 1, 2]
    assert queue.number_at(5, 1) is None
    some = queue.only(np.array([0, 2]))
    assert [some.index_of(number) for number in (0, 1, 2, 3, None)] == [
        *(0, None, 1, None, None),
    ]


@pytest.mark.parametrize(
    ("chips", "expected"),
    [
        ({}, [(4, 1), (7, 3), (0, 0)]),
        ({("label", "hot"): 1}, [(4, 1)]),
        ({("label", "hot"): -1}, [(4, 1), (7, 3), (0, 0)]),  # telegraph is left of it
        ({("label", "hot"): -1, ("label", "telegraph"): -1}, [(7, 3), (0, 0)]),
        ({("label", "hot"): 1, ("label", "noise"): 1}, [(4, 1), (0, 0)]),
        ({("frame", "2"): 1}, [(4, 1)]),
        ({("frame", "0"): -1}, [(4, 1), (0, 0)]),
        ({("frame", "2"): 1, ("label", "telegraph"): 1}, []),  # never in one event
        ({("session", "dark"): 1}, [(4, 1), (7, 3), (0, 0)]),
        ({("session", "dark"): -1}, []),
        ({("session", "other"): 1}, []),
    ],
)
def test_chips_include_and_exclude(
    chips: dict[tuple[str, str], int], expected: list[tuple[int, int]]
) -> None:
    assert listed(chips) == expected


def test_verdicts_and_reviewers_are_asked_of_the_whole_entry() -> None:
    said = {0: Said(frozenset({"hot"}), frozenset({"eve"})), 1: Said(frozenset())}
    assert listed({("verdict", UNREVIEWED): 1}, said) == [(7, 3), (0, 0)]
    assert listed({("verdict", UNREVIEWED): -1}, said) == [(4, 1)]
    assert listed({("verdict", "hot"): 1}, said) == [(4, 1)]
    assert listed({("verdict", "hot"): -1}, said) == [(7, 3), (0, 0)]
    assert listed({("reviewer", "eve"): 1}, said) == [(4, 1)]
    assert listed({("reviewer", "eve"): -1}, said) == [(7, 3), (0, 0)]


def test_what_reviewers_judged_differently_is_a_queue() -> None:
    both = frozenset({"hot"}), frozenset({"bert"})
    said = {1: Said(*both, differ=True), 2: Said(*both)}
    chips = dict(DIFFERING.chips)
    whole = build(events())
    assert listed(chips, said) == [(whole.entry(1).x, whole.entry(1).y)]
    assert listed(chips) == []


def test_an_entry_in_hand_stays_whatever_the_filter() -> None:
    wanted = QueueFilter({("label", "PSF-like"): 1})
    assert pixels(kept(build(events()), wanted, {}, stays=0)) == [(4, 1), (7, 3)]


def test_what_was_added_by_hand_joins_and_what_was_removed_goes() -> None:
    added = events_by_hand([(900, 1, 9, 9, 25.0), (101, 0, 7, 3, 1.0)])
    both = events().and_others(added)
    assert len(both) == len(ROWS) + 1  # the other one is in the table already
    queue = build(both.without([103]))
    assert pixels(queue) == [(4, 1), (9, 9), (7, 3), (0, 0)]
    assert [entry.by_hand for entry in queue] == [False, True, False, False]
    assert queue[3].removed

    def of(chips: dict[tuple[str, str], int]) -> list[tuple[int, int]]:
        return pixels(kept(queue, QueueFilter(chips), {}))

    assert of({}) == [(4, 1), (9, 9), (7, 3)]
    assert of({("hand", REMOVED): 1}) == [(0, 0)]
    assert of({("hand", ADDED): 1}) == [(9, 9)]
    assert of({("hand", ADDED): -1}) == [(4, 1), (7, 3)]


def test_significance_that_is_unknown_comes_last() -> None:
    queue = build(events_by_hand([(1, 0, 1, 1, math.nan), (2, 0, 2, 2, -3.0)]))
    assert pixels(queue) == [(2, 2), (1, 1)]
    assert math.isnan(queue[1].sigma)


def test_a_chip_steps_from_include_to_exclude_to_off() -> None:
    wanted = QueueFilter({})
    states = []
    for _ in range(3):
        wanted = wanted.stepped("label", "hot")
        states.append(wanted.state("label", "hot"))
    assert states == [1, -1, 0]
    assert QueueFilter().without("verdict").chips == {}


def test_a_hundred_thousand_candidates_are_joined_in_a_moment() -> None:
    random = np.random.default_rng(1)
    n = 100_000
    sigma = random.normal(10, 3, n)
    many = Events(
        id=np.arange(n),
        frame=random.integers(0, 50, n),
        x=random.integers(0, 9576, n),
        y=random.integers(0, 6388, n),
        label=random.integers(0, 4, n),
        sigma=sigma,
        strength=sigma,
        added=np.zeros(n, np.bool_),
        removed=np.zeros(n, np.bool_),
    )
    queue = kept(build(many), QueueFilter(), {})
    assert len(queue) == len(np.unique(many.y * 9576 + many.x))
    assert queue[0].sigma == sigma.max()
    highest = [queue[place].sigma for place in range(0, len(queue), 997)]
    assert highest == sorted(highest, reverse=True)
