"""The table of frames in a file of the user's choice."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.gain.said import ChosenGain, gain_of
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.dialogs.choosing import ask_new_file
from darkviewer.gui.dialogs.export import folder_for_a_file
from darkviewer.storage.exports.master_cards import file_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.parameters import Parameters
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["export_table"]

_KINDS = "ECSV table (*.ecsv);;CSV table (*.csv);;JSON document (*.json)"


def export_table(workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
    """Ask where to, and write what is on show: nothing is ever overwritten."""
    session, checks = workspace.session, workspace.checks
    if session is None or checks is None:
        return
    near = folder_for_a_file(session)
    name = file_name("Frames.ecsv", session, datetime.now(UTC))
    chosen = ask_new_file(
        parent, "Export the table of frames", near / name, kinds=_KINDS, replaces=False
    )
    if chosen is None:
        return
    own = workspace.parameters
    gain = ChosenGain(gain_of(own), workspace.gain_origin)
    tasks.submit(
        "frames",
        "Exporting the frames",
        partial(_written, chosen, session, checks, gain, own),
        receiver=workspace,
        done=lambda path: workspace.post(f"Exported as {path}", about="frames"),
        failed=lambda words: workspace.post(words, "bad", about="frames"),
        writes=True,
    )


def _written(
    chosen: Path,
    session: Session,
    checks: SessionChecks,
    gain: ChosenGain,
    parameters: Parameters,
) -> Job[Path]:
    # astropy.table is slow to import: only here, and on the worker.
    from darkviewer.reports.documented import documented_frames
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.frames import frames_table
    from darkviewer.storage.atomic import write_new_file
    from darkviewer.storage.exports.export import check_outside

    path = chosen if chosen.suffix else chosen.with_suffix(".ecsv")
    kind = path.suffix.lower()
    if kind not in (".ecsv", ".csv", ".json"):
        raise DarkviewerError(
            f"{shown(path.name)} is no table: name it .ecsv, .csv or .json"
        )
    check_outside(path.parent, session)
    yield Progress("Writing the table", 0, 1)
    if kind == ".json":
        document = yield from documented_frames(session, checks, gain, parameters)
        return write_new_file(path, as_json(document).encode())
    table = yield from frames_table(kind[1:], session, checks, parameters)
    return write_new_file(path, table)
