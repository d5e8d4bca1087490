"""The image drawn again: every pixel where it belongs, at every size."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSizeF

from darkviewer.core.display.pyramid import build_levels
from darkviewer.core.display.stretch import Stretch
from darkviewer.core.layers.layer_image import LayerImage
from darkviewer.core.parameters import Parameters
from darkviewer.gui.geometry.viewport import Viewport
from darkviewer.gui.graphics.colour_maps import Colouring
from darkviewer.gui.graphics.markers import Markers, markers_of
from darkviewer.gui.graphics.picture_sheet import Sheet
from darkviewer.gui.graphics.view_picture import (
    Shot,
    ViewPicture,
    scale_bar,
    sensor_pixels,
    whole_frame,
)
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.calibrations import noisy_cube, run
from tests.helpers.captures import cube

GREY = Stretch("linear", 0.0, 256.0)
DARK = PALETTES["dark"]


def values(ny: int, nx: int) -> NDArray[np.uint16]:
    return np.random.default_rng(4).integers(0, 256, (ny, nx)).astype(np.uint16)


def shot_of(
    pixels: NDArray[np.uint16],
    view: Viewport,
    size: tuple[float, float],
    *,
    reduction: str = "max",
    markers: Markers | None = None,
    selected: tuple[int, int] | None = None,
    by_hand: tuple[tuple[int, int], ...] = (),
    measured: tuple[int, int, int, int] | None = None,
    palette: str = "dark",
) -> Shot:
    image = LayerImage(0, "raw", "ADU", "a.fits", build_levels(pixels), pixels)
    return Shot(
        image.with_means(),
        reduction,
        GREY,
        Colouring(),
        view,
        QSizeF(*size),
        markers,
        selected,
        by_hand,
        measured,
        PALETTES[palette],
    )


def drawn(picture: ViewPicture) -> NDArray[np.uint8]:
    sheet = Sheet((picture,), "#000000")
    return sheet.band(0, sheet.height)


def plain(shot: Shot, scale: float = 1.0) -> NDArray[np.uint8]:
    return drawn(ViewPicture(shot, scale, marks=False))


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_whole_frame_has_as_many_pixels_as_the_sensor(scale: int) -> None:
    pixels = values(40, 1501)  # wider than a usual window
    shot = whole_frame(shot_of(pixels, Viewport(3, 4, 7.0), (50, 60)))
    picture = plain(shot, scale / shot.view.scale)
    assert picture.shape == (40 * scale, 1501 * scale, 3)
    wanted = np.kron(pixels, np.ones((scale, scale), np.uint8))
    assert np.array_equal(picture, np.repeat(wanted[..., None], 3, axis=-1))


def test_a_view_is_larger_by_its_scale() -> None:
    pixels = values(20, 30)
    shot = shot_of(pixels, Viewport(15, 10, 4.0), (120, 80))  # all of it, 4 x
    once, twice = plain(shot), plain(shot, 2.0)
    assert once.shape == (80, 120, 3)
    assert np.array_equal(once[::4, ::4, 0], pixels)
    assert np.array_equal(twice, np.kron(once, np.ones((2, 2, 1), np.uint8)))


def test_a_view_of_sensor_pixels_is_cropped_to_them() -> None:
    pixels = values(20, 30)
    shot = shot_of(pixels, Viewport(10.3, 9.6, 4.0), (33, 21))
    assert shot.region == (6, 14, 6, 12)  # 10.3 -+ 4.125, 9.6 -+ 2.625
    cropped = sensor_pixels(shot)
    picture = plain(cropped, 1 / cropped.view.scale)
    assert np.array_equal(picture[..., 0], pixels[6:13, 6:15])
    beside = shot_of(pixels, Viewport(-50, 9, 4.0), (33, 21))
    assert sensor_pixels(beside).region == (0, 29, 0, 19)


def test_what_is_beside_the_image_is_ground() -> None:
    pixels = np.full((4, 4), 200, np.uint16)
    picture = plain(shot_of(pixels, Viewport(0, 0, 1.0), (6, 6)))
    assert (picture[3:, 3:] == 200).all()
    ground = tuple(bytes.fromhex(DARK.background[1:]))
    assert tuple(picture[0, 0]) == tuple(picture[5, 1]) == ground
    nothing = plain(shot_of(pixels, Viewport(50, 50, 1.0), (6, 6)))
    assert (nothing == ground).all()


@pytest.mark.parametrize(("reduction", "pick"), [("max", np.max), ("mean", np.mean)])
def test_reduced_by_maxima_or_means(reduction: str, pick: object) -> None:
    pixels = values(32, 32)
    shot = shot_of(pixels, Viewport(16, 16, 0.5), (16, 16), reduction=reduction)
    picture = ViewPicture(shot, 1.0, marks=False)
    blocks = pixels.reshape(16, 2, 16, 2)
    wanted = pick(blocks, axis=(1, 3))  # type: ignore[operator]
    assert np.array_equal(drawn(picture)[..., 0], np.floor(wanted))
    word = "maxima" if reduction == "max" else "means"
    assert picture.notes == (f"{word} of 2 × 2 pixels shown",)
    assert ViewPicture(shot, 2.0).notes == ()


def test_marks_box_and_outline_lie_on_their_pixels() -> None:
    calibration = run(cube())
    table = calibration.selection.table(calibration.request.parameters)
    pixels = np.zeros((48, 64), np.uint16)
    marks = markers_of(table, 2)
    assert (41, 7) in set(zip(marks.x.tolist(), marks.y.tolist(), strict=True))
    at = Viewport(32, 24, 10.0), (640, 480)
    shot = shot_of(pixels, *at, markers=marks)
    marked = drawn(ViewPicture(shot, 1.0).placing())
    lit = np.argwhere(marked.any(axis=-1))
    around = lit[np.abs(lit - (75, 415)).max(axis=1) < 20]
    assert len(around) > 20  # of the circle or square around (41, 7)
    assert np.allclose(around.mean(axis=0), (74.5, 414.5), atol=1)
    boxed = drawn(ViewPicture(shot_of(pixels, *at, selected=(10, 20)), 1.0))
    lit = np.argwhere(boxed.any(axis=-1))
    assert np.allclose(lit.mean(axis=0), (204.5, 104.5), atol=1)
    added = drawn(ViewPicture(shot_of(pixels, *at, by_hand=((10, 20),)), 1.0))
    lit = np.argwhere(added.any(axis=-1))
    assert np.allclose(lit.mean(axis=0), (204.5, 104.5), atol=1)
    outlined = drawn(ViewPicture(shot_of(pixels, *at, measured=(10, 19, 20, 29)), 1.0))
    lit = np.argwhere(outlined.any(axis=-1))
    assert np.allclose(lit.min(axis=0), (200, 100), atol=2.5)
    assert np.allclose(lit.max(axis=0), (300, 200), atol=2.5)
    bare = drawn(ViewPicture(shot, 1.0, marks=False).placing())
    assert not bare.any()


def test_marks_are_the_same_in_bands() -> None:
    calibration = run(cube())
    table = calibration.selection.table(calibration.request.parameters)
    shot = shot_of(
        np.zeros((48, 64), np.uint16),
        Viewport(32, 24, 10.0),
        (640, 480),
        markers=markers_of(table, 1),
    )
    sheet = Sheet((ViewPicture(shot, 1.0).placing(),), "#000000")
    bands = [sheet.band(top, top + 16) for top in range(0, 480, 16)]
    assert np.array_equal(np.concatenate(bands), sheet.band(0, 480))


def test_hidden_marks_are_counted() -> None:
    calibration = run(noisy_cube(shape=(100, 100)), Parameters(threshold_e=10.0))
    table = calibration.selection.table(calibration.request.parameters)
    shot = shot_of(
        np.zeros((100, 100), np.uint16),
        Viewport(50, 50, 1.0),
        (100, 100),
        markers=markers_of(table, 0),
    )
    picture = ViewPicture(shot, 1.0).placing()
    here = int(np.count_nonzero(table.frame == 0))
    assert picture.placed is not None
    drawn_marks = len(picture.placed.index)
    assert here > 400 > drawn_marks
    assert picture.notes == (f"{here - drawn_marks:,} more marks not drawn",)


@pytest.mark.parametrize(
    ("across", "arcsec", "pixels", "words"),
    [
        (2048, np.nan, 500, "500 px"),
        (1000, np.nan, 200, "200 px"),
        (50, 1.5, 10, "10 px · 15″"),
        (2048, 1.5, 500, "500 px · 12.5′"),
        (8000, 3.6, 2000, "2,000 px · 2°"),
        (3, 0.5, 1, "1 px · 0.5″"),
    ],
)
def test_a_bar_is_round(across: float, arcsec: float, pixels: int, words: str) -> None:
    bar = scale_bar(across, arcsec)
    assert (bar.pixels, bar.words) == (pixels, words)


@pytest.mark.parametrize("palette", ["dark", "night"])
def test_a_bar_is_as_long_as_it_says(palette: str) -> None:
    pixels = np.zeros((100, 400), np.uint16)
    shot = shot_of(pixels, Viewport(200, 50, 2.0), (800, 200), palette=palette)
    bar = scale_bar(400)  # 100 pixels
    picture = drawn(ViewPicture(shot, 1.0, marks=False, bar=bar))
    rows = picture[..., 0] > 200
    longest = max(int(row.sum()) for row in rows)
    assert longest == pytest.approx(2 * 100, abs=3)
