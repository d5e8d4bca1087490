"""From darks to lights: export what the sensor does, and vet lights by it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.gui.actions.commands import (
    bring_forward,
    start_folder,
    use_measured_psf,
)
from darkviewer.gui.dialogs.choosing import ask_files, ask_new_file
from darkviewer.gui.dialogs.export import folder_for_a_file

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.progress import Job
    from darkviewer.gui.main_window import MainWindow

__all__ = ["export_bad_pixels", "export_sensor", "measure_psf", "open_vetting"]

_LIGHTS = "Light frames (*.fits *.fit *.fts *.FIT *.FITS *.gz *.fz);;All files (*)"


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


def measure_psf(window: MainWindow) -> None:
    """Ask for light frames and a file; measure the PSF, write it and use it."""
    at = window.workspace
    folder, title = start_folder(window), "Measure the PSF from light frames"
    lights = ask_files(window, title, folder, kinds=_LIGHTS)
    if not lights:
        return
    path = ask_new_file(
        window,
        "Save the PSF",
        folder_for_a_file(at.session) / "psf.fits",
        kinds="FITS (*.fits)",
        replaces=False,
    )
    if path is None:
        return
    window.tasks.submit(
        "psf",
        "Measuring the PSF",
        partial(_measured, lights, path, at.session, at.requested.fwhm_px),
        receiver=at,
        done=partial(_use, window),
        failed=lambda words: at.post(f"No measured PSF: {words}", "bad", about="psf"),
        writes=True,
    )


def _measured(
    lights: tuple[Path, ...], path: Path, session: Session | None, fwhm_px: float
) -> Job[tuple[str, Path]]:
    from darkviewer.runs.psf import psf_words, written_psf
    from darkviewer.storage.exports.export import check_outside

    if session is not None:
        check_outside(path.parent, session)
    found, written = yield from written_psf(lights, path, fwhm_px=fwhm_px)
    return psf_words(found), written


def _use(window: MainWindow, measured: tuple[str, Path]) -> None:
    words, path = measured
    use_measured_psf(window, path)
    window.workspace.post(f"The PSF is {shown(path.name)}: {words}.", about="psf")
