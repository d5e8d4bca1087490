"""Expectations: the examples that the methods were published with, and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.review.agreement import (
    cohen_kappa,
    confusion,
    disagreements,
    fleiss_kappa,
)

FLEISS_1971 = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
"""An example of the method in textbooks: 14 judges, 10 items; kappa = 0.210."""


def test_confusion_counts_what_both_have_judged() -> None:
    one = {"a": "hot", "b": "noise", "c": "noise", "d": "hot"}
    other = {"a": "hot", "b": "hot", "c": "noise", "e": "hot"}
    assert confusion(one, other, ["hot", "noise"]).tolist() == [[1, 0], [1, 1]]


def test_cohen_kappa_of_the_published_example() -> None:
    """Fleiss, Cohen & Everitt 1969: 0.492, standard error 0.051."""
    known = cohen_kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert known.value == pytest.approx(0.49152542)
    assert (known.low, known.high) == pytest.approx((0.39156370, 0.59148715))
    assert known.items == 200


def test_full_agreement_is_one() -> None:
    known = cohen_kappa([[5, 0], [0, 7]])
    assert (known.value, known.low, known.high) == pytest.approx((1, 1, 1))
    assert fleiss_kappa([[2, 0], [0, 2], [2, 0]]).value == pytest.approx(1)


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[9, 0], [0, 0]]])
def test_without_items_or_with_one_class_there_is_no_kappa(
    counts: list[list[int]],
) -> None:
    assert math.isnan(cohen_kappa(counts).value)


@pytest.mark.parametrize("counts", [np.zeros((0, 3)), [[1, 0], [0, 1]], [[3, 0]] * 5])
def test_so_it_is_with_many_reviewers(counts: object) -> None:
    assert math.isnan(fleiss_kappa(counts).value)  # type: ignore[arg-type]


def test_fleiss_kappa_of_the_published_example() -> None:
    known = fleiss_kappa(FLEISS_1971)
    assert known.value == pytest.approx(0.20993070)
    assert known.low < known.value < known.high
    assert known.items == 10


def test_items_that_one_has_judged_do_not_count() -> None:
    known = fleiss_kappa([*FLEISS_1971, [1, 0, 0, 0, 0]])
    assert known == fleiss_kappa(FLEISS_1971)


def test_two_items_have_no_interval() -> None:
    known = fleiss_kappa([[2, 0], [1, 1]])
    assert not math.isnan(known.value)
    assert math.isnan(known.low)


def test_no_interval_where_one_item_alone_shows_a_second_class() -> None:
    known = fleiss_kappa([[2, 0], [2, 0], [1, 1]])
    assert not math.isnan(known.value)
    assert math.isnan(known.high)


def test_the_interval_covers_what_the_reviewers_are_like() -> None:
    """Three reviewers, each right in 85 % of cases, two classes; 400 studies."""
    random = np.random.default_rng(4)

    def study(items: int) -> np.ndarray:
        truth = random.random(items) < 0.4
        votes = np.where(random.random((3, items)) < 0.85, truth, ~truth).sum(axis=0)
        return np.column_stack([votes, 3 - votes])

    true = fleiss_kappa(study(200_000)).value
    found = [fleiss_kappa(study(60)) for _ in range(400)]
    covered = np.mean([one.low <= true <= one.high for one in found])
    assert 0.90 < covered < 0.98


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("abc")),
        min_size=1,
        max_size=40,
    )
)
def test_kappa_is_the_same_both_ways(pairs: list[tuple[str, str]]) -> None:
    one = {index: pair[0] for index, pair in enumerate(pairs)}
    other = {index: pair[1] for index, pair in enumerate(pairs)}
    known = cohen_kappa(confusion(one, other, "abc"))
    again = cohen_kappa(confusion(other, one, "abc"))
    assert known.value == pytest.approx(again.value, nan_ok=True)
    assert known.low == pytest.approx(again.low, nan_ok=True)


def test_disagreements_are_items_in_different_classes() -> None:
    judged = [{1: "hot", 2: "hot", 3: "noise"}, {2: "noise", 3: "noise"}, {1: "hot"}]
    assert disagreements(judged) == [2]
