"""The desktop's own preference until the user picks another."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget

from darkviewer.gui import theme_choice
from darkviewer.gui.startup.app import make_application
from darkviewer.gui.style import theme
from darkviewer.gui.theme_choice import ThemeChoice
from darkviewer.gui.workspace import Workspace
from tests.helpers.windows import Driver


class Desktop:
    """A desktop that is light or dark, and says so when it changes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.palette = "light"
        for module in (theme, theme_choice):
            monkeypatch.setattr(module, "system_palette", lambda: self.palette)

    def become(self, palette: str) -> None:
        self.palette = palette
        scheme = getattr(Qt.ColorScheme, palette.title())
        QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)


def test_the_desktop_is_followed_until_the_user_picks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_application()
    desktop, workspace = Desktop(monkeypatch), Workspace()
    choice = ThemeChoice(workspace)
    choice.choose("system")
    assert workspace.palette.name == "light"
    changes = QSignalSpy(workspace.palette_changed)
    desktop.become("dark")
    assert workspace.palette.name == "dark"
    assert changes.count() == 1
    choice.choose("night")
    desktop.become("light")
    assert workspace.palette.name == "night"
    choice.choose("system")
    assert workspace.palette.name == "light"


@pytest.mark.parametrize(
    ("scheme", "palette"),
    [
        (Qt.ColorScheme.Light, "light"),
        (Qt.ColorScheme.Dark, "dark"),
        (Qt.ColorScheme.Unknown, "dark"),
    ],
)
def test_what_the_desktop_says(
    monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme, palette: str
) -> None:
    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:
            return scheme

    monkeypatch.setattr(QGuiApplication, "styleHints", Hints)
    assert theme.system_palette() == palette


class Dressed(QWidget):
    """Counts how often it is dressed."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_what_is_chosen_already_dresses_nothing_again(driver: Driver) -> None:
    part, choice = Dressed(), driver.window.theme_choice
    part.setParent(driver.window)
    choice.choose("dark")
    part.times = 0
    choice.choose("dark")
    assert part.times == 0
    choice.choose("light")
    assert part.times > 0


def test_a_change_of_theme_dresses_nothing_over_and_over(driver: Driver) -> None:
    """Whatever it lies in: Qt's own change of sheets goes through each part of it."""
    for name in ("light", "dark"):
        driver.window.theme_choice.choose(name)
        driver.settle()
    parts = [part for part in driver.window.findChildren(QWidget) if part.isVisible()]
    dressed = Counter[QWidget]()

    class Count(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.StyleChange:
                dressed[watched] += 1
            return False

    before = [(type(part), part.geometry()) for part in parts]
    count = Count()
    for part in parts:
        part.installEventFilter(count)
    driver.window.theme_choice.choose("light")
    for part in parts:
        part.removeEventFilter(count)
    driver.settle()
    assert min(dressed[part] for part in parts) >= 1
    assert max(dressed[part] for part in parts) <= 4
    assert [(type(part), part.geometry()) for part in parts] == before
