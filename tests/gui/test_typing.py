"""Typing numbers into the real window, with its own keys in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.parameter_row import NumberRow
from darkviewer.gui.main_window import MainWindow
from tests.helpers.windows import Driver

K = Qt.Key


@pytest.fixture(params=["en_GB", "de_DE", "tr_TR", "fa_IR"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def row(window: MainWindow, name: str) -> NumberRow:
    found = window.parameters.rows[name]
    assert isinstance(found, NumberRow)
    window.parameters._area.ensureWidgetVisible(found)
    QApplication.processEvents()
    return found


def click(line: QWidget) -> None:
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.rect().center())


def type_into(line: QLineEdit, text: str) -> None:
    """As keys do: what is selected is typed over."""
    line.insert(text)  # QTest cannot type signs beyond Latin-1
    line.setModified(True)
    QTest.keyClick(line.focusProxy() or line, K.Key_Return)


@pytest.mark.usefixtures("language")
def test_numbers_are_typed_in_any_language(opened: Driver) -> None:
    for text, value in (
        ("250,5", 250.5),
        ("350.5", 350.5),
        ("1,234.5", 1234.5),
        ("۲۵۰٫۵", 250.5),
    ):
        a_threshold_is_a_click_a_number_and_return(opened, text, value)
    return_on_what_is_there_changes_nothing(opened)
    a_gain_with_a_comma_is_not_a_hundred_times_as_much(opened)


def a_threshold_is_a_click_a_number_and_return(
    opened: Driver, text: str, value: float
) -> None:
    window = opened.window
    field = row(window, "threshold_e").field
    line = field.lineEdit()
    click(line)
    assert field.hasFocus()
    type_into(line, text)
    assert window.workspace.parameters.threshold_e == value
    assert not field.hasFocus()
    opened.settle()
    opened.press(K.Key_Home)
    opened.press(K.Key_Right)
    assert window.workspace.frame == 1


def a_gain_with_a_comma_is_not_a_hundred_times_as_much(opened: Driver) -> None:
    field = row(opened.window, "gain_e_per_adu").field
    click(field.lineEdit())
    type_into(field.lineEdit(), "1,41")
    assert opened.workspace.asked.parameters.gain_e_per_adu == 1.41
    opened.settle()
    assert opened.workspace.parameters.gain_e_per_adu == 1.41


def return_on_what_is_there_changes_nothing(opened: Driver) -> None:
    window = opened.window
    window.workspace.set_parameter("threshold_e", 1977.5)
    opened.settle()
    field = row(window, "threshold_e").field
    assert field.text() == "1,977.5 e⁻"
    click(field.lineEdit())
    assert field.lineEdit().selectedText().startswith("1977.5")
    QTest.keyClick(field, K.Key_Return)
    assert field.text() == "1,977.5 e⁻"
    assert window.workspace.parameters.threshold_e == 1977.5


def test_a_refused_number_stays_with_the_reason_below_it(opened: Driver) -> None:
    for typed, why in (
        ("200000", "200,000 is too large: at most 100,000 e⁻"),
        ("-5", "−5 is too small: at least 0 e⁻"),
        ("250.55", "250.55 has too many decimals: at most 1 decimal"),
        ("2oo", "“2oo” is not a number"),
    ):
        check_a_refused_number(opened, typed, why)


def check_a_refused_number(opened: Driver, typed: str, why: str) -> None:
    window = opened.window
    field = row(window, "threshold_e").field
    line = field.lineEdit()
    click(line)
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, K.Key_Return)
    assert field.callout.text == why
    assert typed in line.text()
    words = field.callout._words
    assert words is not None
    assert words.isVisible()
    assert window.rect().contains(words.geometry())
    below = field.mapTo(window, QPoint(0, field.height())).y()
    assert 0 <= words.y() - below < 10
    assert QApplication.focusWidget() in (field, line)
    assert window.workspace.parameters.threshold_e == 200
    QTest.keyClick(field, K.Key_Escape)
    assert field.text() == "200 e⁻"
    assert field.callout.text == ""
    opened.press(K.Key_Home)
    opened.press(K.Key_Right)
    assert window.workspace.frame == 1


def test_the_reason_grows_with_its_text(opened: Driver) -> None:
    field = row(opened.window, "threshold_e").field
    click(field.lineEdit())
    QTest.keyClicks(field, "200000")
    QTest.keyClick(field, K.Key_Return)
    words = field.callout._words
    assert words is not None
    for size in (30, 12, 20):
        words.setStyleSheet(f"font-size: {size}px")  # and the field stays as it is
        QApplication.processEvents()
        assert 0 <= words.height() - words.heightForWidth(words.width()) < 10


@pytest.mark.parametrize("steps", [-2, 2])
def test_the_reason_is_whole_in_text_of_another_size(
    opened: Driver, steps: int
) -> None:
    choice = opened.window.theme_choice
    choice.choose("dark")
    field = row(opened.window, "threshold_e").field
    click(field.lineEdit())
    type_into(field.lineEdit(), "3.25 and a few words more that take a second line")
    QTest.keyClick(field.lineEdit(), Qt.Key.Key_Return)
    words = field.callout._words
    try:
        choice.step_text(steps)
        opened.settle()
        assert words.heightForWidth(words.width()) <= words.height()
        line = words.fontMetrics().height()
        assert words.height() <= words.heightForWidth(words.width()) + line
    finally:
        choice.step_text(0)


def test_a_field_left_with_a_refused_number_says_what_stays(opened: Driver) -> None:
    window = opened.window
    field = row(window, "threshold_e").field
    click(field.lineEdit())
    QTest.keyClicks(field, "200000")
    window.image.setFocus()
    assert field.text() == "200 e⁻"
    assert field.callout.text.endswith("at most 100,000 e⁻. 200 e⁻ is kept.")


def test_escape_takes_back_what_was_typed(opened: Driver) -> None:
    window = opened.window
    field = row(window, "threshold_e").field
    click(field.lineEdit())
    QTest.keyClicks(field, "300")
    QTest.keyClick(field, K.Key_Escape)
    assert window.workspace.parameters.threshold_e == 200
    assert field.text() == "200 e⁻"
    assert not field.hasFocus()


def test_a_second_click_places_the_cursor(opened: Driver) -> None:
    line = row(opened.window, "threshold_e").field.lineEdit()
    click(line)
    assert line.selectedText()
    click(line)
    assert not line.selectedText()


def test_a_limit_is_not_moved_to_make_room_for_another(opened: Driver) -> None:
    window = opened.window
    bar = window.image.bar
    levels = bar.levels
    assert levels is not None
    black = bar._numbers["black"]
    click(black)
    QTest.keyClicks(black, "5000000")
    QTest.keyClick(black, K.Key_Return)
    assert bar.levels == levels
    assert "Black must be below white" in black.callout.text
    assert black.hasFocus()
    QTest.keyClick(black, K.Key_Escape)
    assert bar.levels == levels
    white = bar._numbers["white"]
    click(white)
    QTest.keyClicks(white, f"{levels.white + 123.25}")
    QTest.keyClick(white, K.Key_Return)
    assert bar.levels.white == levels.white + 123.25
    assert bar.levels.black == levels.black


def test_the_arrows_step_frames_after_a_slider_was_dragged(opened: Driver) -> None:
    window = opened.window
    slider = row(window, "threshold_e").slider
    assert slider is not None
    field = row(window, "threshold_e").field
    click(field.lineEdit())  # the keyboard is in a field before
    opened.press(K.Key_Home)
    window.workspace.set_frame(0)
    left, right = slider.rect().center(), slider.rect().center() + QPoint(20, 0)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=left)
    QTest.mouseMove(slider, right)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=right)
    opened.settle()
    threshold = window.workspace.parameters.threshold_e
    assert threshold != 200
    window.workspace.set_frame(0)
    opened.press(K.Key_Right)
    assert window.workspace.frame == 1
    assert window.workspace.parameters.threshold_e == threshold


def test_after_return_in_the_filter_the_keys_step_rows(
    opened: Driver, qtbot: QtBot
) -> None:
    window = opened.window
    opened.press(K.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.candidates.filter.hasFocus)
    QTest.keyClicks(window.candidates.filter, "x>0")
    QTest.keyClick(window.candidates.filter, K.Key_Return)
    rows = window.candidates.model
    assert rows.rowCount() > 1
    window.candidates.select_first()
    opened.press(K.Key_J)
    assert rows.row_of(window.workspace.selected) == 1
    opened.press(K.Key_K)
    assert rows.row_of(window.workspace.selected) == 0
    assert window.candidates.filter.text() == "x>0"


def test_after_a_filter_that_is_not_understood_typing_goes_on(opened: Driver) -> None:
    box = opened.window.candidates.filter
    opened.press(K.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "x<<")
    QTest.keyClick(box, K.Key_Return)
    assert box.hasFocus()
    assert box.text() == "x<<"
    assert "not understood" in box.callout.text


def test_escape_restores_the_filter_that_is_in_force(opened: Driver) -> None:
    box, rows = opened.window.candidates.filter, opened.workspace
    opened.press(K.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "x>1")
    QTest.keyClick(box, K.Key_Return)
    opened.press(K.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "x<<")
    QTest.keyClick(box, K.Key_Return)
    opened.press(K.Key_Escape)
    assert box.text() == rows.row_filter.text == "x>1"
    assert box.callout.text == ""
    assert box.property("valid") == "true"
    assert not box.hasFocus()


def turn(slider: QWidget, steps: int) -> None:
    middle = QPointF(slider.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(slider.mapToGlobal(slider.rect().center())),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, event)


def test_the_wheel_turns_a_slider_that_the_pointer_was_moved_to(opened: Driver) -> None:
    window = opened.window
    slider = row(window, "threshold_e").slider
    assert slider is not None
    turn(slider, 1)  # it was scrolled below a pointer at rest
    opened.settle()
    assert window.workspace.parameters.threshold_e == 200
    QTest.mouseMove(slider, slider.rect().center() + QPoint(3, 0))
    turn(slider, 1)
    opened.settle()
    assert window.workspace.parameters.threshold_e > 200
