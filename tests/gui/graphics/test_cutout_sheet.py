"""Cutouts on a sheet."""

from __future__ import annotations

import numpy as np

from darkviewer.core.display.cutout import cutout
from darkviewer.gui.graphics.cutout_sheet import CutoutSheet, Stamped
from darkviewer.gui.graphics.picture_sheet import Sheet
from darkviewer.gui.style.theme import PALETTES

PIXELS = np.random.default_rng(2).integers(0, 1000, (60, 60)).astype(np.float64)


def sheet(
    n: int,
    size: int = 5,
    *,
    scale: float = 1.0,
    words: tuple[str, ...] = ("30, 30 · frame 3", "1,977 e⁻"),
) -> CutoutSheet:
    stamps = [Stamped(cutout(PIXELS, 30, 30, size), words)] * n
    return CutoutSheet(tuple(stamps), scale, PALETTES["dark"])


def test_few_cutouts_need_no_more_than_their_own_row() -> None:
    one, three, many = sheet(1), sheet(3), sheet(40)
    assert one.width < three.width < many.width <= 1000 + 24
    assert one.height == three.height < many.height


def test_all_are_drawn() -> None:
    part = sheet(9, words=())
    picture = Sheet((part,), "#000000").band(0, part.height)
    area = int(np.count_nonzero((picture == 255).all(axis=-1)))
    whole = PIXELS[28:33, 28:33]
    part_of_span = (whole - whole.min()) / np.ptp(whole)
    white = int(np.count_nonzero(part_of_span >= 255 / 256))
    assert 9 * white * 25**2 <= area <= 9 * white * 26**2


def test_scale_enlarges() -> None:
    small, large = sheet(5), sheet(5, scale=3.0)
    assert abs(large.width - 3 * small.width) <= 3
    assert abs(large.height - 3 * small.height) <= 3


def test_bands_are_the_sheet() -> None:
    part = Sheet((sheet(20, 21),), "#000000")
    bands = [part.band(y, min(y + 50, part.height)) for y in range(0, part.height, 50)]
    assert np.array_equal(np.concatenate(bands), part.band(0, part.height))


def test_outside_the_frame_is_hatched() -> None:
    stamp = Stamped(cutout(PIXELS, 0, 0), ("0, 0",))
    part = CutoutSheet((stamp,), 1.0, PALETTES["dark"])
    picture = Sheet((part,), "#ff00ff").band(0, part.height)
    middle = picture[12 : 12 + 126, part.width // 2 - 63 : part.width // 2 + 63]
    assert not (middle == (255, 0, 255)).all(axis=-1).any()
