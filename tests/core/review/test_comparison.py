from __future__ import annotations

from dataclasses import replace

import pytest

from darkviewer.core.opinions.events import KIND, VERDICT, Opinion
from darkviewer.core.review.classes import CLASSES, EVENT, PIXEL
from darkviewer.core.review.comparison import Judged, compared
from darkviewer.core.review.verdict import Verdict

FRAME, CAMERA = "f" * 64, "QHY42PRO 123"


def said(verdict: Verdict, at: str = "2026-01-01") -> Opinion:
    return Opinion(VERDICT, verdict.subject, verdict.as_value(), at=at)


def event(reviewer: str, name: str, x: int, y: int = 5) -> Opinion:
    shown = {"camera": CAMERA}
    return said(Verdict(reviewer, EVENT, FRAME, x, y, name, shown=shown))


def pixel(reviewer: str, name: str, x: int, at: str = "2026-01-01") -> Opinion:
    return said(Verdict(reviewer, PIXEL, CAMERA, x, 5, name), at)


def place_of(name: str) -> int:
    return [one.name for one in CLASSES].index(name)


def test_two_reviewers_are_counted_against_each_other() -> None:
    found = compared(
        [
            *(event("ann", "psf-like", 10 * n) for n in range(20)),
            *(event("bert", "psf-like", 10 * n) for n in range(15)),
            *(event("bert", "noise", 10 * n) for n in range(15, 20)),
            *(event("ann", "noise", 10 * n) for n in range(20, 45)),
            *(event("bert", "psf-like", 10 * n) for n in range(20, 30)),
            *(event("bert", "noise", 10 * n) for n in range(30, 45)),
            Opinion(KIND, "a", {"kind": "dark"}),
        ]
    )
    (pair,) = found.pairs
    assert (pair.one, pair.other) == ("ann", "bert")
    assert found.verdicts == {"ann": 45, "bert": 45}
    star, noise = place_of("psf-like"), place_of("noise")
    assert pair.counts[star, star] == 15
    assert pair.counts[star, noise] == 5
    assert pair.counts[noise, star] == 10
    assert pair.counts.sum() == 45
    # observed 30/45; by chance (20 * 25 + 25 * 20) / 45^2
    chance = 1000 / 2025
    assert pair.kappa.value == pytest.approx((30 / 45 - chance) / (1 - chance))
    assert len(found.disagreements) == 15


def test_a_peak_that_moved_by_a_pixel_is_the_same_event() -> None:
    found = compared([event("ann", "hot", 10), event("bert", "noise", 11, 6)])
    assert found.disagreements == {
        Judged(EVENT, FRAME, 10, 5, CAMERA): {"ann": "hot", "bert": "noise"}
    }
    found = compared([event("ann", "hot", 10), event("bert", "noise", 12)])
    assert found.disagreements == {}
    assert found.pairs[0].kappa.items == 0


def test_a_verdict_about_a_pixel_counts_for_its_events() -> None:
    found = compared([pixel("ann", "hot", 10), event("bert", "psf-like", 10)])
    assert list(found.disagreements.values()) == [{"ann": "hot", "bert": "psf-like"}]
    later = pixel("bert", "hot", 10, at="2026-01-02")
    found = compared([pixel("ann", "hot", 10), event("bert", "psf-like", 10), later])
    assert found.disagreements == {}


def test_what_was_taken_back_or_salted_does_not_count() -> None:
    first = event("ann", "hot", 10)
    back = replace(first, value=None, supersedes=first.id, id="back", at="2026-01-02")
    assert compared([first, back]).verdicts == {}
    salt = Verdict("bert", EVENT, FRAME, 10, 5, "noise", salted=True)
    found = compared([first, said(salt)])
    assert found.verdicts == {"ann": 1}
    assert found.pairs == ()


def test_three_reviewers_have_one_kappa_together() -> None:
    found = compared(
        [
            event(reviewer, "hot" if n % 2 else "noise", 10 * n)
            for reviewer in ("ann", "bert", "cleo")
            for n in range(6)
        ]
    )
    assert len(found.pairs) == 3
    assert (found.fleiss.value, found.fleiss.items) == (pytest.approx(1), 6)


def test_a_camera_that_is_no_text_is_none() -> None:
    verdict = Verdict("ann", EVENT, FRAME, 1, 2, "hot", shown={"camera": 7})
    assert compared([said(verdict)]).verdicts == {"ann": 1}
