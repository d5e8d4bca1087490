from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.injection.plan import HALF
from darkviewer.core.psf.profile import GaussianPsf
from darkviewer.core.review.salt import STAR
from darkviewer.core.review.salting import (
    HOT,
    PAIR,
    TRACK,
    Salt,
    SaltPlan,
    draw_salts,
)

PLAN = SaltPlan(20, 10, (400, 300), GaussianPsf(2.0), 100.0, 60.0, well_e=5000.0)


def drawn(plan: SaltPlan = PLAN, seed: int = 1) -> list[Salt]:
    return draw_salts(plan, np.random.default_rng(seed))


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
