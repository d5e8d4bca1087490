"""The tool bar at every width: no word is cut, and nothing is out of reach."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.buttons import ActionButton
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.style import fonts
from darkviewer.gui.widgets.tool_bar import ToolBar
from tests.helpers.windows import open_window


@pytest.fixture
def window(qtbot: QtBot, request: pytest.FixtureRequest) -> MainWindow:
    """The window at a scale of the text."""
    return open_window(qtbot, text_scale=request.param)


def bar_at(window: MainWindow, width: int) -> ToolBar:
    window.resize(width, 800)
    for _ in range(3):
        QApplication.processEvents()
    bar = window.findChild(ToolBar)
    assert bar is not None
    return bar


def on_show(bar: ToolBar) -> list[ActionButton]:
    return [b for b in bar.findChildren(ActionButton) if b.isVisible()]


@pytest.mark.parametrize("window", [1.0, 1.25, 1.5, 2.0], indirect=True)
def test_no_word_is_cut_at_any_width(window: MainWindow) -> None:
    every = {b.action for b in window._bar.findChildren(ActionButton)}
    for width in (1024, 1100, 1280, 1440, 1920, 2560):
        bar = bar_at(window, width)
        for button in on_show(bar):
            words = QFontMetricsF(button.font()).horizontalAdvance(button.text())
            assert button.width() > words, (width, button.text())
            right = button.mapTo(bar, button.rect().topRight()).x()
            assert right < bar.width(), (width, button.text())
        assert bar.more.isVisible() == (len(on_show(bar)) < len(every))
        reached = {b.action for b in on_show(bar)} | set(bar.more.menu.actions())
        assert every <= reached


@pytest.mark.parametrize("window", [1.0], indirect=True)
def test_keys_are_given_up_before_buttons(window: MainWindow) -> None:
    roomy, narrow = bar_at(window, 1440), None
    widths = {b.text(): b.width() for b in on_show(roomy)}
    assert not roomy.more.isVisible()
    narrow = bar_at(window, 1024)
    assert {b.text() for b in on_show(narrow)} == set(widths)
    assert all(b.width() < widths[b.text()] for b in on_show(narrow))
    again = bar_at(window, 1440)
    assert {b.text(): b.width() for b in on_show(again)} == widths


@pytest.mark.parametrize("window", [1.0], indirect=True)
def test_no_word_is_cut_after_text_has_grown_in_a_small_window(
    window: MainWindow,
) -> None:
    for steps in range(6):
        bar_at(window, 1024)
        window.theme_choice.step_text(int(steps > 0))
        for width in (1366, 1440):
            for button in on_show(bar_at(window, width)):
                words = QFontMetricsF(button.font()).horizontalAdvance(button.text())
                assert button.width() > words, (fonts.scale(), width, button.text())


@pytest.mark.parametrize("window", [1.0, 1.25], indirect=True)
def test_the_desk_has_a_bar_where_there_is_room(window: MainWindow) -> None:
    """Else the menus hold what is in it, and the pictures have its place."""
    window.places.go("review")
    bar = window._review_bar
    for size in ((1280, 800), (1440, 900), (1600, 1000), (1024, 640)):
        window.resize(*size)
        for _ in range(3):
            QApplication.processEvents()
        assert bar.isVisible() == window.desk.wide
        for button in on_show(bar):
            words = QFontMetricsF(button.font()).horizontalAdvance(button.text())
            assert button.width() > words, (size, button.text())
            right = button.mapTo(bar, button.rect().topRight()).x()
            assert right < bar.width(), (size, button.text())
    assert not bar.isVisible()
    assert not window._bar.isVisible()
    window.places.go("image")
    assert window._bar.isVisible()


@pytest.mark.parametrize("window", [1.0], indirect=True)
def test_text_that_grew_out_of_sight_has_its_room(window: MainWindow) -> None:
    """Where the bar comes back as wide as it was."""
    bar_at(window, 1920)
    for place, steps in (("image", 4), ("review", -2), ("review", 2)):
        window.places.go(place)
        for _ in range(abs(steps)):
            window.theme_choice.step_text(1 if steps > 0 else -1)
            QApplication.processEvents()
    window.places.go("image")
    for button in on_show(bar_at(window, 1920)):
        assert button.width() >= button.sizeHint().width(), button.text()
