"""False sources over sessions, against closed forms and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from darkviewer.core.candidates.false_positives import Rate, poisson_interval
from darkviewer.core.candidates.session_rates import (
    SessionCount,
    between_sessions,
    by_exposure,
    posterior_odds,
)


def counts(sources: list[int], seconds: list[float], n: int = 10) -> list[SessionCount]:
    return [SessionCount(k, n, t) for k, t in zip(sources, seconds, strict=True)]


def test_one_session_scatters_as_its_frames_do() -> None:
    rate, dispersion = between_sessions([SessionCount(8, 4, 30.0, 2.0)])
    assert (rate.value, dispersion) == (2.0, 2.0)
    low, high = poisson_interval(8, dispersion=2.0)
    assert (rate.low, rate.high) == (pytest.approx(low / 4), pytest.approx(high / 4))


def test_sessions_that_agree_are_one() -> None:
    rate, dispersion = between_sessions(counts([10, 11, 9], [30] * 3))
    assert dispersion == 1
    assert rate.value == 1
    assert (rate.low, rate.high) == pytest.approx(
        [end / 30 for end in poisson_interval(30)]
    )


def test_a_bad_night_makes_the_rate_uncertain() -> None:
    """Nights of 0, 0, 0 and 100: variance over mean is 100."""
    rate, dispersion = between_sessions(counts([0, 0, 0, 100], [30] * 4))
    assert dispersion > 100
    assert rate.low == pytest.approx(0, abs=0.1)
    assert rate.high > 5


def test_longer_sessions_weigh_more() -> None:
    rate, dispersion = between_sessions(
        [SessionCount(2, 10, 30.0), SessionCount(18, 90, 30.0)]
    )
    assert (rate.value, dispersion) == (pytest.approx(0.2), 1)


def test_no_source_at_all_is_an_upper_limit() -> None:
    rate, dispersion = between_sessions(counts([0, 0], [30] * 2))
    assert (rate.value, rate.low, dispersion) == (0, 0, 1)
    assert rate.high == pytest.approx(3.5501 / 20, rel=1e-3)


def test_what_lies_on_a_line_is_found() -> None:
    """10 frames of 10, 20 and 40 s: 2 sources per frame and 0.1 per second."""
    found = by_exposure(counts([30, 40, 60], [10, 20, 40]))
    assert found is not None
    assert found.per_frame.value == pytest.approx(2, abs=1e-3)
    assert found.per_second.value == pytest.approx(0.1, abs=1e-4)
    assert found.per_frame.low < 2 < found.per_frame.high
    assert found.per_second.low < 0.1 < found.per_second.high


def test_two_exposures_of_equal_rates_per_frame_are_noise() -> None:
    found = by_exposure(counts([1000, 1000], [1, 1000]))
    assert found is not None
    assert found.per_frame.value == pytest.approx(100, rel=1e-3)
    assert found.per_second.low == 0
    # What is left for b: 2 sigma of the longer session's count, over its seconds.
    assert found.per_second.high == pytest.approx(2 * 1000**0.5 / 1e4, rel=0.5)
    # The count of both together, a Poisson interval, is all that is known of a.
    assert found.per_frame.high == pytest.approx(106, abs=2)


def test_what_comes_per_second_alone_leaves_an_upper_limit_per_frame() -> None:
    found = by_exposure(counts([0, 1000], [1, 1000]))
    assert found is not None
    assert (found.per_frame.value, found.per_frame.low) == (0, 0)
    assert found.per_second.value == pytest.approx(0.1, rel=0.01)


def test_one_exposure_tells_nothing() -> None:
    assert by_exposure(counts([30, 40], [10, 10])) is None
    assert by_exposure(counts([3, 4], [10, 20])) is None
    unknown = [SessionCount(30, 10, None), SessionCount(30, 10, 10.0)]
    assert by_exposure(unknown) is None


def test_sessions_in_which_all_comes_at_once_say_little() -> None:
    """As uncertain as if 22 sources were a twentieth of one event."""
    alone = [SessionCount(10, 10, 10.0, 400.0), SessionCount(12, 10, 20.0, 400.0)]
    found = by_exposure(alone)
    assert found is not None
    assert found.per_frame.low == found.per_second.low == 0
    assert found.per_frame.high > 20
    assert found.dispersion == 400


def test_parts_cover() -> None:
    rng = np.random.default_rng(5)
    seconds = [5.0, 30.0, 60.0, 120.0]
    a, b, held = 0.3, 0.01, np.zeros(2)
    for _ in range(60):
        drawn = rng.poisson(30 * (a + b * np.array(seconds))).tolist()
        found = by_exposure(counts(drawn, seconds, n=30))
        assert found is not None
        held += [
            found.per_frame.low <= a <= found.per_frame.high,
            found.per_second.low <= b <= found.per_second.high,
        ]
    assert (held >= binom.ppf(0.001, 60, 0.95)).all()


def test_odds_are_stars_over_false_sources() -> None:
    odds = posterior_odds(3.0, Rate(0.5, 0.1, 2.0))
    assert (odds.value, odds.low, odds.high) == (6.0, 1.5, 30.0)
    none = posterior_odds(3.0, Rate(0.0, 0.0, 0.3))
    assert (none.value, none.low, none.high) == (np.inf, 10.0, np.inf)
