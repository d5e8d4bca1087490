from __future__ import annotations

from darkviewer.gui.widgets.blink import Blink
from tests.helpers.scene import Scene


def test_two_frames_alternate(scene: Scene) -> None:
    scene.open()
    blink = Blink(scene.workspace)
    scene.workspace.set_frame(2)
    blink.set_active(True, 1)
    assert blink.frame == 2
    with scene.qtbot.waitSignal(blink.swapped):
        pass
    assert blink.frame == 3
    blink.set_active(False, 1)
    assert blink.frame == 2
    assert scene.workspace.frame == 2  # only the picture changes


def test_before_the_first_comes_the_last(scene: Scene) -> None:
    scene.open()
    blink = Blink(scene.workspace)
    blink.set_active(True, -1)
    with scene.qtbot.waitSignal(blink.swapped):
        pass
    assert blink.frame == 4
    blink.set_active(False, -1)


def test_there_is_nothing_to_alternate_without_frames(scene: Scene) -> None:
    blink = Blink(scene.workspace)
    blink.set_active(True, -1)
    assert not blink.active
    assert blink.frame == 0
