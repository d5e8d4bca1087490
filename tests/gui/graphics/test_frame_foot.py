"""As many labels below the strips as have room, that of the frame on show always."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.frame_foot import FrameFoot, with_room
from darkviewer.gui.models.frame_axis import FrameAxis
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.scene import shown

AXIS = FrameAxis("frame", (np.arange(10) + 0.5) / 10, tuple("0123456789"), "frame")


def test_labels_do_not_touch_and_the_current_one_is_among_them() -> None:
    assert sorted(with_room(AXIS, 4, 30, 1000)) == list(range(10))
    chosen = sorted(with_room(AXIS, 4, 30, 200))
    assert chosen == [0, 2, 4, 6, 9]
    assert with_room(AXIS, 5, 30, 40) == [5]
    assert with_room(FrameAxis(), 0, 30, 100) == []


def test_a_frame_without_a_place_has_no_label() -> None:
    axis = FrameAxis("time", np.array([0.1, np.nan, 0.9]), ("a", "", "c"))
    assert sorted(with_room(axis, 1, 5, 100)) == [0, 2]


def test_it_paints_the_labels_below_the_points(qtbot: QtBot) -> None:
    foot = shown(qtbot, FrameFoot(), 400, 24)
    foot.set_margins(100, 50)
    blank = foot.grab().toImage()
    foot.set_axis(AXIS)
    foot.set_current(3)
    foot.set_palette(PALETTES["light"])
    image = foot.grab().toImage()
    changed = [
        x
        for x in range(image.width())
        if any(image.pixel(x, y) != blank.pixel(x, y) for y in range(image.height()))
    ]
    assert min(changed) < 40  # what the labels are
    assert max(changed) < 350
    assert foot.sizeHint().height() == foot.minimumSizeHint().height()
