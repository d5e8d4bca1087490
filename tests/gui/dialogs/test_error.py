"""A fault of the program: one dialog, a log line, and a bundle to report it with."""

from __future__ import annotations

import sys
import threading
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.dialogs.error import FaultDialog, show_fault
from darkviewer.gui.startup.faults import faults_told


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def dialog_of(window: QWidget) -> FaultDialog:
    (dialog,) = window.findChildren(FaultDialog)
    return dialog


def test_the_support_bundle_is_written_where_one_chose(
    window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def choose(*words: object, **_options: object) -> tuple[str, str]:
        asked.append(words[2])
        return str(tmp_path / "x.zip"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    show_fault(window, "Calibrating", "a fault")
    dialog = dialog_of(window)
    dialog.save.click()
    assert Path(asked[0]).name.startswith("darkviewer-support-")
    assert dialog.outcome.text() == f"Saved as {tmp_path / 'x.zip'}"
    assert "versions.txt" in zipfile.ZipFile(tmp_path / "x.zip").namelist()
    (tmp_path / "file").touch()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_, **__: (f"{tmp_path}/file/x.zip", "")
    )
    dialog.save.click()
    assert "cannot be written" in dialog.outcome.text()
    dialog.close()


def test_what_is_copied_has_no_home_in_it(window: QWidget) -> None:
    show_fault(window, "Opening", f"{Path.home()}/captures is odd")
    dialog = dialog_of(window)
    dialog._copy()
    assert QGuiApplication.clipboard().text() == "Opening: ~/captures is odd"
    dialog.close()


def test_whatever_nobody_caught_ends_in_one_dialog_and_the_log(
    window: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    def fall() -> None:
        raise ZeroDivisionError("nobody expected this")

    hooks = sys.excepthook, threading.excepthook
    with faults_told(window):
        for _ in range(3):
            try:
                fall()
            except ZeroDivisionError:
                sys.excepthook(*sys.exc_info())
        thread = threading.Thread(target=fall)
        thread.start()
        thread.join()
        qWarning("Qt is not happy")
    assert (sys.excepthook, threading.excepthook) == hooks
    dialog = dialog_of(window)
    shown = dialog.text.toPlainText()
    assert shown.count("ZeroDivisionError: nobody expected this") == 3
    assert "in fall" in shown  # where, for the report
    assert caplog.text.count("unexpected error") == 4
    assert "Qt: Qt is not happy" in caplog.text
    for _ in range(3000):
        dialog.add("again", "and again")
    assert dialog.text.blockCount() <= 2000
    dialog.close()
