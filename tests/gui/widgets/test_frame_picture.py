"""The frame beside the master, and both in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from darkviewer.gui.engine.thumbnails import Thumbnails
from darkviewer.gui.widgets.frame_picture import FramePicture
from tests.helpers.captures import HOT
from tests.helpers.scene import PATIENCE_MS, Scene, shown

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def picture(scene: Scene) -> Iterator[FramePicture]:
    small = Thumbnails(scene.workspace)
    made = FramePicture(scene.workspace, small)
    yield shown(scene.qtbot, made, 300, 220)
    small.close()


def rest(scene: Scene, picture: FramePicture) -> QImage:
    scene.qtbot.waitUntil(lambda: picture._thumbnails.idle, timeout=PATIENCE_MS)
    return picture.pictures.grab().toImage()


def test_it_says_what_is_beside_what(scene: Scene, picture: FramePicture) -> None:
    assert picture.title.text() == "NO FRAME"
    scene.open()
    assert picture.title.text() == "00001.FITS"
    scene.calibrate()
    rest(scene, picture)
    assert picture.title.text() == "00001.FITS BESIDE THE MEDIAN"
    assert picture.pictures._words == ["00001.fits", "median of 5"]


def test_both_have_one_stretch(scene: Scene, picture: FramePicture) -> None:
    scene.open()
    scene.calibrate()
    frame, x, y = HOT
    scene.workspace.set_frame(frame)
    rest(scene, picture)
    images = picture.pictures._images
    assert images[0].pixelColor(x, y).lightness() == 255
    assert images[1].pixelColor(x, y).lightness() < 255
    assert images[0].size() == images[1].size()


def test_both_alternate_in_one_place(scene: Scene, picture: FramePicture) -> None:
    told = []
    picture.blink_changed.connect(lambda: told.append(picture.blinking))
    picture.blink(True)
    assert not picture.blinking  # there is no master
    scene.open()
    scene.calibrate()
    scene.workspace.set_frame(HOT[0])
    beside = rest(scene, picture)
    picture.rate = lambda: 20.0
    picture.blink(True)
    picture.blink(True)
    first = rest(scene, picture)
    assert first != beside
    scene.qtbot.waitUntil(lambda: picture.pictures._place == 1, timeout=PATIENCE_MS)
    assert rest(scene, picture) != first
    scene.workspace.set_session(None)
    assert not picture.blinking
    assert told == [True, False]


def test_out_of_sight_nothing_happens(scene: Scene, picture: FramePicture) -> None:
    scene.open()
    scene.calibrate()
    rest(scene, picture)
    picture.blink(True)
    picture.hide()
    assert not picture.blinking
    scene.workspace.set_frame(3)
    rest(scene, picture)
    assert picture._thumbnails.frame is None
    picture.show()
    rest(scene, picture)
    assert picture._thumbnails.frame is not None


def test_a_double_click_asks_for_the_image(scene: Scene, picture: FramePicture) -> None:
    asked = []
    picture.shown.connect(lambda: asked.append(1))
    scene.qtbot.mouseDClick(picture.pictures, LEFT)
    assert asked == []
    scene.open()
    scene.qtbot.mouseDClick(picture.pictures, LEFT)
    assert asked == [1]
    rest(scene, picture)


def test_colours_follow(scene: Scene, picture: FramePicture) -> None:
    before = rest(scene, picture)
    scene.workspace.set_palette("light")
    assert rest(scene, picture) != before
