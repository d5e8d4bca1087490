"""From darks to lights: export what the sensor does, and vet lights by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.gui.actions.commands import bring_forward

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["export_bad_pixels", "export_sensor", "open_vetting"]


def export_sensor(window: MainWindow) -> None:
    """Ask where to, and write the sensor file."""
    from darkviewer.gui.dialogs.vetting import export_sensor as export

    export(window.workspace, window.tasks, window)


def export_bad_pixels(window: MainWindow) -> None:
    """The dialog that writes which pixels are bad."""
    from darkviewer.gui.dialogs.bad_pixels import BadPixelsDialog

    bring_forward(BadPixelsDialog(window.workspace, window.tasks, window))


def open_vetting(window: MainWindow) -> None:
    """The window that vets light frames; one is enough."""
    from darkviewer.gui.dialogs.vetting import VettingWindow

    bring_forward(
        window.findChild(VettingWindow)
        or VettingWindow(window.workspace, window.tasks, window)
    )
