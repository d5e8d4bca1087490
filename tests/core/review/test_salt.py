from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.salt import (
    SALT,
    Salted,
    flux_edges,
    read_salted,
    salt_share,
    salted_of,
    skill,
)
from darkviewer.core.review.verdict import Verdict


def test_the_share_falls_with_experience() -> None:
    assert salt_share(0) == pytest.approx(0.2)
    assert salt_share(100) == pytest.approx(0.125)
    shares = [salt_share(n) for n in range(0, 5000, 50)]
    assert shares == sorted(shares, reverse=True)
    assert 0.05 < shares[-1] < 0.06


def test_skill_counts_stars_by_flux_and_false_alarms() -> None:
    events = [
        Salted("star", 500, found=True, verdict="psf-like"),
        Salted("star", 500, found=False, verdict="psf-like"),
        Salted("star", 900, found=True, verdict="noise"),
        Salted("star", 1000, found=True, verdict="psf-like"),
        Salted("star", 2000, found=True, verdict="psf-like"),
        Salted("star", 2000, found=True, verdict=""),
        Salted("star", 9000, found=True, verdict="psf-like"),
        Salted("hot", 900, found=False, verdict="psf-like"),
        Salted("pair", 900, found=False, verdict="artefact"),
        Salted("track", 900, found=True, verdict="psf-like"),
        Salted("track", 900, found=True, verdict="cosmic-ray"),
    ]
    known = skill(events, [0, 1000, 2000])
    assert known.flux_e == ((0, 1000), (1000, 2000))
    assert [(one.hits, one.trials) for one in known.reviewer] == [(2, 3), (2, 2)]
    assert [(one.hits, one.trials) for one in known.together] == [(1, 3), (2, 2)]
    assert (known.false_alarms.hits, known.false_alarms.trials) == (2, 4)
    assert known.false_alarms_together.hits == 1


def test_stars_that_the_program_does_not_list_are_missed() -> None:
    """Three of five faint stars were never shown: nobody could find them."""
    events = [
        Salted("star", 500, found=True, verdict="psf-like", missed_e=(400, 300)),
        Salted("star", 600, found=True, verdict="noise"),
        Salted("hot", 900, found=False, verdict="hot", missed_e=(450,)),
        Salted("star", 2000, found=True, verdict="", missed_e=(1500,)),
    ]
    known = skill(events, [0, 1000, 2000])
    counted = [
        [(one.hits, one.trials) for one in shares]
        for shares in (known.program, known.reviewer, known.together)
    ]
    assert counted == [[(2, 5), (0, 0)], [(1, 2), (0, 0)], [(1, 5), (0, 0)]]
    # Wilson 1927: 1 of 5 is 0.036 to 0.624
    both = known.together[0]
    assert (both.low, both.high) == pytest.approx((0.036, 0.624), abs=0.001)
    assert flux_edges(events) == pytest.approx((300, 600))


def test_shares_have_intervals() -> None:
    """Wilson 1927: 8 of 10 is 0.490 to 0.943."""
    events = [
        Salted("star", 5, found=True, verdict="psf-like" if n < 8 else "noise")
        for n in range(10)
    ]
    share = skill(events, [0, 10]).reviewer[0]
    assert share.value == pytest.approx(0.8)
    assert (share.low, share.high) == pytest.approx((0.490, 0.943), abs=0.001)
    empty = skill([], [0, 10]).reviewer[0]
    assert math.isnan(empty.value)
    assert (empty.low, empty.high) == pytest.approx((0, 1))


STAR = Salted("star", 500.0, found=True, verdict="psf-like")


def about(shown: dict[str, object], *, salted: bool = True) -> Verdict:
    return Verdict("ann", EVENT, "f", 1, 2, "psf-like", shown=shown, salted=salted)


def test_a_verdict_keeps_what_it_was_given_about() -> None:
    assert read_salted(about({SALT: STAR.as_shown()})) == STAR
    assert read_salted(about({SALT: STAR.as_shown()}, salted=False)) is None
    missing = Salted("star", 500.0, True, "psf-like", (90.0, 80.0))
    kept = json.loads(json.dumps({SALT: missing.as_shown()}))
    assert read_salted(about(kept)) == missing
    older = {"what": "star", "flux_e": 500.0, "found": True}
    assert read_salted(about({SALT: older})) == STAR
    odd = older | {"missed_e": [None, -3, math.nan, "x", 7]}
    assert read_salted(about({SALT: odd})) == replace(STAR, missed_e=(7.0,))


@pytest.mark.parametrize(
    "told",
    [
        None,
        3,
        {},
        {"what": 3, "flux_e": 1.0},
        {"what": "star", "flux_e": "bright"},
        {"what": "star", "flux_e": math.nan},
        {"what": "star", "flux_e": -1},
    ],
)
def test_what_was_not_kept_soundly_counts_for_nothing(told: object) -> None:
    assert read_salted(about({SALT: told})) is None


def test_steps_of_flux_are_few_enough_to_have_stars_in_each() -> None:
    def stars(n: int) -> list[Salted]:
        return [
            Salted("star", 100.0 * 16 ** (k / (n - 1 or 1)), True, "noise")
            for k in range(n)
        ]

    assert flux_edges([]) == ()
    assert flux_edges([Salted("hot", 5.0, found=False, verdict="hot")]) == ()
    assert flux_edges(stars(9)) == pytest.approx((100, 1600))
    assert flux_edges(stars(10)) == pytest.approx((100, 400, 1600))
    assert len(flux_edges(stars(200))) == 6
    one = flux_edges(stars(1))
    assert skill(stars(1), one).reviewer[0].trials == 1
    for n in (1, 9, 10, 200):
        known = skill(stars(n), flux_edges(stars(n)))
        assert sum(share.trials for share in known.reviewer) == n


def test_an_event_counts_once_by_the_latest_verdict_of_the_reviewer() -> None:
    def said(name: str, who: str = "eve", **more: object) -> Verdict:
        kept = {SALT: Salted("star", 900.0, found=True, verdict=name).as_shown()}
        return Verdict(who, EVENT, "a", 3, 4, name, shown=kept, salted=True, **more)

    real = Verdict("eve", EVENT, "a", 9, 9, "hot")
    held = [said("psf-like"), real, said("noise"), said("hot", "ann")]
    assert [one.verdict for one in salted_of(held, "eve")] == ["psf-like"]
    assert [one.verdict for one in salted_of(held, "ann")] == ["hot"]
