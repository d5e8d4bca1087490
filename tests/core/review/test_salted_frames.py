from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.masters.master import combine_rows
from darkviewer.core.review.salt import STAR
from darkviewer.core.review.salted_frames import salted_master, salted_sources
from darkviewer.core.review.salting import HOT, Salt
from tests.helpers.frames import memory_frames


def salt(y: int, x: int, light: np.ndarray, what: str = STAR) -> Salt:
    return Salt(what, 1, x, y, float(light.sum()), light.astype(np.float32))


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
