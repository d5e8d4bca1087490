"""Kind: in the menu of a session, and at the cursor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.kind_said import KindSaid, with_kind
from darkviewer.core.frames.session import Session
from darkviewer.gui.actions.installed import installed
from darkviewer.gui.actions.kind_menu import fill_kinds
from darkviewer.gui.models.session_model import SessionModel
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver

INFO = FrameInfo(Path("1.fits"), (4, 5), kind="dark", sources={"kind": "OBJECT 'R&D'"})
ITEMS = ["Dark", "Bias", "Flat", "Light", "Stack", ""]


def words(menu: QMenu) -> list[str]:
    texts = [action.text().replace("&&", "\0") for action in menu.actions()]
    return [text.replace("&", "").replace("\0", "&") for text in texts]


def checked(menu: QMenu) -> list[str]:
    shown = zip(menu.actions(), words(menu), strict=True)
    return [text for action, text in shown if action.isChecked()]


@pytest.fixture
def menu(qtbot: QtBot) -> QMenu:
    found = QMenu()
    qtbot.addWidget(found)
    return found


def test_as_found_until_something_is_said(menu: QMenu) -> None:
    said: list[tuple[Session, str]] = []
    session = Session(Path(), frames=(INFO,))
    fill_kinds(menu, session, lambda *what: said.append(what))
    found = "As found (dark: from OBJECT 'R&D')"
    assert words(menu) == [*ITEMS, found]
    assert checked(menu) == [found]
    assert all(a.toolTip() != a.text() for a in menu.actions() if a.text())
    for place in (2, 6):
        menu.actions()[place].trigger()
    assert said == [(session, "flat"), (session, "")]


@pytest.mark.parametrize(
    ("kind", "wanted"), [("bias", "Bias"), ("dark", "Dark"), ("stack", "Stack")]
)
def test_what_was_said_is_checked(menu: QMenu, kind: str, wanted: str) -> None:
    info = with_kind(INFO, KindSaid(kind))
    fill_kinds(menu, Session(Path(), frames=(info,)), lambda *_: None)
    assert checked(menu) == [wanted]


def test_without_frames_there_is_nothing_to_say(menu: QMenu) -> None:
    for session in (None, Session(Path())):
        fill_kinds(menu, session, lambda *_: None)
        assert words(menu) == ["No frames"]
        assert not menu.actions()[0].isEnabled()
    unknown = replace(INFO, kind="", sources={})
    fill_kinds(menu, Session(Path(), frames=(unknown,)), lambda *_: None)
    assert words(menu)[-1] == "As found (unknown)"


def test_in_both_menus_of_the_window(opened: Driver) -> None:
    window, workspace = opened.window, opened.workspace
    menu = window.menus["Session/Kind"]
    menu.aboutToShow.emit()
    assert checked(menu) == ["As found (dark: from folder name)"]
    menu.actions()[1].trigger()
    opened.qtbot.waitUntil(
        lambda: workspace.session.kind == "bias", timeout=PATIENCE_MS
    )
    opened.settle()
    view = window.browser.view
    index = view.currentIndex()
    assert index.data(SessionModel.SERIES) is not None
    context = installed(window).context
    context._show_session(view, view.visualRect(index).center())
    (kinds,) = (a.menu() for a in context.open.actions() if a.menu() is not None)
    assert checked(kinds) == ["Bias"]
    kinds.actions()[-1].trigger()
    opened.qtbot.waitUntil(
        lambda: workspace.session.kind == "dark", timeout=PATIENCE_MS
    )
    context.open.close()
    opened.settle()
