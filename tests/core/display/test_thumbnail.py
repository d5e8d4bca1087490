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


def test_of_a_few_rows_of_each_block_only_these_are_read() -> None:
    """Rows that are alike give the same picture, however few are read."""
    frame = np.repeat(np.arange(7.0)[:, None], 5, axis=0) + np.arange(10.0)
    frame = frame[:33]  # the last block has three rows
    read: list[int] = []

    def rows(start: int, stop: int) -> np.ndarray:
        read.extend(range(start, stop))
        return frame[start:stop]

    few = thumbnail(rows, frame.shape, most_px=7, rows_of_block=2)
    np.testing.assert_allclose(
        few, thumbnail(lambda a, b: frame[a:b], frame.shape, most_px=7)
    )
    assert read == [1, 2, 6, 7, 11, 12, 16, 17, 21, 22, 26, 27, 31, 32]
    every: list[int] = []
    thumbnail(
        lambda a, b: every.append(b - a) or frame[a:b], frame.shape, rows_of_block=4
    )
    assert every == [33]  # it is no larger than the picture
