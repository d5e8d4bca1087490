"""What is done with the frames that are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import FEWEST
from darkviewer.gui.actions.commands import open_export

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.gui.main_window import MainWindow

__all__ = [
    "ask_reason",
    "begin_filter",
    "export_frames",
    "export_here",
    "open_columns",
    "take_back",
]


def ask_reason(window: MainWindow) -> None:
    """Leave the chosen frames out of the master, once there is a reason."""
    infos, session = _chosen(window, left_out=False), window.workspace.session
    if not infos or session is None:
        return
    if window.workspace.frames.used - len(infos) < FEWEST:
        one = len(infos) == 1
        names = f"{shown(infos[0].name)} stays" if one else "these frames stay"
        window.workspace.post(
            f"{names}: a master needs at least {FEWEST} frames",
            "warn",
            about="frames",
        )
        return
    window.strip.play(False)
    reasons = window.judgements.reasons()
    if window.places.current == "frames":
        window.frames.ask_reason(infos, reasons)
    else:
        window.strip.reason.ask(infos, reasons)


def take_back(window: MainWindow) -> None:
    """Use the chosen frames again; a copy of another one stays where it is."""
    workspace = window.workspace
    copies = [p for p in window.frames.chosen if workspace.frames.copied(p)]
    if infos := _chosen(window, left_out=True):
        window.judgements.take_back(infos)
    elif copies:
        frames, place = workspace.frames, copies[0]
        words = f"{frames.words(place)} is {frames.reason(place)}: used once"
        workspace.post(words, "warn")


def _chosen(window: MainWindow, *, left_out: bool) -> tuple[FrameInfo, ...]:
    frames = window.workspace.frames
    infos = (
        frames.infos[place]
        for place in window.frames.chosen
        if frames.excluded(place) is left_out and not frames.copied(place)
    )
    return tuple(info for info in infos if info is not None)


def begin_filter(window: MainWindow) -> None:
    """Take the keyboard for the filter of the place on top."""
    if window.places.current == "frames":
        window.frames.begin_filter()
    elif window.places.current == "review":
        window.desk.bring_forward("queue")
        window.review.queue.chips.focus_first()
    else:
        window.parts.bring_forward(window.candidates)
        window.candidates.begin_filter()


def open_columns(window: MainWindow) -> None:
    """Which columns the table of frames has; one panel is enough."""
    from darkviewer.gui.dialogs.frame_columns import ColumnsDialog

    window.places.go("frames")
    dialog = window.findChild(ColumnsDialog) or ColumnsDialog(window.frames, window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def export_here(window: MainWindow) -> None:
    """What the place on top can write."""
    if window.places.current == "frames":
        export_frames(window)
    else:
        open_export(window)


def export_frames(window: MainWindow) -> None:
    """Ask where the table of frames shall go, and write it."""
    from darkviewer.gui.dialogs.frames_export import export_table

    export_table(window.workspace, window.tasks, window)
