"""Version and licences."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer import __version__
from darkviewer.gui.dialogs.about import AboutDialog
from tests.helpers.dialogs import texts


def test_about_names_version_and_licences(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AboutDialog(parent)
    shown = texts(dialog)
    for words in (__version__, "LGPL-3.0", "SIL Open Font License", "ccdproc"):
        assert words in shown
    dialog.copy_button("as text").click()
    assert QGuiApplication.clipboard().text() == "as text"
