"""Marks can be seen on every ground: measured in pictures, by the rule of WCAG 2.2."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter
from scipy.ndimage import maximum_filter, median_filter, minimum_filter

from darkviewer.core.display.stretch import KINDS
from darkviewer.gui.graphics.colour_maps import MAPS, colour_table
from darkviewer.gui.graphics.mark_paint import draw_stamps, drawn
from darkviewer.gui.graphics.markers import Mark
from darkviewer.gui.on_show import LAYERS
from darkviewer.gui.style.theme import LABEL_MARKS, PALETTES
from darkviewer.gui.widgets.image_area import ImageArea
from darkviewer.gui.widgets.looks import NAMED_PRESETS
from tests.helpers.captures import HOT
from tests.helpers.scene import Scene, shown

LEAST = 3.0
"""WCAG 2.2, 1.4.11: graphical objects against what is next to them."""

REACH = 3  # widget pixels to either side: the line, its halo and a bit
SIDE = 40


def luminance(picture: QImage) -> NDArray[np.float64]:
    """Relative luminance of every pixel, as WCAG defines it."""
    shown = picture.convertToFormat(QImage.Format.Format_RGBX8888)
    width, height = shown.width(), shown.height()
    flat = np.frombuffer(shown.constBits(), np.uint8).reshape(height, -1, 4)
    part = np.arange(256) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear[flat[:, :width, :3]] @ (0.2126, 0.7152, 0.0722)


def contrast_along(picture: QImage, without: QImage) -> NDArray[np.float64]:
    """The ratio of the lightest to the darkest beside each pixel that a mark changes.

    The ground is calmed first: its noise would lend the mark its own contrast.
    """
    light, ground = luminance(picture), luminance(without)
    own = np.abs(light - ground) > 0.002
    side = 2 * round(REACH * picture.devicePixelRatio()) + 1
    rows, columns = (np.flatnonzero(own.any(axis)) for axis in (1, 0))
    near = tuple(
        slice(max(at[0] - side, 0), at[-1] + side + 1) for at in (rows, columns)
    )  # the filters would take long over all of a picture
    light, ground, own = light[near], ground[near], own[near]
    seen = np.where(own, light, median_filter(ground, side))
    lightest, darkest = maximum_filter(seen, side), minimum_filter(seen, side)
    return ((lightest + 0.05) / (darkest + 0.05))[own]


def every_mark() -> list[tuple[str, Mark]]:
    marks = [
        (palette, Mark(shape, colour, dashed))
        for palette in ("dark", "light")
        for shape, colour in set(LABEL_MARKS.values())
        for dashed in (False, True)
    ]
    night = PALETTES["night"]
    shapes = {shape for shape, _ in LABEL_MARKS.values()}
    return marks + [
        ("night", Mark(shape, colour))
        for shape in shapes
        for colour in (night.accent, night.secondary)
    ]


def grounds(palette: str) -> list[int]:
    """Colours that an image may have there."""
    maps = ["red"] if palette == "night" else sorted(MAPS)
    return [colour for name in maps for colour in colour_table(name)[::25]]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_every_mark_is_seen_on_every_colour(ratio: float) -> None:
    for palette, mark in every_mark():
        stamp = drawn(mark, 7.0, ratio)
        for colour in grounds(palette):
            plain = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
            plain.setDevicePixelRatio(ratio)
            plain.fill(QColor.fromRgb(colour))
            marked = plain.copy()
            painter = QPainter(marked)
            middle = np.array([SIDE / 2 / ratio])
            draw_stamps(painter, stamp, middle, middle)
            painter.end()
            seen = np.quantile(contrast_along(marked, plain), 0.05)
            assert seen >= LEAST, (palette, mark, QColor.fromRgb(colour).name())


@pytest.fixture
def area(scene: Scene) -> ImageArea:
    # five screen pixels per pixel
    made = shown(scene.qtbot, ImageArea(scene.workspace, scene.store), 398, 240)
    scene.open()
    scene.calibrate()
    scene.workspace.set_frame(HOT[0])
    scene.settle()
    return made


def least_contrast(area: ImageArea) -> float:
    """Of the marks on the image as shown."""

    def picture(marked: bool) -> QImage:
        area.set_markers_visible(marked)
        return area.view.viewport().grab().toImage()

    return float(np.quantile(contrast_along(picture(True), picture(False)), 0.05))


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("palette", sorted(PALETTES))
def test_marks_are_seen_on_every_layer_and_stretch(
    scene: Scene, area: ImageArea, layer: str, palette: str
) -> None:
    scene.workspace.set_palette(palette)
    scene.workspace.set_layer(layer)
    scene.settle()
    for limits in ("zscale", "percentile", "mad"):
        area.auto_stretch(limits)
        for kind in KINDS:
            area.set_stretch_kind(kind)
            for _ in (False, True):
                area.invert()
                assert least_contrast(area) >= LEAST, (limits, kind, area.inverted)


@pytest.mark.parametrize("preset", NAMED_PRESETS)
def test_marks_are_seen_in_every_preset(
    scene: Scene, area: ImageArea, preset: str
) -> None:
    area.apply_preset(preset)
    scene.settle()
    assert least_contrast(area) >= LEAST
    area.invert()
    assert least_contrast(area) >= LEAST
