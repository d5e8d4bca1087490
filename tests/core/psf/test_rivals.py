"""The star against hot pixel, pair and track."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.stamps import SHAPES, leaders_of
from darkviewer.core.psf.fit import fit_stars
from darkviewer.core.psf.rivals import compare, track_templates
from tests.helpers.golden_stamps import GOLDEN, NOTEBOOK


def test_golden_stamp() -> None:
    variance = np.full_like(GOLDEN, 100)
    found = compare(GOLDEN, variance, None, fit_stars(GOLDEN, variance))
    expected = [1980.774, 1505.315, 204.53]
    np.testing.assert_allclose(found.dbic[0], expected, atol=5e-3)
    assert found.worst[0] == pytest.approx(204.53, abs=5e-3)
    assert found.probability[0] == pytest.approx(1)


def test_the_notebooks_injection_is_ambiguous_in_warm_noise() -> None:
    variance = np.full_like(NOTEBOOK, 39.0**2)
    found = compare(NOTEBOOK, variance, None, fit_stars(NOTEBOOK, variance))
    assert found.dbic[0, 0] == pytest.approx(3.7, abs=0.05)
    assert found.dbic[0, 2] == pytest.approx(-5.0, abs=0.5)


def naive_deviance(d: np.ndarray, model: np.ndarray, s2: np.ndarray) -> float:
    variance = s2 + model
    return float(np.sum((d - model) ** 2 / variance + np.log(variance)))


def test_against_the_formulas_written_out() -> None:
    rng = np.random.default_rng(3)
    stamps = rng.normal(0, 30, (20, 5, 5))
    stamps[:, 2, 2] += 300
    s2 = rng.uniform(500, 2000, stamps.shape)
    star = fit_stars(stamps, s2)
    found = compare(stamps, s2, None, star)
    log = np.log(25)
    for n, (d, v) in enumerate(zip(stamps, s2, strict=True)):
        model = np.zeros((5, 5))
        model[2, 2] = d[2, 2]
        bic_star = star.deviance[n] + 3 * log
        bic_hot = naive_deviance(d, model, v) + log
        assert found.dbic[n, 0] == pytest.approx(bic_hot - bic_star)
        pairs = []
        for y, x in np.ndindex(3, 3):
            second = model.copy()
            second[y + 1, x + 1] = max(d[y + 1, x + 1], 0)
            pairs.append(naive_deviance(d, second, v))
        bic_pair = min(pairs) + 2 * log + 2 * np.log(8)
        assert found.dbic[n, 1] == pytest.approx(bic_pair - bic_star)
        total = np.exp(-found.dbic[n] / 2).sum()
        assert found.probability[n] == pytest.approx(1 / (1 + total))


def test_the_short_list_of_tracks_loses_nothing() -> None:
    rng = np.random.default_rng(8)
    shapes = np.concatenate(
        [SHAPES[name](rng, 25) for name in ("track", "worm", "star")]
    )
    events = leaders_of(shapes, rng, dark_e=300, peak_e=500)
    d, s2 = events.stamps_e, events.true_variance_e2
    star = fit_stars(d, s2)
    found = compare(d, s2, None, star).dbic[:, 2]
    bank = track_templates()
    assert bank.shape == (600, 5, 5)
    for n in range(len(d)):
        variance = s2[n] + np.maximum(d[n], 0)
        for _ in range(7):
            weight = bank / variance
            flux = (weight * d[n]).sum((1, 2)) / (weight * bank).sum((1, 2))
            charge = np.maximum(flux, 1e-3)[:, None, None] * bank
            variance = s2[n] + charge
        every = np.sum((d[n] - charge) ** 2 / variance + np.log(variance), (1, 2))
        expected = every.min() + 4 * np.log(25) - star.deviance[n] - 3 * np.log(25)
        assert found[n] == pytest.approx(expected, abs=0.05)


def test_masked_pixels_do_not_matter() -> None:
    good = np.ones(GOLDEN.shape, np.bool_)
    good[0, 0] = good[0, :, 4] = False
    results = []
    for wild in (np.nan, 1e6):
        stamps = np.where(good, GOLDEN, wild)
        s2 = np.where(good, 100.0, np.nan)
        results.append(compare(stamps, s2, good, fit_stars(stamps, s2, good)).dbic)
    np.testing.assert_array_equal(results[0], results[1])


@pytest.mark.parametrize(
    ("shape", "peak_e", "dark_e", "accepted"),
    [
        ("star", 400, 1300, 0.998),
        ("star", 250, 100, 0.999),
        ("hot", 250, 1300, 0.0),
        ("pair", 400, 1300, 0.0),
        ("spot", 400, 100, 0.0),
        ("track", 800, 1300, 0.0),
        ("blob", 400, 1300, 0.0),
    ],
)
def test_power(shape: str, peak_e: float, dark_e: float, accepted: float) -> None:
    rng = np.random.default_rng(21)
    events = leaders_of(SHAPES[shape](rng, 300), rng, dark_e=dark_e, peak_e=peak_e)
    fit = fit_stars(events.stamps_e, events.true_variance_e2)
    rivals = compare(events.stamps_e, events.true_variance_e2, None, fit)
    share = np.mean((fit.p >= 1e-3) & (rivals.worst > 0))
    assert share == pytest.approx(accepted, abs=0.012)


def test_no_stamps_at_all() -> None:
    none = np.empty((0, 5, 5))
    assert compare(none, none, None, fit_stars(none, none)).dbic.shape == (0, 3)
