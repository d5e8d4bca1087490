"""What holds the parts of a place: columns, tabs, and pages that scroll."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

__all__ = ["column", "in_tabs", "page", "rearranging"]

_PAGE = "page"


@contextmanager
def rearranging(place: QWidget, before: QWidget) -> Iterator[None]:
    """Put the parts into something else than `before`, which goes; keep the focus.

    Parts in pages of `before` have no parent inside; others are for the caller to take.
    """
    focus = place.window().focusWidget()
    for scrolling in before.findChildren(QScrollArea, _PAGE):
        scrolling.takeWidget()
    yield
    before.hide()
    before.deleteLater()
    if focus is not None and place.isAncestorOf(focus):
        focus.setFocus()


def column(*parts: QWidget, stretch: QWidget, show: bool = False) -> QWidget:
    """Parts one below the other.

    Parameters
    ----------
    *parts : QWidget
        From the top.
    stretch : QWidget
        The one of them that takes what is left.
    show : bool
        Show those that were hidden, as in a tab that was not on top.
    """
    box = QWidget()
    lines = QVBoxLayout(box)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    for part in parts:
        lines.addWidget(part, 1 if part is stretch else 0)
        if show:
            part.show()
    return box


def in_tabs(parts: Mapping[str, QWidget], parent: QWidget | None = None) -> QTabWidget:
    """Parts in tabs, by their titles."""
    tabs = QTabWidget(parent)
    tabs.setDocumentMode(True)
    tabs.tabBar().setDrawBase(False)
    tabs.tabBar().setAccessibleName(" or ".join(parts))
    for title, part in parts.items():
        tabs.addTab(part, title)
    return tabs


def page(title: str, part: QWidget) -> QWidget:
    """What may be larger than its tab scrolls; what scrolls by itself stays alone."""
    if part.property("scrolls"):
        return part
    scrolling = QScrollArea()
    scrolling.setObjectName(_PAGE)
    scrolling.setAccessibleName(title)
    scrolling.setWidgetResizable(True)
    scrolling.setWidget(part)
    return scrolling
