"""What a file says beside what its frames show."""

from __future__ import annotations

import math

import numpy as np
import pytest

from darkviewer.core.evidence.comparison import Finding, Item, Rules, compare, flat


def words(said: Item, made: Item, tolerance: float = 0.0) -> str:
    rules = Rules(tolerance=lambda _: tolerance)
    (found,) = compare({"a": said}, {"a": made}, rules)
    assert found.status == ("differs" if found.words[:6] != "within" else "equal") or (
        found.words == ""
    )
    return found.words


@pytest.mark.parametrize(
    ("said", "made", "expected"),
    [
        (5, 5, ""),
        (5, 6, "5 instead of 6"),
        (1, True, "1 instead of True"),
        (1, 1.0, "1 instead of 1.0"),
        (math.nan, math.nan, ""),
        ("", "x", "nothing instead of x"),
        ("a\x1bb", None, "a?b instead of None"),
        ("y" * 80, "z", "y" * 60 + "... instead of z"),
        (("a", "b"), ("a", "b"), ""),
        (("a", "c", "d"), ("a", "b", "b"), "2 of 3 rows differ, first row 2: c "
         "instead of b"),
        (("a", "b"), ("a",), "2 rows instead of 1, first in row 2"),
        (("b",), ("a", "b"), "1 rows instead of 2, first in row 1"),
    ],
)  # fmt: skip
def test_single_values_and_rows(said: Item, made: Item, expected: str) -> None:
    assert words(said, made) == expected


def test_planes_to_the_last_bit() -> None:
    made = np.arange(12, dtype=">f4").reshape(3, 4)
    said = made.copy()
    assert words(said, made) == ""
    said[1, 2], said[2, 0] = 6.5, np.nan
    assert words(said, made) == (
        "2 of 12 values differ, first at x 2 y 1: 6.5 instead of 6.0; by at most 0.5"
    )
    assert words(made[:2], made) == "4x2 float32 instead of 4x3 float32"
    zero = np.zeros(1, ">f4")
    assert words((-zero).astype(">f4"), zero).startswith(
        "1 of 1 values differ, first at row 1"
    )
    texts = np.array([b"a", b"b"])
    assert words(texts, texts[::-1].copy()) == (
        "2 of 2 values differ, first at row 1: b'a' instead of b'b'"
    )
    nothing = np.array([np.nan, 1.0])
    assert words(nothing, np.array([2.0, 1.0])).endswith("nan instead of 2.0")


def test_a_tolerance_is_relative_and_stated() -> None:
    assert words(1000.0005, 1000.0, 1e-6) == "within 1e-06"
    assert words(1000.002, 1000.0, 1e-6) == "1000.002 instead of 1000.0"
    assert words(("1000.0005", "nan"), ("1000.0", "nan"), 1e-6) == "within 1e-06"
    assert words(("x",), ("y",), 1e-6).startswith("1 of 1 rows differ")
    assert words(("nan",), ("NaN",), 1e-6) == "within 1e-06"
    assert words(True, False, 1.5) == "True instead of False"
    assert words(("1.5_0",), ("1.5",), 1e-6).startswith("1 of 1 rows differ")
    assert words(("100",), ("101",), 0.5).startswith("1 of 1 rows differ")
    assert words(100, 101, 0.5) == "100 instead of 101"
    planes = np.array([[1000.0005, np.nan]]), np.array([[1000.0, np.nan]])
    assert words(*planes, 1e-6) == "within 1e-06"
    assert words(np.array([3]), np.array([4]), 1.0).startswith("1 of 1 values differ")


def test_what_one_side_lacks_differs() -> None:
    found = compare({"a": 1, "more": 2}, {"a": 1, "less": 3, "by": 4}, Rules(
        said=lambda item: "by a person" if item == "by" else ""
    ))  # fmt: skip
    assert found == (
        Finding("a", "equal"),
        Finding("less", "differs", "is missing"),
        Finding("by", "said", "by a person"),
        Finding("more", "differs", "does not follow from the frames"),
    )


def test_a_document_becomes_items() -> None:
    document = {"a": {"b": 1, "c": [1, 2]}, "d": [{"e": None}, [3]], "f": {}, "g": []}
    assert flat(document) == {
        "a.b": 1,
        "a.c": (1, 2),
        "d[0].e": None,
        "d[1]": (3,),
        "f": "{}",
        "g": (),
    }
    assert flat({"a": 1}, "meta") == {"meta.a": 1}
