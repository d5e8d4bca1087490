"""Names that break lines or are no text: escaped wherever the window shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from darkviewer.gui.main_window import MainWindow
from tests.helpers.strange_names import needs_linux, write_strange
from tests.helpers.windows import Driver

pytestmark = needs_linux

ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


def texts(window: MainWindow) -> Iterator[str]:
    """All that the window and its dialogs say anywhere."""
    for part in (window, *window.findChildren(QWidget), *window.findChildren(QAction)):
        yield part.toolTip()
        if isinstance(part, QWidget):
            yield from (part.windowTitle(), part.accessibleName())
        if isinstance(part, QLabel | QAbstractButton | QLineEdit | QAction):
            yield part.text()
        if isinstance(part, QPlainTextEdit):
            yield part.toPlainText()
    model = window.browser.view.model()
    day = model.index(0, 0)
    for role in ROLES:
        yield str(model.index(0, 0, day).data(role))


def test_nothing_on_screen_is_broken_by_a_name(driver: Driver, tmp_path: Path) -> None:
    folder = write_strange(tmp_path)
    driver.open(tmp_path)
    window = driver.window
    window.recent = [folder]
    window.menus["File/Open recent"].aboutToShow.emit()
    shown = set(texts(window))
    for name in ("facts", "header"):
        window.actions_by_name[name].trigger()
        driver.settle()
    for frame in range(8):
        window.workspace.set_frame(frame)
        driver.settle()
        shown |= set(texts(window))
    QApplication.clipboard().clear()  # of what another test copied
    window.actions_by_name["copy_candidate"].trigger()
    shown.add(QApplication.clipboard().text())
    for text in shown:
        assert "line\nbreak" not in text
        assert text.replace("\n", "").replace("\u2028", "").isprintable(), repr(text)
    assert any(r"00003 \x1b[31mred.fits" in text for text in shown)
    assert any(r"00009 \x1b[2J\nempty.fits is empty" in text for text in shown)
    assert window.windowTitle().startswith("2024-05-08 / 03_38_48 / Dark\\n30s\\x1b[0m")
