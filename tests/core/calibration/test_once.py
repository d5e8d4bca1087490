from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.once import copies
from darkviewer.core.errors import FrameError
from darkviewer.core.progress import drive


@dataclass
class Frame:
    """Pixels in memory; those that may not be read from a row on."""

    name: str
    pixels: NDArray[Any]
    broken_after: int = 99

    @property
    def shape(self) -> tuple[int, int]:
        return self.pixels.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.pixels.dtype

    def read_rows(self, start: int, stop: int) -> NDArray[Any]:
        if stop > self.broken_after:
            raise FrameError(f"{self.name} ends")
        return self.pixels[start:stop]


def noise(seed: int) -> NDArray[np.uint16]:
    return np.random.default_rng(seed).integers(0, 99, (16, 6), dtype=np.uint16)


def found(*frames: Frame) -> dict[int, tuple[str, str]]:
    return {
        i: (s.reason, s.copy_of) for i, s in drive(copies(frames, threads=2)).items()
    }


def test_of_equal_frames_the_shortest_name_stays() -> None:
    one, two, three = map(noise, range(3))
    assert found(
        Frame("d (1).fit", one), Frame("d.fit", one), Frame("e", two), Frame("f", three)
    ) == {0: ("d (1).fit is the same as d.fit: used once", "d.fit")}
    assert found(
        Frame("a", one), Frame("b", two), Frame("c", one), Frame("d", one)
    ) == {
        2: ("c is the same as a: used once", "a"),
        3: ("d is the same as a: used once", "a"),
    }


def test_one_pixel_makes_another_frame() -> None:
    one = noise(1)
    other = one.copy()
    other[0, 0] += 1
    assert found(Frame("a", one), Frame("b", other), Frame("c", noise(2))) == {}


def test_blank_frames_are_no_copies() -> None:
    flat, empty = np.full((16, 6), 7, np.uint16), np.full((16, 6), np.nan)
    assert found(Frame("a", flat), Frame("b", flat), Frame("c", flat)) == {}
    assert found(Frame("a", empty), Frame("b", empty), Frame("c", empty)) == {}


def test_frames_that_are_nearly_blank_are_compared_to_the_end() -> None:
    first = np.full((16, 6), 7, np.uint16)
    first[15, 3] = 8
    second = first.copy()
    second[15, 4] = 8
    frames = [Frame("a", first), Frame("b", second), Frame("cc", first)]
    assert [*found(*frames)] == [2]


def test_the_order_of_bytes_makes_no_other_frame() -> None:
    one = noise(1)
    turned = Frame("copy", one.astype(">u2"))
    assert [*found(Frame("a", one), turned, Frame("b", noise(2)))] == [1]


def test_frames_that_are_all_the_same_stay() -> None:
    one = noise(1)
    assert found(Frame("a", one), Frame("b", one)) == {}


def test_what_cannot_be_read_is_left_to_the_calibration() -> None:
    one = noise(1)
    frames = [Frame("a", one, 0), Frame("b", one, 15), Frame("c", one, 15)]
    assert found(*frames, Frame("d", noise(2))) == {}
