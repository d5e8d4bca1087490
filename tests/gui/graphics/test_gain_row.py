"""Sources of e-/ADU on one axis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.gain_row import GainRow, axis_of
from darkviewer.gui.style.theme import PALETTES
from darkviewer.gui.text.gain_words import SourceLine
from tests.helpers.scene import shown

DARK = PALETTES["dark"]
USED = SourceLine("in use", "1.390", "", 1.39)
OTHER = SourceLine("EGAIN", "2.000", "", 2.0, proposal=(2.0, 4))
ABSENT = SourceLine("CVF", "none", "")
MEASURED = SourceLine("these frames", "1.45 ± 0.05", "", 1.45, 0.05, (1.45, 4))


def row_of(qtbot: QtBot, line: SourceLine, width: int = 400) -> GainRow:
    axis = axis_of((USED, OTHER, ABSENT, MEASURED), measured=MEASURED)
    row = shown(qtbot, GainRow(), width, 22)
    row.show_line(line, replace(axis, names_px=80, values_px=80), DARK)
    row.clearFocus()
    return row


def picture(row: GainRow) -> QImage:
    return row.grab().toImage()


def count(image: QImage, colour: str) -> int:
    wanted = QColor(colour).rgb()
    return sum(
        image.pixel(x, y) == wanted
        for x in range(image.width())
        for y in range(image.height())
    )


def test_the_axis_holds_all_values_and_the_band() -> None:
    axis = axis_of((USED, OTHER, ABSENT, MEASURED), measured=MEASURED)
    assert axis.band == pytest.approx((1.30, 1.60))
    assert axis.low < 1.30
    assert axis.high > 2.0
    assert axis.place(axis.low) == 0
    assert axis.place(axis.high) == 1
    assert axis.place(1000) == 1
    assert 0 < axis.place(1.39) < axis.place(2.0) < 1
    alone = axis_of((USED, ABSENT), measured=ABSENT)
    assert alone.band is None
    assert alone.place(1.39) == pytest.approx(0.5)


def test_the_band_of_a_vague_measure_stays_positive() -> None:
    vague = replace(MEASURED, sigma=2.0)
    axis = axis_of((USED, vague), measured=vague)
    assert axis.low > 0


def test_the_one_in_use_is_filled_and_the_line_goes_through_all(qtbot: QtBot) -> None:
    used, other, absent, measured = (
        count(picture(row_of(qtbot, line)), DARK.accent)
        for line in (USED, OTHER, ABSENT, MEASURED)
    )
    assert used > other
    assert absent > 0
    band = count(picture(row_of(qtbot, ABSENT)), DARK.accent_fill)
    assert band > 100
    assert measured > 0


def test_without_room_for_an_axis_the_words_stay(qtbot: QtBot) -> None:
    row = row_of(qtbot, OTHER, 200)
    assert count(picture(row), DARK.accent) == 0
    assert row.minimumSizeHint().width() < row.sizeHint().width()


def test_long_words_stand_in_place_of_the_axis(qtbot: QtBot) -> None:
    cannot = replace(ABSENT, words="cannot be measured from these")
    row, short = row_of(qtbot, cannot, 400), row_of(qtbot, ABSENT, 400)
    assert count(picture(row), DARK.accent) == 0 < count(picture(short), DARK.accent)
    # Where they have no room either, their end is left out: the tip says it in full.
    assert row.minimumSizeHint().width() == short.minimumSizeHint().width()
    names = [
        picture(row_of(qtbot, line, 200)).copy(0, 0, 80, 22)
        for line in (cannot, ABSENT)
    ]
    assert names[0] == names[1], "words lie over the name"


def test_what_is_absent_cannot_be_chosen(qtbot: QtBot) -> None:
    row = row_of(qtbot, ABSENT)
    row.click()
    assert not row.isChecked()
    assert row.accessibleName() == "CVF: none"


def test_a_row_shows_that_it_is_chosen_pointed_at_and_in_hand(qtbot: QtBot) -> None:
    row = row_of(qtbot, replace(OTHER, tip="EGAIN: 2"))
    assert row.toolTip() == "EGAIN: 2"
    plain = picture(row)
    QTest.mouseMove(row, QPoint(20, 10))
    row.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: picture(row) != plain)
    QTest.keyClick(row, Qt.Key.Key_Space)
    assert row.isChecked()
    assert count(picture(row), DARK.accent_fill) > count(plain, DARK.accent_fill)


def test_a_row_without_a_source_is_empty(qtbot: QtBot) -> None:
    row = shown(qtbot, GainRow(), 200, 22)
    assert row.minimumSizeHint().width() < 40
    assert count(picture(row), DARK.accent) == 0
