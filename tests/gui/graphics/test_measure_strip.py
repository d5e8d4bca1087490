"""One measure of all frames: what stands out is seen, and squeezes no other."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.measure_strip import MeasureStrip
from darkviewer.gui.models.frame_columns import COLUMNS
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.scene import shown

VALUES = np.array([10.0, 11.0, np.nan, 10.5, 5000.0, 10.2])
NAMES = tuple(f"{n}.fits" for n in range(len(VALUES)))


@pytest.fixture
def strip(qtbot: QtBot) -> MeasureStrip:
    made = shown(qtbot, MeasureStrip(COLUMNS[5], axis=True), 600, 80)
    made.set_values(NAMES, VALUES, flagged=[1])
    return made


def test_an_outlier_is_at_the_edge_and_the_others_keep_their_scale(
    strip: MeasureStrip,
) -> None:
    low, high = strip.scale
    assert low == 10.0
    assert high < 100
    heights = [strip.point(n).y() for n in (0, 1, 4)]
    assert heights[0] > heights[1] > heights[2]  # upwards is more


def test_equal_values_stand_in_the_middle(strip: MeasureStrip) -> None:
    strip.set_values(NAMES[:3], np.full(3, 7.0))
    ys = {strip.point(n).y() for n in range(3)}
    assert len(ys) == 1
    assert 10 < ys.pop() < 60


def test_a_click_asks_for_the_frame_and_the_wheel_for_the_next(
    strip: MeasureStrip, qtbot: QtBot
) -> None:
    asked: list[int] = []
    strip.frame_requested.connect(asked.append)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.point(3).toPoint())
    strip.set_current(3)
    at = QPointF(strip.point(3))
    for turn in (-120, 120, 0):
        event = QWheelEvent(
            at,
            QPointF(strip.mapToGlobal(at.toPoint())),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(strip, event)
    assert asked == [3, 4, 2]


@pytest.mark.parametrize(
    ("x", "words"), [(-1, COLUMNS[5].tip), (4, "4.fits: 5,000.00"), (2, "2.fits: –")]
)
def test_the_tip_names_frame_and_value(
    strip: MeasureStrip, monkeypatch: pytest.MonkeyPatch, x: int, words: str
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _of: said.append(text))
    at = QPoint(2, 20) if x < 0 else QPoint(round(strip._x(x)), 20)
    QApplication.sendEvent(
        strip, QHelpEvent(QEvent.Type.ToolTip, at, strip.mapToGlobal(at))
    )
    assert said == [words]


def test_nothing_known_paints_no_scale(strip: MeasureStrip) -> None:
    fill = PALETTES["dark"].accent_fill
    middle = strip._plot().center().toPoint()

    def colour() -> str:
        return strip.grab().toImage().pixelColor(middle).name()

    strip.set_palette(PALETTES["dark"])
    strip.set_current(0)
    assert colour() == fill
    strip.set_values(NAMES, np.full(len(NAMES), np.nan))
    assert colour() != fill
    assert strip.scale == (0.0, 1.0)
    strip.set_values((), np.empty(0))
    assert colour() != fill
