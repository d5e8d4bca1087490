from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.injection.plan import HALF
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.psf.profile import GaussianPsf
from darkviewer.core.review.salt import STAR
from darkviewer.core.review.salting import (
    HOT,
    PAIR,
    TRACK,
    Salt,
    SaltPlan,
    draw_salts,
    salted_master,
    salted_sources,
)
from tests.helpers.frames import memory_frames

PLAN = SaltPlan(20, 10, (400, 300), GaussianPsf(2.0), 100.0, 60.0, well_e=5000.0)


def drawn(plan: SaltPlan = PLAN, seed: int = 1) -> list[Salt]:
    return draw_salts(plan, np.random.default_rng(seed))


def salt(y: int, x: int, light: np.ndarray, what: str = STAR) -> Salt:
    return Salt(what, 1, x, y, float(light.sum()), light.astype(np.float32))


def test_events_keep_away_from_the_border_from_candidates_and_from_each_other() -> None:
    taken = np.random.default_rng(5).integers(0, 300, (200, 2))
    salts = drawn(replace(PLAN, taken=taken))
    assert len(salts) == 20
    places = np.array([(one.x, one.y) for one in salts])
    assert places.min() >= 8
    assert (places < (292, 392)).all()
    apart = np.abs(places[:, None] - taken).max(axis=2)
    assert apart.min() > 8
    rows = np.sort(places[:, 1])
    assert np.diff(rows).min() >= 12


def test_where_there_is_no_room_there_are_fewer() -> None:
    assert len(drawn(replace(PLAN, shape=(60, 300)))) <= 4
    assert drawn(replace(PLAN, shape=(16, 300))) == []


def test_each_kind_looks_like_itself() -> None:
    salts = [one for seed in range(10) for one in drawn(seed=seed)]
    kinds = {name: [s for s in salts if s.what == name] for name in (STAR, HOT)}
    assert 80 <= len(kinds[STAR]) <= 120  # half of 200, 3 sigma
    for one in salts:
        charge = one.light_e.sum(axis=(1, 2))
        assert charge.argmax() == one.frame
        if one.what == HOT:
            assert (np.delete(one.light_e.reshape(10, -1), 24, axis=1) == 0).all()
            assert (charge > 0).all()
            assert charge.max() < 5000
            continue
        assert np.count_nonzero(charge) == 1
        flux = PLAN.fluxes_e
        assert flux[0] <= one.flux_e <= flux[1]
        assert abs(charge.max() - one.flux_e) < 5 * np.sqrt(one.flux_e) + 5
        lit = np.argwhere(one.light_e[one.frame] > 0)
        if one.what == PAIR:
            assert len(lit) <= 2
            assert np.abs(lit - HALF).sum(axis=1).max() <= 1
        if one.what == TRACK:
            assert 3 <= len(lit) <= 10  # each step aside is one more
            assert np.abs(lit - HALF).max() <= HALF


def test_the_light_of_a_star_is_that_of_its_profile() -> None:
    stars = [s for seed in range(20) for s in drawn(seed=seed) if s.what == STAR]
    total = np.sum([s.light_e[s.frame] / s.flux_e for s in stars], axis=0)
    # Centres scatter evenly over the middle pixel: a Gaussian of 2 px FWHM with a box.
    sigma2 = (2.0 / 2.35482) ** 2 + 2 / 12
    step = np.arange(-HALF, HALF + 1)
    spread = (total.sum(axis=0) * step**2).sum() / total.sum()
    assert spread == pytest.approx(sigma2, rel=0.05)


def test_raw_values_grow_by_whole_steps_and_no_further_than_the_top() -> None:
    cube = np.full((3, 40, 30), 3200, np.uint16)
    frames = memory_frames(cube)
    light = np.zeros((3, 7, 7))
    light[1, 3, 3], light[1, 3, 4] = 101.0, 1e6
    sources = salted_sources(
        frames, [salt(20, 10, light)], e_per_adu=0.1, adu_step=16, saturation_adu=60_000
    )
    assert sources[0] is frames[0]
    whole = sources[1].read_rows(0, 40)
    assert whole.dtype == np.uint16
    assert whole[20, 10] == 3200 + 63 * 16  # 1010 ADU are 63.1 steps
    assert whole[20, 11] == 60_000
    assert (np.delete(whole.ravel(), [20 * 30 + 10, 20 * 30 + 11]) == 3200).all()
    np.testing.assert_array_equal(sources[1].read_rows(20, 22), whole[20:22])
    np.testing.assert_array_equal(sources[1].read_rows(0, 5), whole[:5])
    assert (sources[1].name, sources[1].shape) == (frames[1].name, (40, 30))
    assert (frames[1].values == 3200).all()


def test_what_is_above_the_top_and_what_has_no_value_stays() -> None:
    cube = np.full((3, 40, 30), 50.0, np.float32)
    cube[1, 20, 10], cube[1, 20, 11] = np.nan, 900.0
    light = np.zeros((3, 7, 7))
    light[1, 3, 3:6] = 5.25
    sources = salted_sources(
        memory_frames(cube),
        [salt(20, 10, light)],
        e_per_adu=1.0,
        saturation_adu=500,
    )
    row = sources[1].read_rows(20, 21)[0]
    assert np.isnan(row[10])
    assert row[11] == 900.0
    assert row[12] == 55.25


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
@pytest.mark.parametrize("kind", ["uint16", "float32"])
@pytest.mark.parametrize("n", [4, 5])
def test_a_part_of_the_master_is_that_of_frames_with_the_events(
    method: str, kind: str, n: int
) -> None:
    rng = np.random.default_rng(2)
    cube = rng.integers(100, 200, (n, 40, 30)).astype(kind)
    light = rng.integers(0, 300, (n, 7, 7))
    salts = [salt(10, 8, light, HOT), salt(25, 20, light, HOT)]
    sources = salted_sources(memory_frames(cube), salts, e_per_adu=1.0)
    plain = combine_rows(cube, method, least_deviation=4)
    master = salted_master(plain, sources, salts, dtype=cube.dtype, least_deviation=4)
    lit = np.array([source.read_rows(0, 40) for source in sources])
    expected = combine_rows(lit, method, least_deviation=4)
    for rows, columns in (
        (slice(0, 40), slice(None)),
        (slice(9, 12), slice(3, 9)),
        (slice(22, 40), slice(0, 30)),
        (slice(30, 40), slice(0, 30)),
    ):
        part, wanted = master.part(rows, columns), expected.part(rows, columns)
        for mine, theirs in zip(part.planes, wanted.planes, strict=True):
            np.testing.assert_array_equal(mine, theirs)
        if wanted.count is not None:
            np.testing.assert_array_equal(part.count, wanted.count)
    assert (master.planes[0] == plain.planes[0]).all()
