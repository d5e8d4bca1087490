from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from darkviewer.gui.graphics.mark_paint import draw_stamps, drawn
from darkviewer.gui.graphics.markers import mark_of
from darkviewer.gui.style.theme import PALETTES

SIDE = 200


def canvas(ratio: float) -> QImage:
    picture = QImage(
        round(SIDE * ratio), round(SIDE * ratio), QImage.Format.Format_RGB32
    )
    picture.setDevicePixelRatio(ratio)
    picture.fill(0)
    return picture


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("count", [0, 1, 300])
def test_many_stamps_at_once_are_the_same_as_one_by_one(
    ratio: float, count: int
) -> None:
    mark = mark_of(accepted=True, synthetic=False, palette=PALETTES["dark"])
    stamp = drawn(mark, 7.0, ratio)
    half = stamp.deviceIndependentSize().width() / 2
    corners = np.random.default_rng(5).integers(0, SIDE - 20, (2, count)) / ratio
    together, one_by_one = canvas(ratio), canvas(ratio)
    painter = QPainter(together)
    draw_stamps(painter, stamp, corners[0] + half, corners[1] + half)
    painter.end()
    painter = QPainter(one_by_one)
    for x, y in corners.T.tolist():
        painter.drawPixmap(QPointF(x, y), stamp)
    painter.end()
    assert together == one_by_one
    assert (together != canvas(ratio)) == bool(count)
