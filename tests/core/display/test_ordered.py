from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from darkviewer.core.display.ordered import ordered

few_values = st.integers(-6, 6).map(lambda n: n / 4)
any_values = st.floats(-1e4, 1e4, width=32)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(data=st.data())
def test_deviation_is_the_median_distance_from_the_median(
    dtype: type, data: st.DataObject
) -> None:
    elements = data.draw(st.sampled_from([few_values, any_values]))
    values = data.draw(hnp.arrays(dtype, st.integers(1, 60), elements=elements))
    wide = values.astype(np.float64)
    expected = np.median(np.abs(wide - np.median(wide)))
    assert ordered(values).deviation() == expected


@given(
    hnp.arrays(np.float32, st.integers(1, 60), elements=any_values),
    st.lists(st.floats(-2e4, 2e4), min_size=1, max_size=10),
)
def test_values_below_an_edge_are_counted_exactly(
    values: np.ndarray, edges: list[float]
) -> None:
    wide = values.astype(np.float64)
    close = [*edges, *wide[:3], *np.nextafter(wide[:3], np.inf)]
    expected = [np.count_nonzero(wide < edge) for edge in close]
    assert ordered(values).count_below(np.array(close)).tolist() == expected


def test_edges_beyond_float32_are_beyond_every_value() -> None:
    known = ordered(np.array([1, 2, np.nan, np.inf, -np.inf], np.float32))
    assert known.size == 2
    assert known.invalid == 3
    assert known.count_below(np.array([-1e300, 1e300])).tolist() == [0, 2]
