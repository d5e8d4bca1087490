from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.errors import Cancelled
from darkviewer.core.frames.copies import content, is_blank, sample, used_once
from tests.helpers.frames import MemoryFrame

NAMES = ["d (1).fit", "d.fit", "e", "f"]


def test_of_equal_frames_the_shortest_name_stays() -> None:
    (copy,) = used_once([[0, 1]], NAMES).values()
    assert (copy.name, copy.copy_of) == ("d (1).fit", "d.fit")
    assert copy.reason == "d (1).fit is the same as d.fit: used once"
    assert [*used_once([[2, 3]], NAMES)] == [3]
    assert used_once([[0, 1, 2, 3]], NAMES) == {}
    assert [*used_once([[0, 1, 2]], NAMES)] == [0, 1]


@pytest.mark.parametrize("kind", ["u2", ">f4"])
def test_a_single_value_is_blank_to_the_last_row(kind: str) -> None:
    values = np.full((600, 8), 7, kind)
    assert is_blank(MemoryFrame(values))
    assert content(MemoryFrame(values), stopped=lambda: False) == ""
    values[599, 7] = 8
    assert not is_blank(MemoryFrame(values))
    if kind != "u2":
        assert is_blank(MemoryFrame(np.full((600, 8), np.nan, kind)))


def test_what_is_stopped_ends() -> None:
    values = np.arange(64, dtype="u2").reshape(8, 8)
    with pytest.raises(Cancelled):
        content(MemoryFrame(values), stopped=lambda: True)
    assert sample(MemoryFrame(values)) == values[[1, 3, 5, 7]].tobytes()
