"""Every key in every dialog: it does what it says, or nothing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.dialogs.export import ExportDialog
from darkviewer.gui.dialogs.injection import InjectionDialog
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.startup.app import make_application
from tests.helpers.windows import Driver

K = Qt.Key
KEYS = (
    *(K.Key_A, K.Key_Z, K.Key_5, K.Key_Space, K.Key_Tab, K.Key_Backtab),
    *(K.Key_Shift, K.Key_Control, K.Key_Alt, K.Key_Meta, K.Key_AltGr, K.Key_CapsLock),
    *(K.Key_Up, K.Key_Down, K.Key_Left, K.Key_Right, K.Key_Home, K.Key_End),
    *(K.Key_PageUp, K.Key_PageDown, K.Key_F5, K.Key_Insert, K.Key_Backspace),
    *(K.Key_Menu, K.Key_unknown, K.Key_Dead_Acute, K.Key_VolumeUp),
)
DIALOGS = (
    *("facts", "inject", "export"),
    *("result_cache", "shortcuts", "about", "manual"),
)


def press_all(where: QWidget) -> None:
    for key in KEYS:
        for modifier in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.KeyboardModifier.AltModifier,
        ):
            # Not keyClick: before Qt 6.9 it knows no text for some keys and aborts.
            text = chr(key).lower() if key < 128 else ""
            QTest.sendKeyEvent(QTest.KeyAction.Click, where, key, text, modifier)


def test_any_key_in_any_dialog(opened: Driver) -> None:
    window, qtbot = opened.window, opened.qtbot
    for name in DIALOGS:
        window.workspace.select_candidate(int(window.workspace.candidates.id[0]))
        window.actions_by_name[name].trigger()
        qtbot.waitUntil(lambda: bool(window.findChildren(Panel)))
        (dialog,) = window.findChildren(Panel)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        press_all(dialog)
        QTest.keyClick(dialog, K.Key_Escape)
        qtbot.waitUntil(lambda: not window.findChildren(Panel))


def test_arrow_and_page_keys_scroll(qtbot: QtBot) -> None:
    make_application()
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = Panel("Long", parent)
    for line in range(100):
        panel.column.addWidget(label(f"line {line}", "secondary"))
    panel.resize(300, 200)
    with qtbot.waitExposed(panel):
        panel.show()
    bar = panel._area.verticalScrollBar()
    QTest.keyClick(panel, K.Key_Down)
    assert bar.value() == bar.singleStep()
    QTest.keyClick(panel, K.Key_End)
    assert bar.value() == bar.maximum() > 0
    QTest.keyClick(panel, K.Key_PageUp)
    assert bar.value() == bar.maximum() - bar.pageStep()
    QTest.keyClick(panel, K.Key_Home)
    assert bar.value() == 0
    panel.close()


def shown(opened: Driver, name: str) -> Panel:
    opened.window.actions_by_name[name].trigger()
    (dialog,) = opened.window.findChildren(Panel)
    dialog.activateWindow()
    opened.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def visible_fields(dialog: QWidget) -> list[QWidget]:
    """What Tab stops at, in its own order.

    Not by `nextInFocusChain`: PySide then has the dialog belong to its last field, and
    Python deletes both when it looks for garbage, in whatever thread that is.
    """
    dialog.setFocus()
    chain: list[QWidget] = []
    for _ in range(100):
        QTest.keyClick(QApplication.focusWidget(), K.Key_Tab)
        part = QApplication.focusWidget()
        if chain and part is chain[0]:
            return chain
        if part not in chain:  # text stops at each of its links
            chain.append(part)
    pytest.fail("Tab never comes back")


def test_tab_goes_from_top_to_bottom(opened: Driver) -> None:
    for name in DIALOGS:
        dialog = shown(opened, name)
        opened.settle()
        places = [
            part.mapTo(dialog, part.rect().center()) for part in visible_fields(dialog)
        ]
        assert places
        for place, later in pairwise(places):
            assert later.y() > place.y() + 5 or later.x() > place.x(), (name, places)
        dialog.close()
        opened.qtbot.waitUntil(lambda: not opened.window.findChildren(Panel))


@pytest.mark.parametrize(
    ("name", "button"), [("inject", "apply"), ("export", "write"), ("facts", None)]
)
def test_return_presses_the_default_button(
    name: str, button: str | None, opened: Driver, tmp_path: Path, qtbot: QtBot
) -> None:
    window, dialog = opened.window, shown(opened, name)
    if isinstance(dialog, ExportDialog):
        dialog.folder.setText(str(tmp_path / "out"))
        QTest.keyClick(dialog.folder, K.Key_Return)
    elif isinstance(dialog, InjectionDialog):
        dialog.y_px.setValue(12)
        dialog.x_px.selectAll()
        QTest.keyClicks(dialog.x_px, "10")
        QTest.keyClick(dialog.x_px, K.Key_Return)
    else:
        QTest.keyClick(dialog, K.Key_Return)
        qtbot.waitUntil(lambda: not window.findChildren(Panel))
    opened.settle()
    if name == "export":
        assert (tmp_path / "out" / "SHA256SUMS").exists()
    if name == "inject":
        assert window.workspace.injected is not None
        assert window.workspace.injected.pixels[12, 10]
    assert button is None or getattr(dialog, button).primary


def test_a_refused_number_presses_nothing(opened: Driver) -> None:
    dialog = shown(opened, "inject")
    assert isinstance(dialog, InjectionDialog)
    dialog.x_px.setFocus()
    QTest.keyClicks(dialog.x_px, "1x")
    QTest.keyClick(dialog.x_px, K.Key_Return)
    opened.settle()
    assert opened.workspace.injected is None
    assert dialog.x_px.callout.text == "“1x” is not a number"


def test_alt_and_a_letter_press_a_button(opened: Driver, tmp_path: Path) -> None:
    dialog = shown(opened, "export")
    assert isinstance(dialog, ExportDialog)
    dialog.folder.setText(str(tmp_path / "out"))
    with_letter = {
        button.alt_key.key().toString(): button.text()
        for button in dialog.findChildren(KeyButton)
        if not button.alt_key.key().isEmpty()
    }
    assert with_letter["Alt+E"] == "Export"
    assert "Close" not in with_letter.values()  # it has Esc
    QTest.keyClick(dialog, K.Key_E, Qt.KeyboardModifier.AltModifier)
    opened.qtbot.waitUntil(lambda: "files written" in dialog.outcome.text())


def test_a_dialog_grows_for_its_result_and_does_not_shrink(opened: Driver) -> None:
    dialog = shown(opened, "export")
    assert isinstance(dialog, ExportDialog)
    before = dialog.height()
    dialog.say(dialog.outcome, "\n".join("a file.fits" for _ in range(6)))
    assert dialog.height() > before + 60
    dialog.resize(700, 600)
    dialog.say(dialog.outcome, "")
    assert (dialog.width(), dialog.height()) == (700, 600)
    assert dialog.screen().availableGeometry().contains(dialog.frameGeometry())


def test_what_it_says_is_scrolled_into_sight(qtbot: QtBot) -> None:
    make_application()
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = Panel("a dialog", parent)
    for line in range(200):
        dialog.column.addWidget(label(f"line {line}"))
    said = label("", wrap=True)
    dialog.column.addWidget(said)
    dialog.show()
    dialog.say(said, "Nothing was written: " + 40 * "the disk is full, ")

    def in_sight() -> bool:
        whole = said.visibleRegion().boundingRect()
        return bool(said.height() > 20 and whole.height() == said.height())

    qtbot.waitUntil(in_sight)
    bar = dialog.findChild(QScrollArea).verticalScrollBar()
    bar.setValue(0)
    dialog.say(said, said.text())  # it has been read
    qtbot.wait(100)
    assert bar.value() == 0
