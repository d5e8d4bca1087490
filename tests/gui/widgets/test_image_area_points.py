"""Zoomed out, a point on screen shows many pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from darkviewer.gui.widgets.image_area import ImageArea
from darkviewer.storage.captures.scan import read_session
from tests.helpers.captures import (
    write_capture,
)
from tests.helpers.image_areas import note
from tests.helpers.scene import Scene


@pytest.fixture
def wide(area: ImageArea, scene: Scene, tmp_path: Path) -> ImageArea:
    """Two by two pixels of noise share one of the screen."""
    noise = np.random.default_rng(8).normal(10_000, 100, (2, 960, 1280))
    path = write_capture(tmp_path / "wide", np.rint(noise).astype(np.uint16))
    scene.workspace.set_session(read_session(path))
    scene.settle()
    return area


def test_zoomed_out_the_picture_says_what_its_points_are(
    scene: Scene, wide: ImageArea
) -> None:
    assert note(wide) == "maxima of 2 × 2 pixels shown"
    with scene.qtbot.waitSignal(wide.stretch_changed):
        wide.set_reduction("mean")
    scene.settle()
    assert note(wide) == "means of 2 × 2 pixels shown"
    wide.set_reduction("max")
    assert note(wide) == "maxima of 2 × 2 pixels shown"
    wide.view.one_to_one()
    assert note(wide) == ""


def test_zoomed_out_a_stretch_that_would_be_white_shows_means(
    scene: Scene, wide: ImageArea
) -> None:
    def middle() -> int:
        return wide.view.viewport().grab().toImage().pixelColor(320, 240).red()

    wide.set_levels(
        9_000, 10_100
    )  # of four values around 10 000 the largest is ~10 103
    scene.settle()
    assert note(wide) == "means of 2 × 2 pixels shown · maxima would be white"
    assert middle() < 250
    wide.set_levels(9_000, 12_000)
    assert note(wide) == "maxima of 2 × 2 pixels shown"


def test_what_points_show_keeps_clear_of_the_probe(
    scene: Scene, wide: ImageArea
) -> None:
    for width in (718, 300):
        wide.resize(width, 480)
        scene.qtbot.waitUntil(lambda width=width: wide.width() == width)
        wide.view.pixel_hovered.emit((5, 5))
        assert wide.notes.probe.isVisible()
        assert wide.notes.points.isVisible()
        assert not wide.notes.probe.geometry().intersects(wide.notes.points.geometry())
