"""Master, candidates and regions, written where the user wants them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.controls.text_entry import TextEntry
from darkviewer.gui.dialogs.choosing import ask_folder
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.threads.alive import while_alive
from darkviewer.storage.places import at_home

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.progress import Job
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["ExportDialog", "default_folder", "folder_for_a_file"]

_WORDS = (
    "Writes the master dark (FITS), the table of candidates (ECSV and CSV) and DS9 "
    "regions. Existing files are never overwritten; capture folders are only read."
)


class ExportDialog(Panel):
    """Choose a folder, write, and see what was written."""

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("Export", parent)
        self._workspace, self._tasks = workspace, tasks
        self.folder = TextEntry(str(default_folder(workspace.session)))
        self.folder.setAccessibleName("Folder")
        self.folder.setMinimumWidth(380)
        browse = KeyButton("Choose…")
        browse.clicked.connect(self._browse)
        self.regions = Segmented({False: "candidates", True: "all leaders"})
        self.regions.set_value(False)
        self.regions.setToolTip("The tables always contain all leaders.")
        self.outcome = label("", "secondary", wrap=True)
        self.show_folder = KeyButton("Open folder")
        self.show_folder.hide()
        self.show_folder.clicked.connect(self._open_folder)
        self.write = KeyButton("Export")
        self.write.clicked.connect(self._export)
        self.column.addWidget(label(_WORDS, "secondary", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self.column.addLayout(row)
        choice = QHBoxLayout()
        choice.addWidget(label("DS9 regions of"))
        choice.addWidget(self.regions)
        choice.addStretch(1)
        self.column.addLayout(choice)
        self.column.addWidget(self.outcome)
        self.add_buttons(
            self.close_button(), self.show_folder, self.write, default=self.write
        )

    def _browse(self) -> None:
        start = Path(self.folder.text()).parent
        chosen = ask_folder(self, "Export into", start)
        if chosen is not None:
            self.folder.take(str(chosen))
            self.folder.restore()

    def _export(self) -> None:
        """Closing the dialog meanwhile changes nothing: the status line has Cancel."""
        workspace = self._workspace
        folder = self._folder()
        if folder is None:
            return
        make = export_of(workspace, folder, all_leaders=self.regions.value)
        if make is None:
            return
        show, end = while_alive(self, self._show), while_alive(self, self._end)

        def done(written: list[Path]) -> None:
            workspace.post(f"Exported into {written[0].parent}")
            show(written)

        self.write.setEnabled(False)
        self.say(self.outcome, "Writing…")
        self._tasks.submit(
            "export",
            "Exporting",
            make,
            receiver=workspace,
            done=done,
            failed=end,
            cancelled=lambda: end("Cancelled."),
            writes=True,
        )

    def _folder(self) -> Path | None:
        """Where to write; None where the field says why it cannot be there."""
        text = self.folder.text().strip()
        folder = at_home(Path(text))
        if not folder.is_absolute() or "\0" in text:
            self.folder.refuse("Write the whole path of a folder, or choose one.")
            return None
        if os.path.exists(folder) and not os.path.isdir(folder):
            self.folder.refuse(f"{shown(folder.name)} is a file: name a folder.")
            return None
        self.folder.setText(str(folder))
        self.folder.take(str(folder))
        return folder

    def _show(self, written: list[Path]) -> None:
        names = "\n".join(shown(path.name) for path in written)
        self.show_folder.show()
        self._end(f"{count_of(len(written), 'file')} written:\n{names}")

    def _end(self, words: str) -> None:
        self.write.setEnabled(True)
        self.say(self.outcome, words)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))


def export_of(
    workspace: Workspace, folder: Path, *, all_leaders: bool = False
) -> Callable[[], Job[list[Path]]] | None:
    """The job that writes what is on show; None when there is nothing to write."""
    calibration, session = workspace.calibration, workspace.session
    table = workspace.candidates
    if calibration is None or session is None or table is None:
        return None

    limits = workspace.limits_of(session)

    def make() -> Job[list[Path]]:
        # astropy.table is slow to import: only here, and on the worker.
        from darkviewer.runs.check import checked
        from darkviewer.storage.exports.export import export_job

        checks = yield from checked(session, limits=limits)
        return (
            yield from export_job(
                calibration,
                session,
                table.in_raster_order(),
                folder,
                all_leaders=all_leaders,
                remarks=checks.remarks,
            )
        )

    return make


def default_folder(session: Session | None) -> Path:
    """``Documents/Darkviewer/2024-05-08_03_38_48_Dark30s``: outside the captures."""
    documents = QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.DocumentsLocation
    )
    name = "export" if session is None else session.title.replace(" / ", "_")
    return Path(documents, "Darkviewer", name)


def folder_for_a_file(session: Session | None) -> Path:
    """The folder above `default_folder` that is there: nothing is made for one file."""
    above = default_folder(session).parents
    return next((one for one in above if one.is_dir()), Path.home())
