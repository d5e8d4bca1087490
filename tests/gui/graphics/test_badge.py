"""Badges differ by shape as well as by colour."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.badge import BadgeMark, paint_badge
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.scene import shown

SIDE = 16


def outline(level: str) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    paint_badge(painter, QPointF(8, 8), level, PALETTES["dark"])
    painter.end()
    pixels = [
        [picture.pixelColor(x, y).alpha() > 0 for x in range(16)] for y in range(16)
    ]
    return np.array(pixels)


@pytest.mark.usefixtures("qapp")
def test_three_shapes() -> None:
    sound, doubtful, bad = (outline(level) for level in ("ok", "warn", "bad"))
    assert sound.any()
    assert not np.array_equal(sound, doubtful)
    assert not np.array_equal(sound, bad)
    assert doubtful[4, 4]
    assert not sound[4, 4]  # a disc has no corners
    assert not bad[4, 4]
    assert bad[2, 8]  # the tip of the diamond
    assert not doubtful[2, 8]


@pytest.mark.usefixtures("qapp")
def test_what_is_not_known_yet_is_a_disc() -> None:
    assert np.array_equal(outline(""), outline("ok"))


def test_a_mark_beside_words_shows_its_level(qtbot: QtBot) -> None:
    mark = shown(qtbot, BadgeMark(), SIDE, SIDE)
    nothing = mark.grab().toImage()
    mark.show_level("warn", PALETTES["dark"])
    amber = mark.grab().toImage()
    assert amber != nothing
    assert amber.pixelColor(8, 8).name() == PALETTES["dark"].warn
    assert mark.sizeHint().width() == SIDE
