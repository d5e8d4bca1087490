from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.synthetic.exposures import expose, static_truth, telegraph_states
from darkviewer.core.synthetic.sensor import SensorModel, make_sensor

Q_E = 1.39
SCALE = Q_E / 16

PLAIN = SensorModel(
    shape=(256, 256),
    dark_spread=0,
    hot_fraction=0,
    telegraph2_fraction=0,
    telegraph3_fraction=0,
    read_noise_spread=0,
    column_noise_e=0,
    row_noise_e=0,
    stuck_per_mpx=0,
    glow_e_per_s=0,
    cluster_e_per_s=0,
    radiation=0,
)
RICH = SensorModel(shape=(128, 160), stuck_per_mpx=500, radiation=20)


def warm(exposure_s: float = 30) -> dict[str, float]:
    return {"exposure_s": exposure_s, "temperature_c": 20}


def test_frames_do_not_depend_on_the_order_they_are_taken_in() -> None:
    sensor = make_sensor(RICH)
    forth = [expose(sensor, k, **warm(), stars=2) for k in range(3)]
    back = [expose(sensor, k, **warm(), stars=2) for k in (2, 1, 0)]
    for one, two in zip(forth, back[::-1], strict=True):
        np.testing.assert_array_equal(one.raw, two.raw)
        assert one.truth == two.truth
    assert (forth[0].raw != forth[1].raw).mean() > 0.9


@pytest.mark.parametrize("dark_e", [5, 25, 100, 1300])
def test_moments_are_those_of_poisson_and_read_noise(dark_e: float) -> None:
    model = replace(PLAIN, dark_e_per_s=dark_e, native_16bit=True)
    electrons = SCALE * expose(make_sensor(model), 0, **warm(1)).raw.astype(float)
    # The tail of read noise: 1 % of the pixels at 2..10 x, mean square 41.3.
    variance = dark_e + 1.6**2 * (0.99 + 0.01 * 124 / 3) + SCALE**2 / 12
    n = electrons.size
    assert electrons.mean() == pytest.approx(
        dark_e + 55.6, abs=4 * math.sqrt(variance / n)
    )
    assert electrons.var() == pytest.approx(variance, rel=4 * math.sqrt(2.2 / n))
    third = ((electrons - electrons.mean()) ** 3).mean()
    spread = variance**1.5 * math.sqrt(15 / n)
    assert third == pytest.approx(dark_e, abs=4 * spread)


def test_twelve_bit_codes_are_padded() -> None:
    raw = expose(make_sensor(RICH), 0, **warm()).raw
    assert raw.dtype == np.uint16
    assert (raw % 16 == 0).all()
    assert raw.max() == 65520


def test_sixteen_bit_codes_are_not() -> None:
    raw = expose(make_sensor(replace(RICH, native_16bit=True)), 0, **warm()).raw
    assert math.gcd(*np.unique(raw).tolist()) == 1
    assert raw.max() == 65535


def test_level_is_that_of_a_warm_sensor() -> None:
    raw = expose(make_sensor(SensorModel(shape=(256, 256))), 0, **warm()).raw
    assert np.median(raw) * SCALE == pytest.approx(1300 + 55.6, rel=0.01)


def test_stuck_pixels_stay_and_are_in_the_truth() -> None:
    sensor = make_sensor(RICH)
    stacked = np.stack([expose(sensor, k, **warm()).raw for k in range(3)])
    for kind, code in (("saturated", 65520), ("dead", 0)):
        rows = [t for t in static_truth(sensor, **warm()) if t.kind == kind]
        assert rows
        overlap = {(t.y, t.x) for t in rows}
        if kind == "saturated":  # dead wins where a pixel was drawn twice
            overlap -= set(zip(*np.nonzero(sensor.dead), strict=True))
        for y, x in overlap:
            assert (stacked[:, int(y), int(x)] == code).all()


def test_metadata_row_counts_the_frames() -> None:
    sensor = make_sensor(replace(PLAIN, metadata_row=True))
    first, second = (expose(sensor, k, **warm()).raw for k in range(2))
    np.testing.assert_array_equal(first[0, :16], second[0, :16])
    np.testing.assert_array_equal(first[0, 16:32] + 1, second[0, 16:32])


def test_a_star_brings_its_flux_where_the_truth_says() -> None:
    sensor = make_sensor(replace(PLAIN, dark_e_per_s=2))
    frame = expose(sensor, 0, **warm(1), stars=3)
    light = frame.raw * SCALE - 55.6 - 2
    assert len(frame.truth) == 3
    for star in frame.truth:
        assert (star.kind, star.injected, star.frame) == ("star", True, 1)
        y, x = round(star.y), round(star.x)
        box = light[max(y - 5, 0) : y + 6, max(x - 5, 0) : x + 6]
        assert box.sum() == pytest.approx(star.charge_e, abs=6 * star.charge_e**0.5)
        assert np.hypot(*(np.argwhere(light == box.max())[0] - (star.y, star.x))) < 1.2


def test_radiation_scales_with_area_and_time() -> None:
    sensor = make_sensor(replace(PLAIN, radiation=50))
    events = [len(expose(sensor, k, **warm(30)).truth) for k in range(20)]
    cm2 = 256**2 * (11e-4) ** 2
    expected = 50 * 1.0 * cm2 * 0.5
    assert np.mean(events) == pytest.approx(expected, abs=4 * (expected / 20) ** 0.5)


def test_telegraph_states_have_two_or_three_levels() -> None:
    sensor = make_sensor(replace(RICH, telegraph2_fraction=0.02))
    states = telegraph_states(sensor, 400)
    three = sensor.telegraph.swing_e > 0
    assert set(np.unique(states[:, ~three])) == {0, 1}
    assert set(np.unique(states[:, three])) == {-1, 0, 1}
    up = states[:, ~three].mean(0)
    assert up.mean() == pytest.approx(0.5, abs=0.05)
    assert np.std(up) == pytest.approx(0.8 / 12**0.5, abs=0.05)  # uniform, 0.1 to 0.9
    np.testing.assert_array_equal(telegraph_states(sensor, 7), states[:7])
    assert (telegraph_states(sensor, 7, session=1) != states[:7]).any()


def test_a_telegraph_pixel_rises_by_its_step() -> None:
    sensor = make_sensor(
        replace(PLAIN, telegraph2_fraction=0.01, telegraph3_fraction=0.01)
    )
    blink = sensor.telegraph
    up = expose(sensor, 0, **warm(), states=np.ones(len(blink.x), np.int8)).raw
    down = expose(sensor, 0, **warm()).raw
    rise = (up[blink.y, blink.x].astype(float) - down[blink.y, blink.x]) * SCALE
    steps = {
        (t.y, t.x): t.charge_e
        for t in static_truth(sensor, **warm())
        if t.kind.startswith("telegraph")
    }
    at = zip(blink.y.tolist(), blink.x.tolist(), strict=True)
    expected = np.array([steps[position] for position in at])
    # The same deviate scaled by a larger sigma, and two roundings.
    np.testing.assert_allclose(rise, expected, atol=2 * Q_E, rtol=0.12)


def test_hot_pixels_in_the_truth_are_hot() -> None:
    sensor = make_sensor(replace(PLAIN, hot_fraction=0.01))
    rows = [t for t in static_truth(sensor, **warm()) if t.kind == "hot"]
    raw = expose(sensor, 0, **warm()).raw
    assert len(rows) > 50
    for t in rows:
        seen = raw[int(t.y), int(t.x)] * SCALE
        expected = min(t.charge_e + 1300 + 55.6, 4095 * Q_E)
        assert seen == pytest.approx(expected, abs=5 * expected**0.5)
