"""Thumbnails are means of blocks, whatever the size of the bands."""

from __future__ import annotations

import numpy as np

from darkviewer.core.display import thumbnail as module
from darkviewer.core.display.thumbnail import thumbnail


def test_blocks_are_means_and_the_border_holds_what_is_left() -> None:
    frame = np.arange(5 * 7, dtype=np.uint16).reshape(5, 7)
    small = thumbnail(lambda a, b: frame[a:b], frame.shape, most_px=4)
    assert small.shape == (3, 4)
    assert small[0, 0] == np.mean([0, 1, 7, 8])
    assert small[2, 3] == 34
    assert small[2, 0] == np.mean([28, 29])


def test_a_small_frame_is_itself() -> None:
    frame = np.array([[1.0, np.nan], [3.0, 4.0]])
    small = thumbnail(lambda a, b: frame[a:b], frame.shape)
    np.testing.assert_array_equal(small, frame.astype(np.float32))


def test_nan_is_no_value_and_bands_change_nothing(monkeypatch) -> None:
    rng = np.random.default_rng(5)
    frame = rng.normal(size=(41, 30))
    frame[3, 4] = np.nan
    whole = thumbnail(lambda a, b: frame[a:b], frame.shape, most_px=9)
    monkeypatch.setattr(module, "_BAND_ROWS", 7)
    reads = []

    def rows(start: int, stop: int) -> np.ndarray:
        reads.append((start, stop))
        return frame[start:stop]

    banded = thumbnail(rows, frame.shape, most_px=9)
    assert len(reads) > 3
    np.testing.assert_array_equal(whole, banded)
    assert whole[0, 0] == np.float32(np.nanmean(frame[:5, :5]))
