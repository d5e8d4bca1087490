"""A dialog that writes files into a folder, and shows what was written."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from darkviewer.core.foreign_text import LONGEST_NAME, shown
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.text_entry import TextEntry
from darkviewer.gui.dialogs.choosing import ask_folder, folder_named
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.threads.alive import while_alive
from darkviewer.gui.widgets.status import stage_words
from darkviewer.storage.exports.folder import ExportExistsError, holds_export

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.progress import Job, Progress
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.threads.jobs import Ticket
    from darkviewer.gui.workspace import Workspace

__all__ = ["IntoFolder"]

_NOTHING = "Nothing is calibrated: open a session, or wait until it is calibrated."


class IntoFolder(Panel):
    """Choose a folder, write, and see what was written.

    Parameters
    ----------
    title, words : str
        Of the dialog, and what it writes.
    offer : callable
        Gives the folder that is offered for a session.
    choices : QWidget
        What else can be chosen, below the folder; takes the room that is left unless
        its height is at most what it asks for.
    """

    lane = ""
    """Of the task that writes."""

    doing = ""
    """What it does, in words."""

    overwriting: bool
    """Whether the user said that the export in the folder may go."""

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        parent: QWidget,
        *,
        title: str,
        words: str,
        offer: Callable[[Session | None], Path],
        choices: QWidget,
    ) -> None:
        super().__init__(title, parent)
        self._workspace, self._tasks, self._offer = workspace, tasks, offer
        self._offered, self._place = str(offer(workspace.session)), Path()
        self.session = label("", wrap=True)
        self.folder = TextEntry(self._offered)
        self.folder.setAccessibleName("Folder")
        self.folder.setMinimumWidth(380)
        browse = KeyButton("Choose…")
        browse.clicked.connect(self._browse)
        self.outcome = label("", "secondary", wrap=True)
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.show_folder = KeyButton("Open folder")
        self.show_folder.hide()
        self.show_folder.clicked.connect(self._open_folder)
        self.write = KeyButton("Export")
        self.write.clicked.connect(self._export)
        self.stop = KeyButton("Cancel")
        self.stop.setToolTip("Stop writing; nothing of it is left in the folder.")
        self.stop.hide()
        self.stop.clicked.connect(self._cancel)
        self._ticket: Ticket | None = None
        self._again = False
        self.overwriting = False
        self.replace = KeyButton("Replace it")
        self.replace.setToolTip("Write over the export that is in the folder.")
        self.replace.hide()
        self.replace.clicked.connect(self._replace)
        self.folder.textChanged.connect(self.replace.hide)
        self.column.addWidget(self.session)
        self.column.addWidget(label(words, "secondary", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self.column.addLayout(row)
        self.column.addWidget(choices)
        fixed = choices.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Maximum
        self.column.addWidget(self.outcome, 1 if fixed else 0)
        self.add_buttons(
            self.close_button(),
            self.show_folder,
            self.replace,
            self.stop,
            self.write,
            default=self.write,
        )
        self._name_session()
        workspace.session_changed.connect(self._follow)
        tasks.writing.progressed.connect(self._tell)

    def job(self, folder: Path) -> Callable[[], Job[Any]] | None:
        """What writes; None where there is nothing to write."""
        raise NotImplementedError

    def written(self, answer: Any) -> tuple[list[Path], str]:
        """Files that the job has written, and what is said beside them."""
        return list(answer), ""

    def _browse(self) -> None:
        start = Path(self.folder.text()).parent
        chosen = ask_folder(self, "Export into", start)
        if chosen is not None:
            self.folder.take(str(_for_it_alone(chosen, Path(self._offered).name)))
            self.folder.restore()

    def _name_session(self) -> bool:
        """Another session goes into another folder, unless the user named one.

        Returns
        -------
        bool
            Whether it is another; then nothing is to be replaced any more.
        """
        session = self._workspace.session
        self.session.setText(
            "No session is open." if session is None else session.title
        )
        before, self._offered = self._offered, str(self._offer(session))
        if before == self._offered:
            return False
        self.replace.hide()
        if self.folder.text() == before:
            self.folder.setText(self._offered)
            self.folder.take(self._offered)
        return True

    def _follow(self, _session: object) -> None:
        """While one is written it is named."""
        if self._ticket is None and self._name_session():
            self.outcome.setText("")

    def _tell(self, ticket: Ticket, progress: Progress) -> None:
        """How far it is, also where the dialog hides the status line."""
        if ticket is self._ticket:
            self.outcome.setText(f"{stage_words(progress, self.doing)}…")

    def _export(self) -> None:
        """Closing the dialog meanwhile changes nothing: the status line has Cancel."""
        workspace = self._workspace
        if workspace.calibration is None:
            self.say(self.outcome, _NOTHING)
            return
        folder = folder_named(self.folder)
        if folder is None:
            return
        make = self.job(folder)
        if make is None:
            return
        show, end = while_alive(self, self._show), while_alive(self, self._end)
        written = self.written

        ask = while_alive(self, self._ask)

        def done(answer: Any) -> None:
            if isinstance(answer, ExportExistsError):
                ask(folder)
                return
            paths, words = written(answer)
            workspace.post(f"Exported into {paths[0].parent}")
            show((paths, words))

        for button in (self.replace, self.show_folder):
            button.hide()
        self._again = self.focusWidget() is self.write  # a disabled button loses it
        self.write.setEnabled(False)
        self.stop.show()
        self.say(self.outcome, "Writing…")
        self._ticket = self._tasks.submit(
            self.lane,
            self.doing,
            partial(_asking, make),
            receiver=workspace,
            done=done,
            failed=end,
            cancelled=lambda: end("Cancelled."),
            writes=True,
        )

    def _cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancelled.set()

    def _replace(self) -> None:
        self.overwriting = True
        self._export()
        self.overwriting = False

    def _ask(self, folder: Path) -> None:
        self.replace.show()
        name = shown(folder.name, LONGEST_NAME)
        self._end(f"{name} holds an export already: replace it, or choose another.")

    def _show(self, outcome: tuple[list[Path], str]) -> None:
        paths, words = outcome
        names = "\n".join(shown(path.name) for path in paths)
        self._place = paths[0].parent
        self.show_folder.show()
        self._end(f"{words}{count_of(len(paths), 'file')} written:\n{names}")

    def _end(self, words: str) -> None:
        self._ticket = None
        self.write.setEnabled(True)
        if self._again:
            self.write.setFocus()
        self.stop.hide()
        self._name_session()
        self.say(self.outcome, words)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._place)))


def _for_it_alone(chosen: Path, name: str) -> Path:
    """The folder, or one in it where it holds something else than an export."""
    with suppress(OSError), os.scandir(chosen) as entries:
        if any(entries) and not holds_export(chosen):
            return chosen / name
    return chosen


def _asking(make: Callable[[], Job[Any]]) -> Job[Any]:
    """The job, or the refusal that the user is asked about."""
    try:
        return (yield from make())
    except ExportExistsError as there:
        return there
