"""Candidates against a sensor with a few hazards, and probabilities that hold."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.hazard.classes import HAZARDS, ORDINARY
from darkviewer.core.hazard.match import match
from darkviewer.core.hazard.sensor_map import SensorMap

NAMES = [rule.name for rule in HAZARDS]
SHAPE = 200, 300
BLINKS, HOT, FULL, GONE = (50, 40), (80, 60), (120, 90), (20, 150)  # x, y


def sensor(rate: float = 0.4) -> SensorMap:
    class_ = np.full(SHAPE, ORDINARY, np.uint8)
    rates = np.full(SHAPE, 1e-6, np.float32)
    for (x, y), name in (
        (BLINKS, "telegraph"),
        (HOT, "hot"),
        (FULL, "saturated"),
        (GONE, "no data"),
    ):
        class_[y, x] = NAMES.index(name) + 1
    rates[BLINKS[1], BLINKS[0]] = rate
    plane, whole = np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.uint16)
    last = np.full(SHAPE, -1, np.int32)
    return SensorMap(class_, plane, plane, rates, plane, whole, last, 10)


def places(*given: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.array(given, np.float64).T
    return x, y


def test_a_candidate_on_a_blinking_pixel_is_an_artefact() -> None:
    x, y = places(BLINKS, (50.4, 40.1), (200.2, 100.7), (52.0, 40.0))
    found = match(sensor(), x, y, dark_subtracted=True)
    assert found.artefact.tolist() == [True, True, False, False]
    assert (found.x[0], found.y[0]) == BLINKS
    assert NAMES[found.class_[1] - 1] == "telegraph"
    assert found.hazard.tolist() == [True, True, False, False]
    assert found.distance_px[1] == pytest.approx(np.hypot(0.4, 0.1))
    assert (found.x[2], found.y[2]) == (200, 101)
    assert len(found) == 4


def test_hot_pixels_count_unless_the_dark_was_subtracted() -> None:
    x, y = places((80.1, 60.1), (120.1, 90.0), (10.5, 10.5))
    raw = match(sensor(), x, y, dark_subtracted=False)
    calibrated = match(sensor(), x, y, dark_subtracted=True)
    assert raw.artefact.tolist() == [True, True, False]
    assert calibrated.artefact.tolist() == [False, True, False]  # full is full


def test_the_shape_decides_on_a_hazard() -> None:
    x, y = places(BLINKS, BLINKS, BLINKS, (200, 100), (200, 101))
    shape = np.array([-20.0, 60.0, np.nan, -4.0, 30.0])
    found = match(sensor(), x, y, dark_subtracted=True, dbic_hot=shape)
    assert found.artefact.tolist() == [True, False, True, False, False]
    bits = np.log(found.probability / (1 - found.probability))
    assert bits[0] - bits[2] == pytest.approx(10)  # half the difference of BIC
    assert bits[2] - bits[1] == pytest.approx(15)  # no shape counts for more than 30


def test_rows_without_a_place_have_no_answer() -> None:
    x, y = places((np.nan, 3), BLINKS, (4, np.inf))
    found = match(sensor(), x, y, dark_subtracted=True)
    assert np.isnan(found.probability[[0, 2]]).all()
    assert found.class_.tolist()[::2] == [0, 0]
    assert found.x.tolist() == [-1, BLINKS[0], -1]
    assert found.artefact.tolist() == [False, True, False]


def test_nothing_and_the_borders() -> None:
    none = match(sensor(), np.empty(0), np.empty(0), dark_subtracted=True)
    assert len(none) == 0
    assert none.density == pytest.approx(1 / (SHAPE[0] * SHAPE[1]))
    x, y = places((-0.4, -0.4), (299.4, 199.4), (0.2, 199.0))
    found = match(sensor(), x, y, dark_subtracted=True)
    assert found.probability.max() < 0.1


def test_probabilities_hold_in_a_mixture() -> None:
    """Stars everywhere, and pixels that blink at their rates: said is what is."""
    rng = np.random.default_rng(4)
    shape = (600, 600)
    rates = np.full(shape, 1e-9, np.float32)
    class_ = np.full(shape, ORDINARY, np.uint8)
    pixels = rng.choice(600 * 600, 2000, replace=False)
    own = 10 ** rng.uniform(-3, -0.5, 2000)
    rates.flat[pixels], class_.flat[pixels] = own, NAMES.index("telegraph") + 1
    plane, whole = np.zeros(shape, np.float32), np.zeros(shape, np.uint16)
    last = np.full(shape, -1, np.int32)
    known = SensorMap(class_, plane, plane, rates, plane, whole, last, 10)
    said, true = [], []
    for _ in range(150):
        blink = pixels[rng.random(2000) < own]
        y, x = np.divmod(blink, 600)
        near = rng.normal(0, 0.3, (2, len(blink)))
        stars = rng.uniform(0, 599, (2, 1500))
        x, y = np.concatenate([np.array([x, y]) + near, stars], axis=1).clip(0, 599)
        found = match(known, x, y, dark_subtracted=True)
        said.append(found.probability)
        true.append(np.arange(len(x)) < len(blink))
    p, artefact = np.concatenate(said), np.concatenate(true)
    for low, high in ((0.05, 0.3), (0.3, 0.7), (0.7, 0.95), (0.95, 1)):
        rows = (p > low) & (p <= high)
        assert rows.sum() > 100
        assert artefact[rows].mean() == pytest.approx(p[rows].mean(), abs=0.04)


def test_each_of_200_000_candidates_has_an_answer() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 299, 200_000), rng.uniform(0, 199, 200_000)
    assert np.isfinite(match(sensor(), x, y, dark_subtracted=True).probability).all()
