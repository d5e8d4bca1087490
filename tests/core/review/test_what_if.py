"""Candidates gained and lost by other limits, and stars kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.candidates.selection import CandidateTable
from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.sensor_place import SensorPlace
from darkviewer.core.review.verdict import Verdict, Verdicts
from darkviewer.core.review.what_if import Moved, Stars, stars_among, what_if
from tests.helpers.tables import table_of

NOW = table_of(
    [
        (0, 10, 20, 250.0, 0.35, True),
        (0, 50, 60, 900.0, 0.40, True),
        (1, 10, 20, 300.0, 0.50, True),
        (1, 0, 0, 700.0, 0.10, False),
        (1, 2047, 2047, 500.0, 0.31, True),
    ]
)
NONE = Stars(*np.zeros((3, 0), np.int64))


def judged(*places: tuple[int, int, int]) -> Stars:
    return Stars(*np.array(places, np.int64).T)


def at(moved: Moved) -> list[tuple[int, int, int]]:
    columns = (moved.frame, moved.x, moved.y)
    return list(zip(*(part.tolist() for part in columns), strict=True))


def accepting(*places: tuple[int, int, int]) -> CandidateTable:
    rows = zip(NOW.frame.tolist(), NOW.x.tolist(), NOW.y.tolist(), strict=True)
    return replace(NOW, accepted=np.array([row in places for row in rows]))


def test_the_same_limits_change_nothing() -> None:
    answer = what_if(NOW, NOW, judged((0, 10, 20)))
    assert len(answer.gained) == len(answer.lost) == 0
    assert answer.kept_now == answer.kept_then
    assert (answer.kept_now.hits, answer.kept_now.trials) == (1, 1)


def test_gained_and_lost_with_the_brightest_first() -> None:
    then = accepting((0, 50, 60), (1, 0, 0))
    answer = what_if(NOW, then, NONE)
    assert at(answer.gained) == [(1, 0, 0)]
    assert at(answer.lost) == [(1, 2047, 2047), (1, 10, 20), (0, 10, 20)]
    assert answer.lost.value_e.tolist() == [500.0, 300.0, 250.0]
    assert np.isnan(answer.lost.sigma).all()
    assert (answer.count_now, answer.count_then) == (4, 2)
    assert (answer.kept_now.trials, answer.kept_then.trials) == (0, 0)


def test_a_higher_threshold_leaves_rows_out_of_the_table() -> None:
    keep = NOW.value_e > 400
    columns = ("id", "frame", "x", "y", "value_e", "accepted", "synthetic")
    then = replace(NOW, **{name: getattr(NOW, name)[keep] for name in columns})
    answer = what_if(NOW, then, NONE)
    assert at(answer.lost) == [(1, 10, 20), (0, 10, 20)]
    back = what_if(then, NOW, NONE)
    assert at(back.gained) == at(answer.lost)


def test_stars_among_the_lost_are_found_within_a_pixel() -> None:
    then = accepting((0, 50, 60))
    stars = judged(
        (0, 11, 19),  # diagonally beside one that is lost
        (1, 12, 20),  # two pixels off
        (0, 2047, 2047),  # the right place in another frame
        (0, 49, 60),  # beside one that stays
    )
    answer = what_if(NOW, then, stars)
    of_place = dict(zip(at(answer.lost), answer.lost.stars.tolist(), strict=True))
    assert of_place == {
        (1, 2047, 2047): False,
        (1, 10, 20): False,
        (0, 10, 20): True,
    }
    assert (answer.kept_now.hits, answer.kept_now.trials) == (2, 4)
    assert (answer.kept_then.hits, answer.kept_then.trials) == (1, 4)


def test_the_ends_of_a_row_are_no_neighbours() -> None:
    """Pixel 2047 of a row and pixel 0 of the next follow each other in memory."""
    answer = what_if(NOW, accepting(), judged((1, 0, 2047), (1, 0, 2048)))
    assert not answer.lost.stars.any()
    assert answer.kept_now.hits == 0


def test_the_interval_is_wilsons() -> None:
    """8 of 10: 0.49 to 0.94, as in Brown, Cai and DasGupta 2001."""
    stars = judged(*[(0, 10, 20)] * 8, *[(0, 500, 500)] * 2)
    share = what_if(NOW, NOW, stars).kept_now
    assert (share.hits, share.trials) == (8, 10)
    assert (share.low, share.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_synthetic_ones_do_not_count() -> None:
    made = replace(NOW, synthetic=NOW.x == 10)
    answer = what_if(made, accepting(), NONE)
    assert at(answer.lost) == [(0, 50, 60), (1, 2047, 2047)]


def said(reviewer: str, name: str, place: str = "a", **more: object) -> Opinion:
    """About sensor pixel 110, 220; more recent, the longer the name of the place."""
    verdict = Verdict(reviewer, EVENT, place, 110, 220, name, **more)
    at = f"2026-01-0{len(place)}T00:00:00Z"
    value = verdict.as_value()
    return Opinion(VERDICT, verdict.subject, value, who=reviewer, at=at)


@pytest.mark.parametrize(
    ("opinions", "found"),
    [
        ([said("anna", "psf-like"), said("ben", "psf-like")], [(3, 10, 20)]),
        ([said("anna", "hot"), said("ben", "psf-like")], [(3, 10, 20)]),
        ([said("anna", "hot")], []),
        ([said("anna", "psf-like", salted=True)], []),
        ([said("anna", "psf-like", "b")], []),  # a frame of another session
        ([said("anna", "psf-like"), said("anna", "hot", "camera")], []),
        ([said("anna", "psf-like"), said("ben", "hot", "camera")], [(3, 10, 20)]),
    ],
)
def test_what_was_called_psf_like(
    opinions: list[Opinion], found: list[tuple[int, int, int]]
) -> None:
    """In a region that begins at 100, 200."""
    stars = stars_among(
        Verdicts(opinions), {3: "a"}, "camera", SensorPlace(origin=(100, 200))
    )
    columns = (stars.frame, stars.x, stars.y)
    assert list(zip(*(part.tolist() for part in columns), strict=True)) == found
