from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.display.stretch import Stretch
from darkviewer.gui.engine.frame_store import FrameStore
from darkviewer.gui.widgets.image_area import ImageArea
from darkviewer.gui.workspace import Workspace
from darkviewer.runs.injected_source import Injected
from tests.helpers.captures import (
    FRAMES,
    HOT,
    SCALE,
    STAR,
    cube,
    injected_residual,
    residual_e,
    write_capture,
)
from tests.helpers.image_areas import caption, click
from tests.helpers.scene import Scene


def test_without_a_capture_there_are_calm_words(area: ImageArea) -> None:
    assert area.notice.isVisible()
    assert area.notice.words[0] == "No capture open"
    assert area.bar.levels is None
    for act in (area.view.fit, area.invert, area.auto_stretch, area.zoom_to_selected):
        act()
    area.set_stretch_kind("log")
    area.set_blink(True)
    assert not area.blinking


def test_raw_first_then_the_residual(scene: Scene, area: ImageArea) -> None:
    scene.open()
    assert area.view.isVisible()
    assert caption(area) == "Raw · frame 1 of 5 · 00001.fits"
    scene.calibrate()
    assert caption(area) == "Residual · frame 1 of 5 · master: median of 5 frames"
    scene.workspace.set_layer("master")
    scene.settle()
    assert caption(area) == "Master · median of 5 frames"


def test_stepping_tells_when_the_frame_is_on_screen(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    with scene.qtbot.waitSignal(scene.workspace.frame_shown) as shown:
        scene.workspace.set_frame(3)
    assert shown.args == [3]
    assert caption(area).startswith("Raw · frame 4 of 5")


def test_the_master_is_the_same_for_every_frame_but_the_marks_are_not(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.set_layer("master")
    scene.settle()
    with scene.qtbot.waitSignal(scene.workspace.frame_shown) as shown:
        scene.workspace.set_frame(HOT[0])
    assert shown.args == [HOT[0]]
    assert area.view._marks._markers.ids().tolist() == [scene.candidate(*HOT)]


def test_each_layer_keeps_its_stretch(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    area.set_levels(-50, 200)
    area.set_stretch_kind("asinh")
    scene.workspace.set_layer("raw")
    scene.settle()
    assert area.stretch_kind == "linear"
    area.set_levels(9_000, 12_000)
    scene.workspace.set_layer("residual")
    scene.settle()
    assert area.stretch_kind == "asinh"
    assert (area.bar.levels.black, area.bar.levels.white) == (-50, 200)
    assert area.view._item._stretch == Stretch("asinh", -50, 250)
    scene.workspace.set_layer("raw")
    assert (area.bar.levels.black, area.bar.levels.white) == (9_000, 12_000)


def test_automatic_limits_come_from_all_pixels(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    values = residual_e(cube(), 0).astype(np.float32)
    middle = np.median(values)
    sigma = 1.4826 * np.median(np.abs(values - middle))
    assert area.bar.levels.black == pytest.approx(middle - 3 * sigma, rel=1e-3)
    assert area.bar.levels.white == pytest.approx(middle + 10 * sigma, rel=1e-3)
    area.auto_stretch("percentile")
    low, high = np.quantile(values, (0.0025, 0.9975))
    assert area.bar.levels.black == pytest.approx(low, rel=1e-3)
    assert area.bar.levels.white == pytest.approx(high, rel=1e-3)


def test_automatic_limits_stay_while_stepping(scene: Scene, area: ImageArea) -> None:
    scene.open()
    before = area.bar.levels
    scene.workspace.set_frame(HOT[0])
    scene.settle()
    assert area.bar.levels == before  # frames can be compared


def test_presets_switch_to_a_layer_they_are_meant_for(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    area.apply_preset("notebook linear")
    assert area.bar.levels.black == pytest.approx(-1000 * SCALE)
    area.apply_preset("notebook log")
    scene.settle()
    assert scene.workspace.layer == "raw"
    assert area.stretch_kind == "log"
    assert (area.bar.levels.black, area.bar.levels.white) == (5_000, 30_000)


def test_a_preset_chosen_before_the_layer_is_there_brings_it_up(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.set_layer("raw")
    with scene.qtbot.waitSignal(scene.store.image_ready):
        pass  # the picture waits for its summary
    area.apply_preset("notebook log")
    assert area.view.image.layer == "raw"
    scene.settle()
    assert area.view.image.layer == "raw"
    assert caption(area).startswith("Raw")


def test_dragging_a_handle_changes_the_picture(scene: Scene, area: ImageArea) -> None:
    scene.open()
    with scene.qtbot.waitSignal(area.stretch_changed):
        area.bar.levels_changed.emit(9_900.0, 10_100.0)
    assert area.view._item._stretch == Stretch("linear", 9_900, 200, floor=1)


def test_synthetic_sources_are_named_wherever_they_show(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    known = scene.calibrate()
    copy = injected_residual(cube(), 3)
    scene.workspace.set_injected(
        Injected(3, copy.residual_e, known.leaders[3], copy.pixels)
    )
    scene.workspace.set_frame(3)
    scene.settle()
    assert "SYNTHETIC" in caption(area)
    area.view.pixel_hovered.emit((10, 12))
    assert area.notes.probe.texts[2].endswith("SYNTHETIC 300.0 e⁻")
    scene.workspace.set_frame(2)
    scene.settle()
    assert "SYNTHETIC" not in caption(area)


def test_a_vanished_frame_is_told_in_words(scene: Scene, area: ImageArea) -> None:
    scene.open()
    (scene.path / "00005.fits").unlink()
    scene.workspace.set_frame(4)
    scene.settle()
    heading, advice = area.notice.words
    assert heading == "This frame cannot be shown"
    assert "00005.fits has vanished" in advice
    scene.workspace.set_frame(1)
    scene.settle()
    assert area.view.isVisible()
    assert caption(area) == "Raw · frame 2 of 5 · 00002.fits"


def test_inverting_and_the_night(scene: Scene, area: ImageArea) -> None:
    scene.open()
    area.set_levels(0, 1)  # all white
    area.invert()
    assert area.inverted
    middle = area.view.viewport().grab().toImage().pixelColor(320, 240)
    assert middle.name() == "#000000"
    area.invert()
    scene.workspace.set_palette("night")
    middle = area.view.viewport().grab().toImage().pixelColor(320, 240)
    assert middle.red() == 255
    assert middle.green() < 40


def test_blinking_changes_the_picture_only(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.workspace.set_frame(2)
    scene.settle()
    with scene.qtbot.waitSignal(area.blink_changed):
        area.set_blink(True)
    scene.qtbot.waitUntil(lambda: "frame 2 of 5" in caption(area))
    assert scene.workspace.frame == 2
    area.set_blink(False)
    scene.settle()
    assert "frame 3 of 5" in caption(area)
    assert not area.blinking


@pytest.mark.parametrize("value", [np.nan, 1234.5, 0.0])
def test_nan_and_constant_frames_are_shown(
    tmp_path: Path, qtbot: QtBot, value: float
) -> None:
    raw = np.full((3, 20, 30), value, np.float32)
    workspace = Workspace()
    store = FrameStore(workspace)
    area = ImageArea(workspace, store)
    qtbot.addWidget(area)
    scene = Scene(workspace, store, write_capture(tmp_path, raw), qtbot)
    scene.open()
    scene.calibrate()
    for kind in ("log", "sqrt", "linear"):
        area.set_stretch_kind(kind)
        area.grab()
    for way in ("zscale", "percentile", "mad"):
        area.auto_stretch(way)
    area.view.pixel_hovered.emit((3, 4))
    assert len(area.notes.probe.texts) == 4
    assert area.bar.levels.white > area.bar.levels.black
    store.close()


def test_marks_follow_frame_and_parameters(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.set_frame(HOT[0])
    scene.settle()
    assert scene.candidate(*HOT) in area.view._marks._markers.ids()
    scene.workspace.set_parameter("threshold_e", 5000.0)
    assert len(area.view._marks._markers.ids()) == 0


def test_playing_through_all_frames_shows_each(scene: Scene, area: ImageArea) -> None:
    scene.open()
    shown = []
    scene.workspace.frame_shown.connect(shown.append)
    for frame in range(1, FRAMES):
        with scene.qtbot.waitSignal(scene.workspace.frame_shown):
            scene.workspace.set_frame(frame)
    assert shown == list(range(1, FRAMES))
    assert area.view.isVisible()


def test_marks_can_be_hidden(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.set_frame(STAR[0])
    scene.settle()
    area.set_markers_visible(False)
    assert not area.markers_visible
    click(scene, area, *STAR[1:])
    assert scene.workspace.pixel_in_hand.own_frame is None  # no mark to click
    area.set_markers_visible(True)
    click(scene, area, *STAR[1:])
    assert scene.workspace.selected == scene.candidate(*STAR)
