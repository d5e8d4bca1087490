from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from darkviewer.core.synthetic.sensor import (
    SensorModel,
    SyntheticSensor,
    make_sensor,
    random_stream,
)

MODEL = SensorModel(shape=(96, 128), stuck_per_mpx=1000)


def arrays(sensor: SyntheticSensor) -> list[np.ndarray]:
    maps = [getattr(sensor, f.name) for f in fields(sensor) if f.name != "model"]
    blink = maps.pop([f.name for f in fields(sensor)].index("telegraph") - 1)
    return maps + [getattr(blink, f.name) for f in fields(blink)]


def test_the_same_seed_makes_the_same_sensor() -> None:
    for one, two in zip(
        arrays(make_sensor(MODEL)), arrays(make_sensor(MODEL)), strict=True
    ):
        np.testing.assert_array_equal(one, two)


def test_another_seed_makes_another_sensor() -> None:
    other = make_sensor(replace(MODEL, seed=1))
    assert (other.dark_e_per_s != make_sensor(MODEL).dark_e_per_s).mean() > 0.99


def test_streams_are_independent_of_each_other() -> None:
    keys = [("frame", 0, 0), ("frame", 0, 1), ("frame", 1, 0), ("telegraph", 0)]
    drawn = {random_stream(MODEL, *key).random() for key in keys}
    assert len(drawn) == len(keys)


def test_dark_current_doubles_every_doubling_temperature() -> None:
    assert MODEL.warmth(20) == 1
    assert MODEL.warmth(26.5) == pytest.approx(2)
    assert MODEL.warmth(7) == pytest.approx(0.25)


def test_populations_follow_the_model() -> None:
    model = SensorModel(shape=(512, 512), cluster_e_per_s=0)
    sensor = make_sensor(model)
    assert np.median(sensor.dark_e_per_s) == pytest.approx(43.3, rel=0.005)
    body = sensor.dark_e_per_s[sensor.dark_e_per_s < 1.5 * 43.3]
    assert np.log(body).std() == pytest.approx(0.08, rel=0.02)
    tail = np.count_nonzero(sensor.dark_e_per_s > 3 * 43.3) / body.size
    assert tail == pytest.approx(0.002 * (3 / 1.5) ** -1.8, rel=0.3)
    assert np.median(sensor.read_noise_e) == pytest.approx(1.6, rel=0.01)
    assert sensor.read_noise_e.max() > 6 * 1.6
    assert sensor.bias_e.std() == pytest.approx(3, rel=0.15)
    assert sensor.glow_e_per_s[-1, -1] == pytest.approx(30)
    at_reach = np.interp(0.06 * 512, range(512), sensor.glow_e_per_s[-1, ::-1])
    assert at_reach == pytest.approx(30 / np.e, rel=1e-3)
    two = sensor.telegraph.swing_e == 0
    assert two.sum() == pytest.approx(0.00035 * 512**2, rel=0.05)
    assert sensor.telegraph.rate_e_per_s[two].mean() == pytest.approx(8, rel=0.3)
    assert (sensor.telegraph.rate_e_per_s[~two] == 0).all()


def test_a_window_is_the_same_sensor_cropped() -> None:
    sensor = make_sensor(MODEL)
    window = sensor.window(30, 40, (32, 64))
    assert window.model.shape == (32, 64)
    for name in ("dark_e_per_s", "glow_e_per_s", "read_noise_e", "saturated", "dead"):
        full, cropped = getattr(sensor, name), getattr(window, name)
        np.testing.assert_array_equal(cropped, full[30:62, 40:104])
    np.testing.assert_array_equal(window.bias_e, sensor.bias_e[40:104])
    blink = sensor.telegraph
    inside = {
        (y - 30, x - 40)
        for y, x in zip(blink.y.tolist(), blink.x.tolist(), strict=True)
        if 30 <= y < 62 and 40 <= x < 104
    }
    found = zip(window.telegraph.y.tolist(), window.telegraph.x.tolist(), strict=True)
    assert set(found) == inside
