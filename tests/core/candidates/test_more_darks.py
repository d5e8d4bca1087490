"""How many more darks halve an interval, against chi-squared quantiles."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, norm, t

from darkviewer.core.candidates.more_darks import more_to_halve, scatter_of


def width(sources: float, units: int) -> float:
    """Garwood's interval, as it is written with chi-squared."""
    low = chi2.ppf(0.025, 2 * sources) / 2 if sources else 0.0
    return (chi2.ppf(0.975, 2 * sources + 2) / 2 - low) / units


def test_without_a_source_as_many_again() -> None:
    """The limit is 3.69 over the number of frames."""
    assert more_to_halve(0, 17) == 17


def test_many_independent_ones_take_three_times_as_many() -> None:
    assert more_to_halve(40_000, 1000) == pytest.approx(3000, rel=0.02)


@pytest.mark.parametrize(("sources", "frames"), [(1, 10), (3, 10), (20, 16)])
def test_it_is_the_fewest_that_do(sources: int, frames: int) -> None:
    more = more_to_halve(sources, frames)
    now = width(sources, frames)

    def after(extra: int) -> float:
        total = frames + extra
        return width(sources * total / frames, total)

    assert after(more) <= now / 2 < after(more - 1)


def test_few_units_know_their_scatter_badly() -> None:
    """Student's t of three sessions widens by 2.2, that of more sessions by less."""
    widening = (t.ppf(0.975, 2) / norm.ppf(0.975)) ** 2
    assert widening > 4  # so that far fewer than three times as many are enough
    assert more_to_halve(3000, 3, scatter=8.0) <= 3
    assert more_to_halve(3000, 300, scatter=8.0) == pytest.approx(900, rel=0.05)


def test_scatter_is_the_variance_over_the_mean() -> None:
    counts = np.array([2.0, 4.0, 9.0, 1.0])
    mean = np.full(4, counts.mean())
    assert scatter_of(counts, mean) == pytest.approx(counts.var(ddof=1) / 4)
    assert scatter_of([0.0, 0.0], [0.0, 0.0]) is None
    assert scatter_of([7.0], [7.0]) is None
