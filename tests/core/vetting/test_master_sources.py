"""What is in a master, planted and found."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from darkviewer.core.vetting import master_sources as module
from darkviewer.core.vetting.master_sources import (
    LABELS,
    MasterSource,
    MasterSources,
    master_sources,
)

SIDE = 256
Array = NDArray[np.float64]


@pytest.fixture
def level() -> Array:
    return np.random.default_rng(1).normal(1000, 5, (SIDE, SIDE))


def star(flux: float, y: float, x: float, fwhm: float = 2.0) -> Array:
    """Round Gaussian, 5x5 points in each pixel."""
    steps = np.arange(SIDE * 5) / 5 - 0.4
    sigma = fwhm / 2.3548
    along = [np.exp(-((steps - at) ** 2) / 2 / sigma**2) for at in (y, x)]
    fine = np.outer(*along).reshape(SIDE, 5, SIDE, 5).sum(axis=(1, 3))
    return flux * fine / fine.sum()


def of(found: MasterSources, label: str) -> list[MasterSource]:
    return [row for row in found.rows if row.label == label]


def test_stars_are_stars_and_hot_pixels_are_not(level: Array) -> None:
    places = [(20.3, 30.1), (60.0, 100.45), (120.5, 50.5), (90.2, 20.0)]
    for y, x in places:
        level += star(20_000, y, x)
    level[100, 100] += 5000
    level[130, 130:132] += 3000, 2000  # a pair
    level[[40, 40, 41], [60, 61, 60]] += 4000  # an L
    found = master_sources(level, fwhm_px=2.0)
    stars = of(found, "star-like")
    assert {(row.x, row.y) for row in stars} >= {(30, 20), (100, 60), (20, 90)}
    assert len(stars) == 4
    assert all(row.flux_e == pytest.approx(20_000, rel=0.05) for row in stars)
    assert all(row.fwhm_px == pytest.approx(2, abs=0.1) for row in stars)
    assert [(row.x, row.y) for row in of(found, "hot pixel")] == [(100, 100)]
    assert [row.pixels for row in of(found, "cluster")] == [3, 2]
    assert found.counts == {"star-like": 4, "cluster": 2, "hot pixel": 1}
    assert "4 star-like sources" in found.sentence
    assert found.structure_e == pytest.approx(5, rel=0.1)


def test_one_or_two_may_be_clusters(level: Array) -> None:
    found = master_sources(level + star(20_000, 40, 40), fwhm_px=2.0)
    assert found.counts == {"star-like": 1}
    assert found.sentence == ""


@pytest.mark.parametrize(("dy", "dx", "height"), [(2, 0, 3400), (0, 0, 30_000)])
def test_a_hot_pixel_in_a_star_does_not_hide_it(
    level: Array, dy: int, dx: int, height: float
) -> None:
    """Beside the peak, or so bright that it is the peak."""
    level += star(20_000, 40.2, 40.1)
    level[40 + dy, 40 + dx] += height
    found = master_sources(level, fwhm_px=2.0)
    assert found.counts == {"star-like": 1}
    assert found.rows[0].flux_e == pytest.approx(20_000, rel=0.15)


def test_what_is_much_wider_or_narrower_is_no_star(level: Array) -> None:
    wide = master_sources(level + star(80_000, 40, 40, fwhm=4.5), fwhm_px=2.0)
    assert wide.counts == {"cluster": 1}
    level[80:83, 80:83] += 3000  # a square of equal pixels
    assert master_sources(level, fwhm_px=2.0).counts == {"cluster": 1}


def test_a_saturated_pixel_is_that(level: Array) -> None:
    level[70, 70] = 5000
    found = master_sources(level, fwhm_px=2.0, saturation_e=5000)
    assert found.counts == {"saturated": 1}


def test_amplifiers_above_each_other_make_no_columns(level: Array) -> None:
    level[SIDE // 2 :] += 200
    rng = np.random.default_rng(2)
    level[rng.integers(SIDE, size=60), rng.integers(SIDE, size=60)] += 9000
    assert of(master_sources(level, fwhm_px=2.0), "column") == []
    level[:, 77] += 80
    assert [one.x for one in of(master_sources(level, fwhm_px=2.0), "column")] == [77]


def test_a_column_is_one_thing(level: Array) -> None:
    level[:, 77] += 80
    level[5, 77] += 900
    found = master_sources(level, fwhm_px=2.0)
    assert found.counts == {"column": 1}
    assert (found.rows[0].x, found.rows[0].excess_e) == (77, pytest.approx(80, abs=2))


def test_glow_at_the_edge_is_one_region(level: Array) -> None:
    y, x = np.indices(level.shape)
    level += 400 * np.exp(-np.hypot(y - SIDE, x - SIDE) / 40)
    found = master_sources(level, fwhm_px=2.0)
    (glow,) = of(found, "glow")
    assert min(glow.x, glow.y) >= 224
    level -= 400 * np.exp(-np.hypot(y - SIDE, x - SIDE) / 40)
    level += 400 * np.exp(-np.hypot(y - 128, x - 128) / 30)  # in the middle: no glow
    assert not of(master_sources(level, fwhm_px=2.0), "glow")


def test_an_earlier_master_tells_the_sensor_from_the_sky(level: Array) -> None:
    y, x = np.indices(level.shape)
    glow = 400 * np.exp(-np.hypot(y - SIDE, x - SIDE) / 40)
    level[:, 77] += 80
    level[30, 30] += 2000
    level += glow
    colder = 1000 + 0.5 * (level - 1000)
    level[31, 120] += 2000
    for at in (20, 50, 80):
        level += star(20_000, at + 0.2, at + 20.4)
    found = master_sources(level, fwhm_px=2.0, earlier_e=colder)
    assert [row.known for row in of(found, "column")] == [True]
    assert [row.known for row in of(found, "glow")] == [True]
    known = {(row.x, row.y): row.known for row in of(found, "hot pixel")}
    assert known == {(30, 30): True, (120, 31): False}
    assert [row.known for row in found.stars] == [False] * 3
    same = master_sources(level, fwhm_px=2.0, earlier_e=level)
    assert same.sentence == ""  # they are the sensor's, whatever they look like
    assert same.counts["star-like"] == 3
    new = master_sources(level, fwhm_px=2.0, earlier_e=np.full_like(level, 1000))
    assert {row.known for row in new.rows} == {False}


def test_an_earlier_master_without_a_value_cannot_tell(level: Array) -> None:
    level[100, 100] += 5000
    nothing = np.full_like(level, np.nan)
    found = master_sources(level, fwhm_px=2.0, earlier_e=nothing)
    assert [row.known for row in found.rows] == [None]


def test_only_the_brightest_are_listed_and_all_counted(
    level: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_LISTED", 3)
    level[10::20, 10::20] += 500 + 10 * np.arange(13)
    found = master_sources(level, fwhm_px=2.0)
    assert found.counts == {"hot pixel": 169}
    assert len(found.rows) == 3
    assert found.rows[0].excess_e == pytest.approx(620, abs=25)


def test_pixels_without_a_value_are_left_out(level: Array) -> None:
    level[::7, ::5] = np.nan
    level[50, 51:53] += 3000
    found = master_sources(level, fwhm_px=2.0)
    assert sum(found.counts.values()) == 1
    empty = master_sources(np.full((64, 64), np.nan), fwhm_px=2.0)
    assert (empty.rows, empty.counts) == ((), {})


def test_a_master_without_noise_or_of_few_pixels() -> None:
    flat = np.full((20, 20), 100.0)
    flat[5, 5] = 200
    assert master_sources(flat, fwhm_px=2.0).counts == {"hot pixel": 1}


def test_every_label_is_explained() -> None:
    assert all(LABELS.values())
