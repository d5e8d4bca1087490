"""What leaves the window for other programs and for people: pictures, reports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from darkviewer.gui.actions.commands import bring_forward
from darkviewer.gui.actions.plots_on_show import plots_on_show

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["open_archive", "open_report", "save_picture"]


def save_picture(window: MainWindow) -> None:
    """The dialog that saves pictures; one is enough."""
    from darkviewer.gui.dialogs.picture import PictureDialog

    window.image.catch_up()
    bring_forward(
        window.findChild(PictureDialog)
        or PictureDialog(
            window.workspace,
            window.tasks,
            window.image,
            partial(plots_on_show, window),
            window,
        )
    )


def open_archive(window: MainWindow) -> None:
    """The dialog of the batch; one is enough, and the batch outlives it."""
    from darkviewer.gui.dialogs.archive import ArchivePanel

    bring_forward(
        window.findChild(ArchivePanel)
        or ArchivePanel(window.workspace, window.archive, window)
    )


def open_report(window: MainWindow) -> None:
    """The dialog that writes a report."""
    from darkviewer.gui.dialogs.report import ReportDialog

    bring_forward(
        ReportDialog(window.workspace, window.tasks, window.judgements, window)
    )
