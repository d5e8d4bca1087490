"""Session > Process all below: every series of the archive, resumably."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QSpinBox,
    QWidget,
)

from darkviewer.core.calibration.pipeline import processors
from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, label
from darkviewer.gui.controls.one_selected import OneSelectedTable
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.controls.text_entry import TextEntry
from darkviewer.gui.dialogs.choosing import ask_folder, folder_named
from darkviewer.gui.dialogs.export import default_folder
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.dialogs.titled_tables import set_up_table
from darkviewer.gui.models.archive_model import ArchiveModel
from darkviewer.storage.places import at_home, is_inside

if TYPE_CHECKING:
    from darkviewer.gui.engine.archive_run import ArchiveRun
    from darkviewer.gui.workspace import Workspace
    from darkviewer.storage.batches.records import Record

__all__ = ["ArchivePanel"]

_SIZE = 860, 560
_WORDS = (
    "Processes every series below the open folder with these parameters, the newest "
    "first. What is done already is not done again: stop whenever you like, and start "
    "again to go on. The archive is only read."
)
_WHAT = {"process": "Candidates", "check": "Checks", "report": "Reports"}
_WHAT_TIP = (
    "Candidates: master, tables and regions. Checks: whether the frames are sound; the "
    "quickest. Reports: a page of HTML for each series."
)
_WORKERS_TIP = "Processes that work at once, each on a series of its own."
_RETRY_TIP = "Otherwise a series that failed waits until its files change."


class ArchivePanel(Panel):
    """Follows the run, which goes on when it is closed.

    Parameters
    ----------
    workspace : Workspace
        Whose root is the archive.
    run : ArchiveRun
        The batch.
    parent : QWidget
        The window.
    """

    def __init__(self, workspace: Workspace, run: ArchiveRun, parent: QWidget) -> None:
        super().__init__("Process all below", parent)
        self._workspace, self.run = workspace, run
        self.model = ArchiveModel(self)
        self.archive = ElidedLabel("")
        before = run.out if run.root == workspace.root else None
        self.folder = TextEntry(str(before or _proposed(workspace)))
        self.folder.setAccessibleName("Folder of the results")
        self.what = Segmented(_WHAT)
        self.what.set_value(run.what if before else "process")
        self.what.setToolTip(_WHAT_TIP)
        self.workers = QSpinBox()
        self.workers.setRange(1, max(64, processors()))
        self.workers.setValue(processors())
        self.workers.setToolTip(_WORKERS_TIP)
        self.workers.setAccessibleName("Processes")
        self.retry = QCheckBox("Try failed ones again")
        self.retry.setToolTip(_RETRY_TIP)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.outcome = label("", "secondary", wrap=True)
        self.table = _Table(self.model, self._open)
        self._lay_out()
        self.open_at(*_SIZE)
        run.changed.connect(self.follow)
        workspace.root_changed.connect(self.follow)
        self.follow()

    def _lay_out(self) -> None:
        self.browse = KeyButton("Choose…")
        self.browse.clicked.connect(self._browse)
        choices = QGridLayout()
        choices.setHorizontalSpacing(10)
        choices.addWidget(label("Archive", "secondary"), 0, 0)
        choices.addWidget(self.archive, 0, 1, 1, 2)
        choices.addWidget(label("Results", "secondary"), 1, 0)
        choices.addWidget(self.folder, 1, 1)
        choices.addWidget(self.browse, 1, 2)
        choices.setColumnStretch(1, 1)
        row = QHBoxLayout()
        row.addWidget(self.what)
        row.addSpacing(12)
        row.addWidget(label("Processes", "secondary"))
        row.addWidget(self.workers)
        row.addSpacing(12)
        row.addWidget(self.retry)
        row.addStretch(1)
        self.column.addWidget(label(_WORDS, "secondary", wrap=True))
        self.column.addLayout(choices)
        self.column.addLayout(row)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.outcome)
        self.column.addWidget(self.table, 1)
        self.begin = KeyButton("Start")
        self.begin.clicked.connect(self._start)
        self.stop = KeyButton("Stop")
        self.stop.clicked.connect(self.run.stop)
        self.overview = KeyButton("Overview")
        self.overview.setToolTip("Open the page with all series in the browser.")
        self.overview.clicked.connect(self._open_overview)
        self.add_buttons(
            self.close_button(),
            self.overview,
            self.stop,
            self.begin,
            default=self.begin,
        )

    def follow(self, _root: object = None) -> None:
        """Show how far it is."""
        run, root = self.run, self._workspace.root
        self.archive.setText("no folder is open" if root is None else shown(str(root)))
        self.begin.setEnabled(root is not None and not run.running)
        self.stop.setEnabled(run.running)
        self.overview.setEnabled(os.path.isfile(self._page()))
        self.bar.setRange(0, 0 if run.running and not run.total else max(run.total, 1))
        self.bar.setValue(run.done)
        self.outcome.setText(run.words)
        if run.rows != self.table.rows:
            self.table.show_rows(run.rows)

    def _page(self) -> Path:
        return at_home(Path(self.folder.text())) / "index.html"

    def _start(self) -> None:
        folder, root = folder_named(self.folder), self._workspace.root
        if folder is None or root is None:
            return
        if is_inside(folder, root):
            self.folder.refuse("The archive is only read: name a folder outside of it.")
            return
        self.run.start(
            folder,
            self.what.value,
            workers=self.workers.value(),
            retry_failed=self.retry.isChecked(),
        )

    def _browse(self) -> None:
        start = Path(self.folder.text()).parent
        chosen = ask_folder(self, "Results of the archive", start)
        if chosen is not None:
            self.folder.take(str(chosen))
            self.folder.restore()
            self.follow()

    def _open(self, row: int) -> None:
        record, root = self.model.record(row), self.run.root
        if root is None:
            return
        path = root / record.where
        self._workspace.request_capture(path if path.exists() else root, record.series)

    def _open_overview(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._page())))


class _Table(OneSelectedTable):
    """A click or Enter opens the session of a row."""

    def __init__(self, model: ArchiveModel, opens: Callable[[int], None]) -> None:
        super().__init__()
        self._model, self._opens = model, opens
        self.rows: list[Record] = []
        set_up_table(self, model, "Series of the archive")
        self.horizontalHeader().setStretchLastSection(True)
        self.setToolTip("A click opens the session.")
        self.clicked.connect(self._clicked)

    def show_rows(self, rows: list[Record]) -> None:
        """Show other rows; the series that is selected stays selected."""
        index = self.currentIndex()
        held = _name(self.rows[index.row()]) if index.isValid() else None
        self.rows = list(rows)
        self._model.set_rows(rows)
        names = [_name(row) for row in rows]
        if held in names:
            self.selectRow(names.index(held))

    def _clicked(self, index: QModelIndex) -> None:
        self._opens(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row that is selected."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._opens(index.row())
        else:
            super().keyPressEvent(event)


def _name(record: Record) -> tuple[str, str]:
    return record.where, record.series


def _proposed(workspace: Workspace) -> Path:
    """The same for the same archive: a second start goes on."""
    root = workspace.root
    name = "archive" if root is None else f"Archive {root.name}".strip()
    return default_folder(None).with_name(name)
