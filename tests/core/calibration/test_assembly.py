"""Bands put together: the steps of the ADU, and leaders bounded in number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.calibration import assembly, bands
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from tests.helpers.calibrations import noisy_cube, run


@pytest.mark.parametrize("step", [1, 3, 16, 48])
@pytest.mark.parametrize("odd_one", [False, True])
def test_adu_step(step: int, odd_one: bool) -> None:
    cube = np.random.default_rng(0).integers(0, 1000, (3, 80, 70), dtype=np.uint16)
    cube = cube * np.uint16(step) + np.uint16(5)
    if odd_one:
        cube[2, 79, 69] += 1
    assert run(cube).adu_step == (1 if odd_one else step)


def test_adu_step_between_constant_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "rows_per_band", lambda *_, **__: 1)
    cube = np.full((2, 4, 3), 100, np.uint16)
    cube[:, 2] = 112
    cube[:, 3] = 120
    assert run(cube).adu_step == 4


def test_the_floor_rises_when_leaders_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cube = noisy_cube()
    parameters = Parameters(threshold_e=160)
    free = run(cube, parameters)
    assert free.floor_e == 80
    at_floor = {
        floor: sum(int((item.value_e > floor).sum()) for item in free.leaders)
        for floor in (80, 100, 120, 140, 160)
    }
    monkeypatch.setattr(assembly, "MOST_LEADERS", at_floor[120])
    for rows in (60, 7, 1):
        monkeypatch.setattr(bands, "rows_per_band", lambda *_, rows=rows, **__: rows)
        found = run(cube, parameters)
        assert found.floor_e == 120
        assert sum(len(item) for item in found.leaders) == at_floor[120]
        for threshold in (120, 160):
            p = replace(parameters, threshold_e=threshold)
            one = candidate_table(found.leaders, (60, 40), p)
            other = candidate_table(free.leaders, (60, 40), p)
            np.testing.assert_array_equal(one.id, other.id)
            np.testing.assert_array_equal(one.hot_pixels, other.hot_pixels)
    monkeypatch.setattr(assembly, "MOST_LEADERS", 0)
    found = run(cube, parameters)
    assert found.floor_e == 160
    assert sum(len(item) for item in found.leaders) == at_floor[160]


@pytest.mark.parametrize("n", [3, 4])
def test_planes_that_are_one_array_in_some_bands_only(n: int) -> None:
    cube = np.arange(n * 40).reshape(n, 8, 5).astype(np.float32)
    cube[0, 6, 2] = np.nan  # the order statistics of this band are arrays of their own
    whole = assembly.Assembly((8, 5), n, Parameters())
    for start, stop in ((0, 4), (4, 8)):
        part = combine_rows(
            cube[:, start:stop], "median", valid=np.isfinite(cube[:, start:stop])
        )
        whole._add_master(bands.Band(start, stop, 8), part)
    master = whole.master
    found = master.numerator / master.denominator
    np.testing.assert_array_equal(found, np.nanmedian(cube, axis=0))
