from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from darkviewer.gui.style import fonts
from darkviewer.gui.widgets.frame_strip import FrameStrip
from tests.helpers.captures import FRAMES
from tests.helpers.scene import Scene, shown

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(scene: Scene) -> FrameStrip:
    return shown(scene.qtbot, FrameStrip(scene.workspace), 700, 60)


def centre_of(strip: FrameStrip, frame: int) -> QPoint:
    return strip.bars.bar_rect(frame).center().toPoint()


def test_there_is_a_place_for_every_frame_before_there_are_counts(
    scene: Scene, strip: FrameStrip
) -> None:
    assert not strip.player.isEnabled()
    scene.open()
    assert strip.bars._frames == FRAMES
    heights = {strip.bars.bar_rect(frame).height() for frame in range(FRAMES)}
    assert heights == {2.0}
    assert not strip._label.isVisible()


def test_bars_are_as_high_as_there_are_hot_pixels(
    scene: Scene, strip: FrameStrip
) -> None:
    scene.open()
    scene.calibrate()
    counts = scene.workspace.candidates.hot_pixels
    assert counts.tolist() == [0, 9, 1, 0, 0]  # the star has nine
    heights = [strip.bars.bar_rect(frame).height() for frame in range(FRAMES)]
    assert heights[1] == max(heights)
    assert heights[2] == pytest.approx(heights[1] / 9)
    assert strip._label.isVisible()


def test_clicking_and_dragging_go_to_a_frame(scene: Scene, strip: FrameStrip) -> None:
    scene.open()
    scene.qtbot.mouseClick(strip.bars, LEFT, pos=centre_of(strip, 3))
    assert scene.workspace.frame == 3
    scene.qtbot.mousePress(strip.bars, LEFT, pos=centre_of(strip, 1))
    assert scene.workspace.frame == 1


def test_buttons_step_and_stop_at_the_ends(scene: Scene, strip: FrameStrip) -> None:
    scene.open()
    strip.back.click()
    assert scene.workspace.frame == 0
    for _ in range(FRAMES + 2):
        strip.forward.click()
    assert scene.workspace.frame == FRAMES - 1
    strip.step(-2)
    assert scene.workspace.frame == FRAMES - 3


def test_playing_waits_until_a_frame_is_on_screen(
    scene: Scene, strip: FrameStrip
) -> None:
    scene.open()
    scene.workspace.set_frame(FRAMES - 1)
    with scene.qtbot.waitSignal(strip.playing_changed):
        strip.toggle_play()
    scene.qtbot.waitUntil(lambda: scene.workspace.frame == 0)  # and round again
    scene.qtbot.wait(350)
    assert scene.workspace.frame == 0  # nobody has shown it yet
    scene.workspace.frame_shown.emit(0)
    scene.qtbot.waitUntil(lambda: scene.workspace.frame == 1)
    strip.toggle_play()
    assert not strip.playing


def test_another_session_stops_the_play(scene: Scene, strip: FrameStrip) -> None:
    scene.open()
    strip.play(True)
    scene.workspace.set_session(None)
    assert not strip.playing
    assert not strip.player.isEnabled()


def test_a_thousand_frames_fit(scene: Scene, strip: FrameStrip) -> None:
    names = tuple(f"{n:05}.fits" for n in range(1000))
    strip.bars.set_frames(names, np.arange(1000))
    strip.bars.set_current(500)
    strip.grab()
    last = strip.bars.bar_rect(999)
    assert last.right() <= strip.bars.width() + 1e-6
    asked = []
    strip.bars.frame_requested.connect(asked.append)
    scene.qtbot.mouseClick(strip.bars, LEFT, pos=centre_of(strip, 700))
    assert abs(asked[0] - 700) <= 2


def test_an_outlier_is_told_in_words(strip: FrameStrip) -> None:
    counts = np.array([58, 61, 55, 60, 57, 300])
    strip.bars.set_frames(tuple("abcdef"), counts)
    assert "far more than the others" in strip.bars._words(5)
    assert strip.bars._words(0) == "frame 1 · a · 58 hot pixels"


@pytest.mark.parametrize(("notch", "frame"), [(-120, 3), (120, 1), (0, 2)])
def test_the_wheel_goes_one_frame_per_notch(
    scene: Scene, strip: FrameStrip, notch: int, frame: int
) -> None:
    scene.open()
    scene.workspace.set_frame(2)
    at = QPointF(centre_of(strip, 2))
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, notch),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip.bars, event)
    assert scene.workspace.frame == frame


def test_the_tip_names_the_frame_under_the_cursor(
    scene: Scene, strip: FrameStrip
) -> None:
    def ask(frame: int) -> str:
        scene.qtbot.mouseMove(strip.bars, centre_of(strip, frame))
        return strip.bars.toolTip()

    assert ask(0) == ""
    scene.open()
    assert ask(3) == "frame 4 · 00004.fits"
    assert ask(1) == "frame 2 · 00002.fits"
    scene.calibrate()  # below the cursor
    assert strip.bars.toolTip().startswith("frame 2 · 00002.fits · 9 hot pixels")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_toggle_gives_way_before_a_button_is_cut(
    scene: Scene, strip: FrameStrip, scale: float
) -> None:
    scene.open()
    fonts.set_scale(scale)
    scene.workspace.text_size_changed.emit()
    holder = QWidget()
    scene.qtbot.addWidget(holder)
    strip.setParent(holder)
    holder.show()
    try:
        strip.show()
        scene.settle()  # the buttons know their font
        strip.resize(strip.minimumSizeHint())
        scene.settle()
        assert not strip.follow.isVisible()
        buttons = (strip.back, strip.player, strip.forward)
        scene.qtbot.waitUntil(
            lambda: all(b.width() >= b.sizeHint().width() for b in buttons)
        )
        strip.resize(strip.width() + 400, strip.height())
        scene.settle()
        assert strip.follow.isVisible()
        assert strip.follow.width() >= strip.follow.sizeHint().width()
    finally:
        fonts.set_scale(1.0)
        strip.setParent(None)
