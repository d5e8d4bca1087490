"""The real window, and what a user does with it."""

from __future__ import annotations

from pathlib import Path

from astropy.io import fits
from astropy.table import Table
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.dialogs.export import ExportDialog
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.captures import id_of
from tests.helpers.scene import PATIENCE_MS


def open_window(
    qtbot: QtBot, *, text_scale: float = 1.0, size: tuple[int, int] | None = None
) -> MainWindow:
    """A window with fresh settings and nothing open; `qtbot` closes it at the end."""
    make_application()
    window = make_window(Settings(options={"text_scale": text_scale}))
    qtbot.addWidget(window)
    if size is not None:
        window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing runs, queued signals included."""
    for _ in range(2):
        qtbot.waitUntil(
            lambda: (
                not window.tasks.busy
                and window.store.idle
                and not window.workspace.settling
                and window.examining.prepared
            ),
            timeout=PATIENCE_MS,
        )
        qtbot.wait(5)


class Driver:
    """A window, and words for what the tests do with it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.workspace = window.workspace

    def settle(self) -> None:
        settle(self.window, self.qtbot)

    def open(self, path: Path) -> None:
        self.window.open_path(path)
        self.settle()

    def drop(self, path: Path) -> None:
        """Let go of a file or folder that was dragged over the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        self.window.dropEvent(event)
        self.settle()

    def press(self, key: Qt.Key, modifier: object = Qt.KeyboardModifier.NoModifier):
        focus = QApplication.focusWidget() or self.window
        self.qtbot.keyClick(focus, key, modifier)

    def id_of(self, frame: int, x: int, y: int) -> int:
        return id_of(frame, x, y)


def look_at_pixel(window: MainWindow, qtbot: QtBot, frame: int, x: int, y: int) -> None:
    """Look at a pixel of a frame, and wait for all that is known of it."""
    window.workspace.set_frame(frame)
    window.workspace.pixel_requested.emit(x, y)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.examining.idle, timeout=PATIENCE_MS)
    settle(window, qtbot)


def type_number(at: Driver, name: str, text: str) -> None:
    """Into the box of a parameter, then Return."""
    field = at.window.parameters.rows[name].field
    field.setFocus()
    field.selectAll()
    at.qtbot.keyClicks(field, text)
    at.qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(at: Driver, name: str, value: object) -> None:
    at.window.parameters.rows[name].changed.emit(name, value, False)


def escape(at: Driver) -> None:
    at.qtbot.waitUntil(lambda: at.window.tasks.computing.busy, timeout=PATIENCE_MS)
    at.qtbot.wait(20)
    at.press(Qt.Key.Key_Escape)
    at.settle()


def written(at: Driver, folder: Path) -> Table:
    """What the export dialog writes now; its master must tell the same."""
    dialog = ExportDialog(at.workspace, at.window.tasks, at.window)
    dialog.folder.setText(str(folder))
    dialog.show()
    dialog.write.click()
    at.qtbot.waitUntil(lambda: any(folder.glob("*.reg")), timeout=PATIENCE_MS)
    at.settle()
    dialog.close()
    table = Table.read(next(folder.glob("Candidates*.ecsv")), format="ascii.ecsv")
    own = table.meta["parameters"]
    with fits.open(next(folder.glob("*.fits"))) as master:
        gains = [v for k, v in master[0].header.items() if v == own["gain_e_per_adu"]]
        assert gains, "the master is of another gain"
    assert own == at.workspace.parameters.as_dict()
    return table
