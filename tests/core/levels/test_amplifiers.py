"""Steps are found to the column; what is no step is not taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.errors import SessionError
from darkviewer.core.levels.amplifiers import (
    ONE,
    Amplifiers,
    equal_parts,
    find_steps,
)


def noise(size: int = 1000, *, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(100, 1, size)


@pytest.mark.parametrize("place", [64, 300, 501, 936])
@pytest.mark.parametrize("step", [-10, 10, 500])
def test_a_step_is_found_to_the_column(place: int, step: float) -> None:
    profile = noise()
    profile[place:] += step
    assert find_steps([profile]) == (place,)


def test_several_steps_in_ascending_order() -> None:
    profile = noise()
    for place in (250, 500, 750):
        profile[place:] += 12
    assert find_steps([profile]) == (250, 500, 750)


def test_one_profile_with_a_step_is_enough() -> None:
    stepped = noise(seed=3)
    stepped[400:] -= 10
    assert find_steps([noise(), noise(seed=2), stepped]) == (400,)


def test_no_step_in_noise() -> None:
    assert all(not find_steps([noise(seed=k)]) for k in range(40))


def test_a_glow_odd_columns_and_a_wave_are_no_steps() -> None:
    x = np.arange(1000)
    glow = 500 * np.exp((x - 999) / 60)
    wave = 30 * np.sin(x / 40)
    odd = np.zeros(1000)
    odd[[300, 301, 700]] = 200
    narrow = np.where((x >= 500) & (x < 512), 20.0, 0)
    for shape in (glow, wave, odd, narrow):
        assert find_steps([noise() + shape]) == ()


def test_gaps_do_not_hide_a_step_nor_make_one() -> None:
    profile = noise()
    profile[500:] += 10
    profile[::7] = np.nan
    profile[100:130] = np.nan
    found = find_steps([profile])
    assert len(found) == 1
    assert abs(found[0] - 500) <= 1
    assert find_steps([np.full(1000, np.nan)]) == ()


def test_no_amplifier_is_narrower_than_64_pixels() -> None:
    profile = noise()
    profile[40:] += 50
    assert find_steps([profile]) == ()
    close = noise()
    close[500:] += 50
    close[530:] += 20
    assert find_steps([close]) == (500,)
    assert find_steps([noise(127)]) == ()
    assert find_steps([]) == ()


def test_a_step_without_any_noise() -> None:
    assert find_steps([np.repeat([3.0, 4.0], 200)]) == (200,)
    assert find_steps([np.full(400, 3.0)]) == ()


def test_parts_and_labels_agree() -> None:
    four = Amplifiers(columns=(7,), rows=(4, 6))
    parts = four.parts((9, 12))
    labels = np.full((9, 12), -1)
    for index, part in enumerate(parts):
        assert (labels[part] == -1).all()
        labels[part] = index
    y, x = np.indices((9, 12))
    np.testing.assert_array_equal(four.labels(y, x), labels)
    assert len(four) == len(parts) == 6
    assert ONE.parts((9, 12)) == ((slice(0, 9), slice(0, 12)),)
    assert four.column_parts(5) == (slice(0, 5),)


def test_they_say_how_many_there_are_and_where_they_meet() -> None:
    assert str(ONE) == "1 amplifier"
    assert ONE.names((20, 30)) == ("",)
    assert Amplifiers((10,), (5,)).names((20, 30)) == (
        "x 0 to 9, y 0 to 4",
        "x 10 to 29, y 0 to 4",
        "x 0 to 9, y 5 to 19",
        "x 10 to 29, y 5 to 19",
    )
    assert str(Amplifiers(columns=(512,))) == "2 amplifiers, cut at x=512"
    assert (
        str(Amplifiers(columns=(512, 1024), rows=(520,)))
        == "6 amplifiers, cut at x=512, 1024 and y=520"
    )


@pytest.mark.parametrize(
    ("across", "down", "columns", "rows"),
    [(1, 1, (), ()), (2, 1, (100,), ()), (1, 2, (), (70,)), (2, 2, (100,), (70,))],
)
def test_equal_parts_of_a_frame(
    across: int, down: int, columns: tuple[int, ...], rows: tuple[int, ...]
) -> None:
    assert equal_parts((141, 200), across, down) == Amplifiers(columns, rows)


@pytest.mark.parametrize(
    ("shape", "across", "down"), [((300, 127), 2, 1), ((127, 300), 2, 2)]
)
def test_parts_that_are_too_narrow_are_refused(
    shape: tuple[int, int], across: int, down: int
) -> None:
    with pytest.raises(SessionError, match="narrower than 64 pixels: choose fewer"):
        equal_parts(shape, across, down)
    assert equal_parts((128, 128), across, down).columns == (64,)
    assert equal_parts((10, 10), 1, 1) == ONE
