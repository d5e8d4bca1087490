"""Frames lie by number, time or temperature; what has no place is said, never put."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.models.frame_axis import FrameAxis, frame_axis
from darkviewer.gui.models.frame_columns import FrameRow

START = datetime(2024, 5, 8, 3, 38, 48)


def rows(*facts: tuple[float | None, float | None]) -> list[FrameRow]:
    """Frames by seconds since the start, and temperature."""
    found = []
    for n, (seconds, celsius) in enumerate(facts):
        time = None if seconds is None else START + timedelta(seconds=seconds)
        info = FrameInfo(Path(f"{n}"), (8, 8), time=time, temperature_c=celsius)
        found.append(FrameRow(f"{n}", info, n))
    return found


THREE = rows((0, 20.0), (90, 19.0), (30, 21.0))


def test_in_file_order_frames_are_equally_far_apart() -> None:
    axis = frame_axis("frame", THREE)
    np.testing.assert_allclose(axis.shares, [1 / 6, 3 / 6, 5 / 6])
    assert (axis.labels, axis.title, axis.words) == (("1", "2", "3"), "frame", "")
    assert frame_axis("frame", []).ordered == []


@pytest.mark.parametrize(
    ("kind", "order", "labels", "share"),
    [
        ("time", [0, 2, 1], ("03:38:48", "03:40:18", "03:39:18"), 1 / 3),
        ("temperature", [1, 0, 2], ("20.0", "19.0", "21.0"), 1.0),
    ],
)
def test_by_a_value_the_distance_is_that_of_the_values(
    kind: str, order: list[int], labels: tuple[str, ...], share: float
) -> None:
    axis = frame_axis(kind, THREE)
    assert (axis.kind, axis.ordered, axis.labels) == (kind, order, labels)
    low, high = min(axis.shares), max(axis.shares)
    assert 0 < low < high < 1
    assert (axis.shares[2] - low) / (high - low) == pytest.approx(share)


def test_a_frame_without_a_value_has_no_place_and_is_counted() -> None:
    axis = frame_axis("time", [*rows((0, None), (None, 2.0), (5, None)), FrameRow("x")])
    assert axis.ordered == [0, 2]
    assert axis.words == "2 frames have no time in the header: not drawn"
    assert axis.labels[1] == axis.labels[3] == ""
    axis = frame_axis("temperature", rows((0, 1.0), (1, 3.0), (2, None)))
    assert axis.words == "1 frame has no temperature in the header: not drawn"
    assert axis.labels[2] == ""


def test_where_no_frame_has_one_they_stay_in_file_order_and_it_says_so() -> None:
    axis = frame_axis("temperature", rows((0, None), (1, None)))
    assert (axis.kind, axis.title) == ("frame", "frame")
    assert axis.words == "no temperature in the headers: in file order"


def test_equal_values_lie_in_the_middle_and_days_are_named() -> None:
    assert frame_axis("time", rows((7, None), (7, None))).shares.tolist() == [0.5, 0.5]
    axis = frame_axis("time", rows((0, None), (90_000, None)))
    assert axis.labels == ("05-08 03:38", "05-09 04:38")
    assert FrameAxis().ordered == []
