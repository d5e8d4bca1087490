"""Tooltips show foreign text as text."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument

from darkviewer.gui.text.tips import plain_tip


@pytest.mark.parametrize("text", ["<b>bold</b>", "a & b", "one\ntwo", "plain"])
@pytest.mark.usefixtures("qapp")
def test_qt_shows_what_was_written(text: str) -> None:
    shown = QTextDocument()
    shown.setHtml(plain_tip(text))
    assert shown.toPlainText() == text


def test_nothing_has_no_tip() -> None:
    assert plain_tip("") == ""
