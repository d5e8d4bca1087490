from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.opinions.events import GAIN, VERDICT, Opinion
from darkviewer.core.review.classes import EVENT, PIXEL
from darkviewer.core.review.verdict import (
    Verdict,
    Verdicts,
    certainty_words,
    read_verdict,
)

FRAME, CAMERA = "f" * 64, "QHY42PRO 123"
STAR = Verdict(
    "anna",
    EVENT,
    FRAME,
    823,
    416,
    "psf-like",
    certainty=0.9,
    note="round",
    tags=("bright",),
    shown={"label": "PSF-like", "p": 0.78},
    spent_s=2.5,
    blind=True,
)
HOT = Verdict("anna", PIXEL, CAMERA, 823, 416, "hot")


def said(verdict: Verdict, at: str = "2026-01-01", name: str = "1") -> Opinion:
    return Opinion(VERDICT, verdict.subject, verdict.as_value(), at=at, id=name)


def test_a_verdict_comes_back_as_it_was_kept() -> None:
    assert read_verdict(said(STAR)) == STAR


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("class", "planet"),
        ("class", None),
        ("scope", "sky"),
        ("x", 1.5),
        ("y", True),
        ("place", 3),
        ("reviewer", None),
    ],
)
def test_what_cannot_be_understood_is_no_verdict(name: str, value: Any) -> None:
    opinion = Opinion(VERDICT, "", STAR.as_value() | {name: value})
    assert read_verdict(opinion) is None


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("certainty", "much", None),
        ("certainty", float("inf"), None),
        ("certainty", True, None),
        ("note", 7, ""),
        ("spent_s", None, 0.0),
        ("blind", 1, False),
        ("tags", "bright", ()),
        ("shown", [1], {}),
    ],
)
def test_odd_details_are_left_out_of_a_verdict(
    name: str, value: Any, kept: object
) -> None:
    read = read_verdict(Opinion(VERDICT, "", STAR.as_value() | {name: value}))
    assert read == replace(STAR, **{name: kept})


def test_other_opinions_and_withdrawn_ones_are_no_verdicts() -> None:
    assert read_verdict(Opinion(GAIN, "", STAR.as_value())) is None
    assert read_verdict(Opinion(VERDICT, "", None)) is None


@given(st.integers(-1, 1), st.integers(-1, 1))
def test_a_verdict_is_found_within_a_pixel(dx: int, dy: int) -> None:
    known = Verdicts([said(STAR)])
    assert known.of([FRAME], 823 + dx, 416 + dy) == {"anna": STAR}


@pytest.mark.parametrize(("x", "y"), [(825, 416), (821, 416), (823, 418), (823, 414)])
def test_a_verdict_is_not_found_farther_away(x: int, y: int) -> None:
    assert Verdicts([said(STAR)]).of([FRAME, CAMERA], x, y) == {}


def test_a_verdict_belongs_to_its_frame() -> None:
    assert Verdicts([said(STAR)]).of(["0" * 64], 823, 416) == {}


def test_the_nearest_of_two_holds_then_the_latest() -> None:
    beside = replace(STAR, x=824, name="noise")
    known = Verdicts([said(beside, "2026-01-02", "2"), said(STAR)])
    assert known.of([FRAME], 823, 416)["anna"].name == "psf-like"
    assert known.of([FRAME], 825, 416)["anna"].name == "noise"
    left = replace(STAR, x=822, name="unsure")
    both = Verdicts([said(beside, "2026-01-02", "2"), said(left, "2026-01-03", "3")])
    assert both.of([FRAME], 823, 416)["anna"].name == "unsure"


def test_the_latest_of_event_and_pixel_holds() -> None:
    earlier, later = said(STAR, "2026-01-01", "1"), said(HOT, "2026-01-02", "2")
    assert Verdicts([earlier, later]).of([FRAME, CAMERA], 823, 416)["anna"] == HOT
    earlier, later = said(HOT, "2026-01-01", "1"), said(STAR, "2026-01-02", "2")
    for order in ([CAMERA, FRAME], [FRAME, CAMERA]):
        assert Verdicts([earlier, later]).of(order, 823, 416)["anna"] == STAR


def test_people_do_not_replace_each_other() -> None:
    other = replace(STAR, reviewer="bert", name="noise")
    assert STAR.subject != other.subject
    known = Verdicts([said(STAR), said(other, "2026-01-02", "2")])
    assert known.of([FRAME], 823, 416) == {"anna": STAR, "bert": other}
    assert sorted(known, key=lambda one: one.reviewer) == [STAR, other]


@pytest.mark.parametrize(
    ("certainty", "words"),
    [(None, ""), (1.0, "sure"), (0.75, "likely"), (0.5, "a guess"), (0.9, "90 %")],
)
def test_certainty_in_words(certainty: float | None, words: str) -> None:
    assert certainty_words(certainty) == words
