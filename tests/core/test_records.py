"""Records of columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from darkviewer.core.records import joined, rows_of


@dataclass(frozen=True)
class Inner:
    b: np.ndarray


@dataclass(frozen=True)
class Outer:
    a: np.ndarray
    inner: Inner
    name: str


ONE = Outer(np.arange(3), Inner(np.ones((3, 2))), "one")
TWO = Outer(np.arange(2), Inner(np.zeros((2, 2))), "two")


def test_rows() -> None:
    found = rows_of(ONE, np.array([2, 0]))
    np.testing.assert_array_equal(found.a, [2, 0])
    assert found.inner.b.shape == (2, 2)
    assert found.name == "one"


def test_joined() -> None:
    found = joined([ONE, TWO])
    np.testing.assert_array_equal(found.a, [0, 1, 2, 0, 1])
    np.testing.assert_array_equal(found.inner.b[:, 0], [1, 1, 1, 0, 0])
    assert found.name == "one"
