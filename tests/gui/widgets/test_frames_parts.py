"""The place of frames in three layouts; no part is ever lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit, QTabWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.style import fonts
from darkviewer.gui.widgets.frames_parts import LAYOUTS, FramesParts
from tests.helpers.scene import shown

SIZES = {"wide": (1440, 800), "narrow": (1024, 640), "tabs": (600, 500)}


class Parts:
    def __init__(self, qtbot: QtBot) -> None:
        self.each = {name: QWidget() for name in ("sessions", "head", "strips")}
        self.each["table"] = table = QWidget()
        self.field = QLineEdit()
        QVBoxLayout(table).addWidget(self.field)
        self.all = FramesParts(*self.each.values())
        for title in ("Checks", "Picture", "Gain"):
            self.each[title] = QWidget()
            self.all.add_panel(title, self.each[title])
        shown(qtbot, self.all, *SIZES["wide"])

    @property
    def in_sight(self) -> set[str]:
        return {name for name, part in self.each.items() if part.isVisible()}

    @property
    def titles(self) -> list[str]:
        (tabs,) = self.all.findChildren(QTabWidget)
        return [tabs.tabText(n) for n in range(tabs.count())]


@pytest.fixture
def parts(qtbot: QtBot) -> Iterator[Parts]:
    yield Parts(qtbot)
    fonts.set_scale(1.0)


def take_size(parts: Parts, name: str, qtbot: QtBot) -> None:
    parts.all.resize(*SIZES[name])
    qtbot.wait(1)
    assert parts.all.layout_name == name


def test_wide_shows_all(parts: Parts, qtbot: QtBot) -> None:
    take_size(parts, "wide", qtbot)
    assert parts.in_sight == set(parts.each)


def test_narrow_has_the_panels_in_tabs(parts: Parts, qtbot: QtBot) -> None:
    take_size(parts, "narrow", qtbot)
    assert parts.titles == ["Checks", "Picture", "Gain", "Sessions"]
    assert parts.in_sight == {"head", "strips", "table", "Checks"}
    parts.all.resize(1200, 640)
    qtbot.wait(1)
    assert parts.titles == ["Checks", "Picture", "Gain"]
    assert "sessions" in parts.in_sight


def test_little_room_has_one_area(parts: Parts, qtbot: QtBot) -> None:
    take_size(parts, "tabs", qtbot)
    assert parts.titles == [
        "Strips",
        "Checks",
        "Table",
        "Picture",
        "Gain",
        "Sessions",
    ]
    assert parts.in_sight == {"head", "strips"}
    parts.all.bring_forward("Table")
    assert parts.in_sight == {"head", "table"}


def test_large_text_is_little_room(parts: Parts) -> None:
    fonts.set_scale(2.0)
    parts.all.fit()
    assert parts.all.layout_name == "tabs"


def test_the_tab_in_front_and_the_keyboard_stay(parts: Parts, qtbot: QtBot) -> None:
    take_size(parts, "tabs", qtbot)
    parts.all.bring_forward("Picture")
    parts.all.bring_forward("Nothing")
    take_size(parts, "narrow", qtbot)
    take_size(parts, "tabs", qtbot)
    assert "Picture" not in parts.in_sight  # the name of no tab was asked for last
    parts.all.bring_forward("Table")
    parts.all.window().activateWindow()
    parts.field.setFocus()
    for name in (*LAYOUTS, "tabs"):
        take_size(parts, name, qtbot)
        assert parts.field.isVisible()
        assert parts.all.window().focusWidget() is parts.field


def test_a_chosen_tab_is_remembered(parts: Parts, qtbot: QtBot) -> None:
    take_size(parts, "narrow", qtbot)
    (tabs,) = parts.all.findChildren(QTabWidget)
    tabs.setCurrentIndex(2)
    take_size(parts, "tabs", qtbot)
    assert "Gain" in parts.in_sight


def test_without_panels_there_is_the_table(qtbot: QtBot) -> None:
    plain = FramesParts(*(QWidget() for _ in range(4)))
    shown(qtbot, plain, 1440, 800)
    assert plain.layout_name == "tabs"
