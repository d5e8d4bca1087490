"""Picking, zooming to and probing pixels of the image."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF

from darkviewer.core.layers.layers import Layers
from darkviewer.core.progress import drive
from darkviewer.gui.graphics.loupe import Loupe
from darkviewer.gui.on_show import LAYERS
from darkviewer.gui.widgets.image_area import ImageArea
from darkviewer.runs.sensor import classes_of
from tests.helpers.captures import (
    HOT,
    NX,
    NY,
    SCALE,
    STAR,
    cube,
    residual_e,
)
from tests.helpers.image_areas import LEFT, click, screen_point
from tests.helpers.scene import Scene


def brightest_on_screen(area: ImageArea) -> QPoint:
    """Centre of the white pixels in a picture of the view, as a user sees it."""
    area.set_markers_visible(False)
    picture = area.view.viewport().grab().toImage()
    white = [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).name() == "#ffffff"
    ]
    area.set_markers_visible(True)
    return QPoint(*np.median(white, axis=0).astype(int).tolist())


def test_clicking_the_white_pixel_picks_the_known_hot_one(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.workspace.set_frame(HOT[0])
    scene.settle()
    area.set_levels(20_000, 29_000)
    at = brightest_on_screen(area)
    scene.qtbot.mouseClick(area.view.viewport(), LEFT, pos=at)
    held = scene.workspace.pixel_in_hand
    x, y = held.x, held.y
    assert (x, y) == HOT[1:]
    assert cube()[HOT[0], y, x] == 30_000


def test_clicking_a_marker_selects_the_candidate(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.set_frame(STAR[0])
    scene.settle()
    region = area.region
    click(scene, area, *STAR[1:])
    assert scene.workspace.selected == scene.candidate(*STAR)
    assert area.view._marks._selected == STAR[1:]
    assert area.region == region  # what was clicked is in sight already


def test_clicking_a_pixel_lets_go_of_the_candidate(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.select_candidate(scene.candidate(*HOT))
    scene.settle()
    click(scene, area, 5, 40)
    held = scene.workspace.pixel_in_hand
    assert (held.x, held.y) == (5, 40)
    assert scene.workspace.selected is None
    assert area.view._marks._selected == (5, 40)


def test_selecting_elsewhere_brings_the_candidate_to_the_centre(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    area.show_region(0, 19, 28, 47)
    scale = area.view.scale_on_screen
    scene.workspace.select_candidate(scene.candidate(*HOT))
    scene.settle()
    assert scene.workspace.frame == HOT[0]
    assert area.view.scale_on_screen == scale
    assert (area.view._view.x, area.view._view.y) == (HOT[1] + 0.5, HOT[2] + 0.5)


def test_a_candidate_is_boxed_in_every_frame(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.select_candidate(scene.candidate(*HOT))
    scene.settle()
    assert area.view._marks._selected == HOT[1:]
    scene.workspace.set_frame(0)
    scene.settle()
    assert area.view._marks._selected == HOT[1:]


def test_enter_zooms_to_what_is_in_hand(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.select_candidate(scene.candidate(*HOT))
    scene.settle()
    area.resize(300, 200)
    area.zoom_to_selected()
    assert area.view.scale_on_screen >= 16
    area.view.previous_zoom()
    assert area.region == (0, NX - 1, 0, NY - 1)


def test_typed_regions_are_shown_and_undone(scene: Scene, area: ImageArea) -> None:
    scene.open()
    emitted = []
    scene.workspace.view_region_changed.connect(emitted.append)
    scene.workspace.region_requested.emit((10, 33, 5, 22))
    with_air = (9, 34, 4, 23)
    assert area.region == with_air
    assert scene.workspace.region == (10, 33, 5, 22)
    area.view.previous_zoom()
    assert emitted == [with_air, (0, NX - 1, 0, NY - 1)]


def test_a_requested_pixel_is_shown_and_picked(scene: Scene, area: ImageArea) -> None:
    scene.open()
    area.show_region(0, 9, 0, 9)
    scene.workspace.pixel_requested.emit(50, 40)
    held = scene.workspace.pixel_in_hand
    assert (held.x, held.y) == (50, 40)
    x0, x1, y0, y1 = area.region
    assert x0 <= 50 <= x1
    assert y0 <= 40 <= y1


@pytest.mark.parametrize("layer", LAYERS)
def test_the_probe_says_the_same_on_every_layer(
    scene: Scene, area: ImageArea, layer: str
) -> None:
    scene.open()
    known = scene.calibrate()
    frame, x, y = STAR
    scene.workspace.set_frame(frame)
    if layer == "classes":
        scene.workspace.set_classes(drive(classes_of(known)))
    scene.workspace.set_layer(layer)
    scene.settle()
    assert area.view.image.layer == layer
    area.view.pixel_hovered.emit((x, y))
    scene.qtbot.waitUntil(lambda: "…" not in "".join(area.notes.probe.texts))
    layers = Layers(known.used, known, examiner=scene.workspace.noise)
    noise, significance = (
        float(layers.load(frame, name).levels[0][y, x])
        for name in ("noise", "significance")
    )
    master = float(np.median(cube()[:, y, x])) * SCALE
    residual = residual_e(cube(), frame)[y, x]
    raw = int(cube()[frame, y, x])
    assert area.notes.probe.texts == [
        "x 20 y 30 (0-based; FITS 21, 31)",
        f"raw {raw:,} ADU  {raw * SCALE:,.1f} e⁻",
        f"master {master:,.1f} e⁻  residual {residual:,.1f} e⁻",
        f"noise {noise:,.1f} e⁻  significance {significance:,.1f} σ",
        *(["class ordinary"] if layer == "classes" else []),
    ]
    area.view.pixel_hovered.emit(None)
    assert not area.notes.probe.isVisible()


def test_what_takes_longer_is_awaited_in_its_place(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    area.view.pixel_hovered.emit((5, 6))
    assert area.notes.probe.texts[3] == "noise …  significance …"


def test_before_calibration_there_is_only_the_raw_pixel(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    area.view.pixel_hovered.emit((5, 6))
    raw = int(cube()[0, 6, 5])
    assert area.notes.probe.texts[1:] == [f"raw {raw:,} ADU  {raw * SCALE:,.1f} e⁻"]


def test_a_magnifier_follows_the_cursor_when_asked(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    area.view.pixel_hovered.emit((5, 6))
    loupe = area.view.findChild(Loupe)
    assert not loupe.isVisible()
    area.set_magnifier(True)
    assert loupe.isVisible()
    point = screen_point(area, 30, 20)
    scene.qtbot.mouseMove(area.view.viewport(), point)
    area.view._point_at(QPointF(point))
    assert not loupe.geometry().contains(point)
    assert area.view.rect().contains(loupe.geometry())
    assert not loupe.geometry().intersects(area.notes.probe.geometry())
    before, step = loupe.pos(), QPoint(20, 0)
    area.view._point_at(QPointF(point + step))
    assert loupe.pos() - before == step
    area.view.pixel_hovered.emit(None)
    assert not loupe.isVisible()


def test_the_probe_follows_the_frames_below_a_resting_cursor(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    area.view.pixel_hovered.emit(HOT[1:])
    assert "30,000" not in area.notes.probe.texts[1]
    scene.workspace.set_frame(HOT[0])
    scene.settle()
    assert area.notes.probe.texts[1].startswith("raw 30,000 ADU")
