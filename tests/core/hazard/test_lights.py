"""Stars and single pixels in small light frames."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard import lights
from darkviewer.core.hazard.lights import LightSources, dark_slope, find_in_light
from darkviewer.core.psf.profile import GaussianPsf
from darkviewer.core.psf.shape import ShapeOptions
from tests.helpers.lights import (
    GAIN_E,
    STARS,
    TELEGRAPH,
    darks,
    light,
    sensor_map,
)

OPTIONS = ShapeOptions(GaussianPsf(2.0))


def found_in(image: np.ndarray, good: np.ndarray | None = None) -> LightSources:
    good = np.ones(image.shape, np.bool_) if good is None else good
    return find_in_light(image, good=good, options=OPTIONS)


def clean() -> np.ndarray:
    master = np.median(darks(), axis=0)
    return (light().astype(float) - master) * GAIN_E


def test_stars_are_found_where_they_are_and_a_pixel_is_no_star() -> None:
    seen = found_in(clean())
    for x, y in STARS:
        at = np.argmin(np.hypot(seen.x - x, seen.y - y))
        assert np.hypot(seen.x[at] - x, seen.y[at] - y) < 0.1
        assert seen.shape.flux_e[at] == pytest.approx(3000, rel=0.1)
        assert seen.shape.dbic[at, 0] > 20
    x, y = TELEGRAPH
    (at,) = np.flatnonzero((seen.pixel_x == x) & (seen.pixel_y == y))
    assert seen.shape.dbic[at, 0] < -20
    assert seen.background_e == pytest.approx(50 * GAIN_E, abs=4)
    assert seen.noise_e == pytest.approx(6 * GAIN_E * np.sqrt(1 + 1.5 / 8), rel=0.1)
    assert len(seen) == len(seen.x)


def test_a_slope_of_the_background_makes_no_stars() -> None:
    x = np.tile(np.arange(192.0), (128, 1))
    rng = np.random.default_rng(3)
    seen = found_in(200 + 0.1 * x + rng.normal(0, 5, x.shape))
    assert len(seen) == 0


def test_pixels_that_are_not_good_are_not_looked_at() -> None:
    image = clean()
    good = np.ones(image.shape, np.bool_)
    good[TELEGRAPH[1], TELEGRAPH[0]] = False
    image[~good] = 1e9
    seen = found_in(image, good)
    here = (seen.pixel_x == TELEGRAPH[0]) & (seen.pixel_y == TELEGRAPH[1])
    assert not here.any()


def test_no_noise_at_all_is_no_star() -> None:
    assert len(found_in(np.full((64, 64), 7.0))) == 0


@pytest.mark.parametrize("shape", [(8, 100), (64, 64)])
def test_no_background_is_one_sentence(shape: tuple[int, int]) -> None:
    good = np.full(shape, shape[0] == 8)
    with pytest.raises(DarkviewerError, match="no background to measure"):
        found_in(np.zeros(shape), good)


def test_too_many_candidates_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lights, "MOST_TESTED", 2)
    with pytest.raises(DarkviewerError, match="more than 2 candidates"):
        found_in(clean())


@pytest.mark.parametrize("times", [1.0, 2.5])
def test_hot_pixels_tell_how_much_of_the_dark_is_there(times: float) -> None:
    sensor = sensor_map()
    image = light(times=times) * GAIN_E
    good = np.ones(image.shape, np.bool_)
    assert dark_slope(image, sensor, good=good) == pytest.approx(times, rel=0.03)
    assert dark_slope(image, sensor, good=~good) is None
