from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.candidates.explain import explain, neighbours_of
from darkviewer.core.parameters import Parameters


def plus(centre: float, neighbour: float) -> np.ndarray:
    """The notebooks' injected pattern."""
    values = np.zeros((5, 5))
    values[2, 1] = values[2, 3] = values[1, 2] = values[3, 2] = neighbour
    values[2, 2] = centre
    return values


def verdicts(values: np.ndarray, **parameters: float) -> list[bool]:
    return [item.passed for item in explain(values, Parameters(**parameters))]


def test_the_notebooks_injection_passes_everything() -> None:
    items = explain(plus(300, 100), Parameters())
    assert [item.passed for item in items] == [True, True, True]
    assert (items[0].value, items[0].limit, items[0].unit) == (300, 200, "e-")
    assert (items[1].value, items[1].limit) == (300, 100)
    assert items[2].value == pytest.approx(1 / 3)
    assert items[2].limit == 0.3


def test_the_threshold_is_strict() -> None:
    assert verdicts(plus(300, 100), threshold_e=300) == [False, True, True]
    assert verdicts(plus(300, 100), threshold_e=299.9) == [True, True, True]


def test_a_neighbour_of_the_same_value_does_not_dethrone() -> None:
    assert verdicts(plus(300, 300))[1]
    assert not verdicts(plus(300, 301))[1]


def test_a_neighbour_at_the_limit_is_bright_enough() -> None:
    assert verdicts(plus(300, 90))[2]
    assert not verdicts(plus(300, 89.9))[2]


def test_eight_neighbours_look_at_the_corners_too() -> None:
    values = plus(300, 100)
    assert verdicts(values, neighbours=4)[2]
    assert not verdicts(values, neighbours=8)[2]
    values[1, 1] = 400
    assert verdicts(values, neighbours=4)[1]
    assert not verdicts(values, neighbours=8)[1]


def test_absent_neighbours_are_passed_over() -> None:
    values = plus(300, 100)
    values[:2] = values[:, :2] = np.nan  # a corner of the frame
    assert neighbours_of(values, 4).tolist() == [100, 100]
    assert verdicts(values) == [True, True, True]
    alone = np.full((5, 5), np.nan)
    alone[2, 2] = 300
    items = explain(alone, Parameters())
    assert all(item.passed for item in items)
    assert np.isnan(items[1].limit)


def test_a_pixel_without_a_value_passes_nothing_above_the_threshold() -> None:
    assert verdicts(np.full((5, 5), np.nan))[0] is False
