"""Text over the image: folded where the view is narrow, never cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.overlay_box import OverlayBox
from darkviewer.gui.style import fonts
from darkviewer.gui.text.runs import Run

LINE = (Run("Residual · frame 3 of 10 · master: 9 of 10"), Run(" · SYNTHETIC", "loud"))


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[OverlayBox]:
    view = QWidget()
    qtbot.addWidget(view)
    made = OverlayBox(view, fonts.body())
    made.set_lines(LINE)
    yield made
    view.close()


def test_one_line_where_there_is_room(box: OverlayBox) -> None:
    height = box.height()
    box.set_room(10_000)
    assert box.height() == height
    text = QFontMetricsF(fonts.body()).horizontalAdvance(box.texts[0])
    assert box.width() > text


def test_a_narrow_view_folds_the_line_at_its_dots(box: OverlayBox) -> None:
    one = box.height()
    widest = QFontMetricsF(fonts.body()).horizontalAdvance("Residual · frame 3 of 10")
    box.set_room(widest + 30)
    assert box.width() <= widest + 30
    assert box.height() > 1.8 * one
    assert box.texts == ["Residual · frame 3 of 10 · master: 9 of 10 · SYNTHETIC"]
    box.set_room(10_000)
    assert box.height() == one


def test_larger_text_needs_a_larger_box(box: OverlayBox) -> None:
    before = box.size()
    large = fonts.body()
    large.setPointSizeF(2 * large.pointSizeF())
    box.set_font(large)
    assert box.width() > 1.8 * before.width()
    assert box.height() > 1.5 * before.height()
