"""Numbers that a window shows, saved as a document with the record of their frames."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.gui.dialogs.choosing import ask_new_file
from darkviewer.gui.dialogs.export import folder_for_a_file
from darkviewer.reports.documents import as_json
from darkviewer.storage.atomic import replace_file
from darkviewer.storage.exports.master_cards import file_name

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.progress import Job
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["save_numbers"]

_ABOUT = "numbers"


def save_numbers(
    parent: QWidget,
    workspace: Workspace,
    tasks: Tasks,
    *,
    what: str,
    of: Session,
    job: Callable[[], Job[dict[str, Any]]],
) -> None:
    """Ask for a file, and write a document there; every frame is read for its hash.

    Parameters
    ----------
    parent : QWidget
        Asks, and must live until it is written.
    workspace, tasks : Workspace, Tasks
        Where the end is told, and who writes.
    what : str
        As the proposed name begins: ``"Gain"``.
    of : Session
        Names it.
    job : callable
        Makes the document.
    """
    name = file_name(f"{what}.json", of, datetime.now(UTC))
    proposed = folder_for_a_file(of) / name
    chosen = ask_new_file(parent, "Save the numbers", proposed, kinds="JSON (*.json)")
    if chosen is None:
        return
    workspace.withdraw(_ABOUT)
    tasks.submit(
        "numbers",
        "Saving the numbers",
        partial(_written, job, chosen),
        receiver=parent,
        done=lambda path: workspace.post(f"Saved {shown(path.name)}.", about=_ABOUT),
        writes=True,
    )


def _written(job: Callable[[], Job[dict[str, Any]]], path: Path) -> Job[Path]:
    document = yield from job()
    replace_file(path, f"{as_json(document)}\n".encode())
    return path
