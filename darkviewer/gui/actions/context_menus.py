"""Menus at the cursor: what can be done with the thing below it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from darkviewer.gui.actions.kind_menu import fill_kinds
from darkviewer.gui.models.session_model import SessionModel

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["CONTEXT", "ContextMenus"]

_CANDIDATE = (
    "zoom_to",
    "own_frame",
    "explain",
    None,
    "copy_candidate",
    "filter",
    "export",
)

CONTEXT: dict[str, tuple[str | None, ...]] = {
    "image": (
        "explain",
        "inject",
        "copy_pixel",
        None,
        "review_add",
        "review_add_everywhere",
        "review_take_back",
        None,
        "one_to_one",
        "fit",
        "previous_zoom",
        None,
        "auto",
        "linear_or_log",
        "invert",
        "marks",
        None,
        "full_screen",
    ),
    "candidates": _CANDIDATE,
    "gallery": _CANDIDATE,
    "frames": (
        "exclude",
        "take_back",
        None,
        "frame_columns",
        "copy_frames",
        "export_frames",
        None,
        "header",
    ),
    "sessions": ("rescan", "facts", "expectations", "calibrate", "export"),
}
"""Names of actions, from top to bottom; None draws a line. Sessions have more above."""


class ContextMenus(QObject):
    """Opens them, by mouse and by the menu key."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.open: QMenu | None = None
        window.image.view.menu_requested.connect(
            lambda place: self._show(CONTEXT["image"], place)
        )
        self._listen(window.candidates.view, self._offer("candidates"))
        self._listen(window.gallery.list, self._offer("gallery"))
        self._listen(window.frames.table, self._offer("frames"))
        self._listen(window.browser.view, self._show_session)

    def _listen(
        self, view: QAbstractItemView, show: Callable[[QAbstractItemView, QPoint], None]
    ) -> None:
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(lambda place: show(view, place))

    def _offer(self, name: str) -> Callable[[QAbstractItemView, QPoint], None]:
        def show(view: QAbstractItemView, place: QPoint) -> None:
            if view.indexAt(place).isValid():
                self._show(CONTEXT[name], view.viewport().mapToGlobal(place))

        return show

    def _show_session(self, view: QAbstractItemView, place: QPoint) -> None:
        index = view.indexAt(place)
        path, series = index.data(SessionModel.PATH), index.data(SessionModel.SERIES)
        if path is None:
            return
        menu = self._menu(view)
        for text, do in (
            (
                "Open",
                lambda: self._window.workspace.request_capture(path, series or ""),
            ),
            ("Show in the file manager", lambda: _show_folder(path)),
            ("Copy the path", lambda: QGuiApplication.clipboard().setText(str(path))),
        ):
            menu.addAction(text).triggered.connect(do)
        if series is not None:  # a row that holds several has no kind
            kinds = menu.addMenu("Kind")
            kinds.menuAction().setToolTip("What the frames of this series are.")
            session = index.data(SessionModel.SESSION)
            fill_kinds(kinds, session, self._window.regrouping.say_kind)
        shown = self._window.workspace.session
        if shown is not None and (shown.path, shown.series) == (path, series):
            menu.addSeparator()
            self._fill(menu, CONTEXT["sessions"])
        menu.popup(view.viewport().mapToGlobal(place))

    def _show(self, names: tuple[str | None, ...], place: QPoint) -> None:
        menu = self._menu(self._window)
        self._fill(menu, names)
        menu.popup(place)

    def _menu(self, parent: QWidget) -> QMenu:
        if self.open is not None:
            self.open.deleteLater()
        self.open = QMenu(parent)
        self.open.setObjectName("at the cursor")
        self.open.setToolTipsVisible(True)
        return self.open

    def _fill(self, menu: QMenu, names: tuple[str | None, ...]) -> None:
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self._window.actions_by_name[name])


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
