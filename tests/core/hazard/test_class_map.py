"""Classes by severity of a sensor whose pixels are known."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.display.pyramid import build_levels
from darkviewer.core.hazard.class_map import (
    SEVERITIES,
    WORST,
    ClassMap,
    class_map,
    few_frames,
)
from tests.helpers.lights import (
    COLUMN,
    FRAMES,
    HOT,
    NX,
    NY,
    PLANTED,
    SATURATED,
    TELEGRAPH,
    darks,
    sensor_map,
)

ORDER = (
    *("ordinary", "warm", "hot", "noisy", "telegraph"),
    *("bad column", "no data", "dead", "saturated"),
)


@pytest.fixture(scope="module")
def known() -> ClassMap:
    return class_map(sensor_map())


def test_a_worse_class_is_a_larger_number(known: ClassMap) -> None:
    assert tuple(one.name for one in SEVERITIES) == ORDER
    assert len(ORDER) == WORST + 1
    for (x, y), name in PLANTED.items():
        assert known.severity[y, x] == ORDER.index(name)
        assert known.name(x, y) == name
    assert known.n_frames == FRAMES


def test_zoomed_out_the_worst_pixel_is_left(known: ClassMap) -> None:
    x, y = TELEGRAPH
    assert build_levels(known.severity)[2][y // 4, x // 4] == ORDER.index("telegraph")
    assert build_levels(known.severity)[-1] == WORST


def test_every_class_has_its_pixels_and_alerts(known: ClassMap) -> None:
    assert tuple(one.name for one in known.alerts) == ORDER
    by_name = {one.name: one for one in known.alerts}
    assert by_name["bad column"].pixels == NY
    assert sum(one.pixels for one in known.alerts) == NX * NY
    x, y = TELEGRAPH
    up = np.mean(darks()[:, y, x] > 1200)  # the jump is 300 above 1000
    assert by_name["telegraph"].per_frame == pytest.approx(up, abs=0.1)


def test_a_part_is_counted_pixel_by_pixel(known: ClassMap) -> None:
    x, y = HOT
    region = (x - 5, COLUMN, y, y + 9)
    part = known.severity[y : y + 10, x - 5 : COLUMN + 1]
    expected = tuple(int((part == code).sum()) for code in range(len(ORDER)))
    assert known.counts(region) == expected
    assert known.counts(region)[ORDER.index("bad column")] == 10
    assert known.counts((x, x, y, y))[ORDER.index("hot")] == 1


@pytest.mark.parametrize(
    ("n", "words"),
    [(2, "2 frames cannot tell noisy"), (4, "stuck at one value"), (5, ""), (50, "")],
)
def test_few_frames_have_a_word_of_caution(n: int, words: str) -> None:
    said = few_frames(n)
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_what_few_frames_do_not_find_is_what_the_words_say(n: int) -> None:
    cube = darks()[:n]
    cube[:, 11, 10] = 1001  # stuck
    found = class_map(sensor_map(cube))
    assert found.name(10, 11) != "no data"
    if n == 2:
        names = {one.name for one in found.alerts if one.pixels}
        assert not names & {"noisy", "telegraph"}
    assert found.name(*SATURATED) == "saturated"
