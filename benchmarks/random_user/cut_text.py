"""Texts that do not fit the widgets which show them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QWidget,
)

__all__ = ["cut_texts"]

_GIVE_WAY = {"SparedLabel"}
"""Shows nothing rather than a part."""
_SHORTENED = {"ElidedLabel", "SteadyLabel"}
"""Ends in an ellipsis by design, and never within a number."""


def cut_texts(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    """(widget, text) of labels and buttons that cannot show all of their text.

    What is scrolled out of sight does not count.
    """
    others = [w for w in QApplication.topLevelWidgets() if w.parentWidget() is not None]
    for top in (window, *others):
        if not top.isVisible():
            continue
        for widget in top.findChildren(QWidget):
            if widget.isVisible() and widget.window() is top:
                text = _text(widget)
                if text and not _fits(widget, text):
                    yield widget, text


def _text(widget: QWidget) -> str:
    if type(widget).__name__ in _GIVE_WAY | _SHORTENED:
        return ""
    if isinstance(widget, QLabel) and widget.buddy() is not None:
        return widget.text().replace("&", "")  # its key is underlined
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _fits(widget: QWidget, text: str) -> bool:
    if isinstance(widget, QLabel):
        return _label_fits(widget, text)
    if not type(widget).__module__.startswith("darkviewer"):
        return True  # Qt's own buttons, in headings and corners
    metrics = widget.fontMetrics()
    # A button with a key in it paints that as well; the size of others may be a sample.
    painted = widget.sizeHint().width() if hasattr(widget, "hint") else 0
    wide = max(metrics.horizontalAdvance(text), painted)
    return widget.width() >= wide and widget.height() >= metrics.height()


def _label_fits(widget: QLabel, text: str) -> bool:
    room = widget.contentsRect()
    if widget.wordWrap():
        return widget.heightForWidth(widget.width()) <= widget.height()
    metrics = widget.fontMetrics()
    width = max(metrics.horizontalAdvance(line) for line in text.splitlines())
    indent = max(widget.indent(), 0)
    return width + indent <= room.width() and metrics.height() <= room.height() + 1
