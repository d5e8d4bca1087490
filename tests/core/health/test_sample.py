"""Which rows the checks look at."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from darkviewer.core.health.sample import plan_rows, read_blocks, wide
from tests.helpers.frames import MemoryFrame


@pytest.mark.parametrize(
    "shape", [(2048, 2048), (1040, 2152), (64, 64), (1, 1), (5, 3)]
)
def test_rows_are_inside_distinct_and_reach_top_and_bottom(
    shape: tuple[int, int],
) -> None:
    plan = plan_rows(shape)
    rows = plan.rows
    assert len(set(rows.tolist())) == len(rows)
    assert rows[0] == 0
    assert rows[-1] <= shape[0] - 1
    if len(plan.starts) > 1:
        assert rows[-1] == shape[0] - 1
    assert plan.cells * plan.width <= shape[1]


def test_a_large_frame_is_sampled_and_a_small_one_read_whole() -> None:
    assert len(plan_rows((2048, 2048)).rows) == 32
    assert len(plan_rows((64, 64)).rows) == 64


def test_blocks_are_the_planned_rows() -> None:
    values = np.arange(100 * 5000).reshape(100, 5000)
    plan = plan_rows(values.shape)
    assert len(plan.rows) < 100
    np.testing.assert_array_equal(
        read_blocks(MemoryFrame(values), plan), values[plan.rows]
    )


def test_a_source_that_gives_several_blocks_at_once_is_asked_once() -> None:
    class Picking(MemoryFrame):
        def pick_rows(self, starts: tuple[int, ...], height: int) -> NDArray[np.int64]:
            self.reads.append((len(starts), height))
            return self.values[[row + k for row in starts for k in range(height)]]

    values = np.arange(100 * 5000).reshape(100, 5000)
    plan, source = plan_rows(values.shape), Picking(values)
    np.testing.assert_array_equal(read_blocks(source, plan), values[plan.rows])
    assert source.reads == [(8, 4)]


def test_floats_hold_every_value_exactly() -> None:
    assert wide(np.array([65535], np.uint16)).dtype == np.float32
    assert int(wide(np.array([2**31 - 1], np.int32))[0]) == 2**31 - 1
