"""Synthetic sources: right place, right light, and never in the frame itself."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.injection.sources import inject_pattern, inject_psf
from darkviewer.core.psf.profile import pixel_fractions


def test_the_notebooks_pattern() -> None:
    zeros = np.zeros((400, 300))
    found = inject_pattern(zeros)
    assert not zeros.any()
    assert found.residual_e[250, 150] == 300
    for x, y in ((149, 250), (151, 250), (150, 249), (150, 251)):
        assert found.residual_e[y, x] == 100
    assert found.residual_e.sum() == 700
    np.testing.assert_array_equal(found.pixels, found.residual_e != 0)


def test_a_pattern_replaces_what_was_there() -> None:
    found = inject_pattern(np.full((3, 4), 5.0), [(3, 2, -7.0)])
    assert found.residual_e[2, 3] == -7
    assert found.pixels.sum() == 1


def test_golden_fractions() -> None:
    part = pixel_fractions(0.2, -0.3, 2.0)
    row = [0.009208, 0.076540, 0.181898, 0.125583, 0.025007]
    np.testing.assert_allclose(part[2], row, atol=5e-7)
    assert part.sum() == pytest.approx(0.990615, abs=5e-7)
    centred = pixel_fractions(0.0, 0.0, 2.0)
    assert centred[2, 2] == pytest.approx(0.19708, abs=5e-6)
    assert centred[2, 3] == pytest.approx(0.10625, abs=5e-6)
    assert centred[3, 3] == pytest.approx(0.05728, abs=5e-6)


def test_fractions_against_the_error_function() -> None:
    def share(j: int, x: float, sigma: float) -> float:
        edges = [(j + side - x) / (sigma * sqrt(2)) for side in (-0.5, 0.5)]
        return (erf(edges[1]) - erf(edges[0])) / 2

    parts = pixel_fractions([0.1, -0.4], [0.3, 0.0], [2.0, 3.1])
    for n, (x, y, width) in enumerate([(0.1, 0.3, 2.0), (-0.4, 0.0, 3.1)]):
        sigma = width / (2 * sqrt(2 * np.log(2)))
        for row in range(5):
            for column in range(5):
                expected = share(row - 2, y, sigma) * share(column - 2, x, sigma)
                assert parts[n, row, column] == pytest.approx(expected, rel=1e-12)


def test_a_star_lies_where_it_was_asked_for() -> None:
    found = inject_psf(np.zeros((60, 80)), x=31.3, y=20.8, flux_e=5000, fwhm_px=2.4)
    light = found.residual_e
    assert light.sum() == pytest.approx(5000, rel=1e-3)
    y, x = np.indices(light.shape)
    assert (light * x).sum() / light.sum() == pytest.approx(31.3, abs=1e-3)
    assert (light * y).sum() / light.sum() == pytest.approx(20.8, abs=1e-3)
    assert found.pixels[21, 31]
    assert 9 <= found.pixels.sum() <= 49


def test_poisson_scatter_is_reproducible_and_has_the_right_spread() -> None:
    frame = np.zeros((40, 40))
    stars = [
        inject_psf(frame, x=20, y=20, flux_e=900, rng=np.random.default_rng(seed))
        for seed in (1, 1, 2)
    ]
    np.testing.assert_array_equal(stars[0].residual_e, stars[1].residual_e)
    assert np.any(stars[0].residual_e != stars[2].residual_e)
    rng = np.random.default_rng(3)
    sums = [
        inject_psf(frame, x=20, y=20, flux_e=900, rng=rng).residual_e.sum()
        for _ in range(300)
    ]
    assert np.mean(sums) == pytest.approx(900, abs=4 * 30 / sqrt(300))
    assert np.std(sums) == pytest.approx(30, rel=0.2)


def test_light_beyond_the_border_is_lost() -> None:
    found = inject_psf(np.zeros((9, 9)), x=0, y=4, flux_e=1000)
    inside = pixel_fractions(0, 0, 2.0, half=5)[1:10, 5:].sum()
    assert found.residual_e.sum() == pytest.approx(1000 * inside)


def test_impossible_requests_are_refused_in_words() -> None:
    frame = np.zeros((5, 6))
    with pytest.raises(DarkviewerError, match=r"x=6, y=2 lies outside .* 6x5"):
        inject_pattern(frame, [(6, 2, 1.0)])
    with pytest.raises(DarkviewerError, match="outside"):
        inject_psf(frame, x=2, y=-0.6, flux_e=10)
    with pytest.raises(DarkviewerError, match="above zero"):
        inject_psf(frame, x=2, y=2, flux_e=0)
