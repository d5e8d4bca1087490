from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from darkviewer.gui.dialogs.header import HeaderDialog
from tests.helpers.windows import Driver


def test_the_header_follows_the_frame_and_can_be_searched(opened: Driver) -> None:
    opened.workspace.set_frame(0)
    opened.settle()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    opened.press(Qt.Key.Key_H, both)
    opened.settle()
    (dialog,) = opened.window.findChildren(HeaderDialog)
    assert dialog.where.text().endswith("00001.fits")
    lines = dialog.text.toPlainText().splitlines()
    assert lines[0] == "HDU 0"
    assert lines[1].startswith("SIMPLE  =")
    assert dialog.count.text() == f"{len(lines)} lines"
    dialog.wanted.setText("naxis1")
    assert [line[:10] for line in dialog.text.toPlainText().splitlines()] == [
        "NAXIS1  = "
    ]
    dialog._copy()
    assert QGuiApplication.clipboard().text().startswith("NAXIS1")
    opened.workspace.set_frame(1)
    opened.settle()
    assert dialog.where.text().endswith("00002.fits")
    dialog.close()
