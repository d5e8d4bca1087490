"""Actions that need more than one call to one part of the window."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.opinions.events import VERDICT
from darkviewer.gui.dialogs.choosing import ask_file, ask_folder
from darkviewer.gui.text.tips import plain_tip
from darkviewer.gui.widgets.blink import AGAINST_MASTER, with_neighbour

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.widgets.blink import Plan
    from darkviewer.gui.widgets.explanation import Explanation

__all__ = [
    "blink_master",
    "blink_next",
    "blinks",
    "bring_forward",
    "check_against_ccdproc",
    "choose_file",
    "choose_folder",
    "escape",
    "explain_pixel",
    "explains",
    "fill_recent",
    "fill_skipped",
    "open_about",
    "open_blink",
    "open_demo",
    "open_expectations",
    "open_export",
    "open_facts",
    "open_gain_truth",
    "open_header",
    "open_injection",
    "open_manual",
    "open_master_sources",
    "open_pixel_table",
    "open_profiles",
    "open_recovery",
    "open_result_cache",
    "save_gain",
    "save_support_bundle",
    "show_explanation",
    "start_folder",
    "step_frame",
    "step_text_size",
    "switch_linear_log",
    "tell_empty",
    "tell_failure",
    "toggle_blink",
    "toggle_full_screen",
]

_PSF = "FITS (*.fits *.fit *.fts)"
_MOST_SKIPPED = 40  # more would not fit into a menu
_FITS = "FITS files (*.fits *.fit *.fts *.FIT *.FITS *.gz *.fz);;All files (*)"


def choose_folder(window: MainWindow) -> None:
    """Ask for a folder and open it."""
    chosen = ask_folder(window, "Open a capture folder", start_folder(window))
    if chosen is not None:
        window.open_path(chosen)


def choose_file(window: MainWindow) -> None:
    """Ask for one FITS file and open it."""
    chosen = ask_file(window, "Open a FITS file", start_folder(window), kinds=_FITS)
    if chosen is not None:
        window.open_path(chosen)


def open_demo(window: MainWindow) -> None:
    """Write the demo captures if they are not there yet, then open them."""
    from darkviewer.storage.demo.demo import demo_folder, write_demo

    window.tasks.submit(
        "demo",
        "Writing the demo",
        lambda: write_demo(demo_folder()),
        receiver=window,
        done=window.open_path,
        writes=True,
    )


def fill_recent(window: MainWindow) -> None:
    """The menu of what was opened before."""
    menu = window.menus["File/Open recent"]
    menu.clear()
    for path in window.recent:
        words = shown(str(path))
        action = QAction(words.replace("&", "&&"), menu)
        action.setToolTip(plain_tip(words))
        action.triggered.connect(lambda _=False, p=path: window.open_path(p))
        menu.addAction(action)
    if not window.recent:
        menu.addAction("Empty").setEnabled(False)


def step_frame(window: MainWindow, by: int) -> None:
    """Some frames on or back."""
    window.workspace.step_frame(by)


def blinks(window: MainWindow) -> bool:
    """Whether pictures alternate in the place on top."""
    if window.places.current == "frames":
        return window.frames.picture.blinking
    return window.image.blinking


def toggle_blink(window: MainWindow) -> None:
    """Start to alternate the pictures of the place on top, or stop it."""
    if window.places.current == "frames":
        window.frames.blink(not window.frames.picture.blinking)
    else:
        window.image.set_blink(not window.image.blinking)


def blink_next(window: MainWindow) -> None:
    """Start to alternate with the next frame, or stop it."""
    _toggle_plan(window, with_neighbour(1))


def blink_master(window: MainWindow) -> None:
    """Start to alternate with the median or mean of all frames, or stop it."""
    if window.places.current == "frames":
        toggle_blink(window)  # there is nothing else to alternate with
    else:
        _toggle_plan(window, AGAINST_MASTER)


def _toggle_plan(window: MainWindow, plan: Plan) -> None:
    blink = window.image.blink
    if not blink.active:
        blink.set_plan(plan)
    blink.set_active(not blink.active)


def bring_forward(panel: QWidget) -> None:
    """Show a panel, in front of all others."""
    panel.show()
    panel.raise_()
    panel.activateWindow()


def open_blink(window: MainWindow) -> None:
    """What blinks and how fast; one panel is enough."""
    from darkviewer.gui.dialogs.blinking import BlinkPanel

    bring_forward(
        window.findChild(BlinkPanel)
        or BlinkPanel(window.workspace, window.image.blink, window)
    )


def toggle_full_screen(window: MainWindow) -> None:
    """Use the whole screen, or go back to the place before."""
    window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)


def switch_linear_log(window: MainWindow) -> None:
    """Toggle between linear and logarithmic."""
    kind = "linear" if window.image.stretch_kind == "log" else "log"
    window.image.set_stretch_kind(kind)


def escape(window: MainWindow) -> None:
    """Stop what runs; else give the keyboard back to the image.

    A look at frames that arrived passes before anybody sees it: unless it takes so long
    that it is seen, the key means something else.
    """
    if blinks(window):
        toggle_blink(window)
    elif window.tasks.asked or window.status.job.isVisible():
        window.tasks.cancel()
    elif window.workspace.region is not None:
        window.workspace.set_region(None)
    elif explains(window):
        explain_pixel(window)
    else:
        window.focus_place()


def open_injection(window: MainWindow) -> None:
    """The dialog that puts synthetic sources into a copy of the frame."""
    from darkviewer.gui.dialogs.injection import InjectionDialog

    InjectionDialog(window.workspace, window.tasks, window).show()


def open_export(window: MainWindow) -> None:
    """The dialog that writes master, table and regions."""
    from darkviewer.gui.dialogs.export import ExportDialog

    held = partial(window.judgements.opinions.all, VERDICT)
    ExportDialog(window.workspace, window.tasks, window, verdicts=held).show()


def open_expectations(window: MainWindow) -> None:
    """What the frames below the root must be; one dialog is enough."""
    from darkviewer.gui.dialogs.expectations import ExpectationsDialog

    root = window.workspace.root
    if root is not None:
        bring_forward(
            window.findChild(ExpectationsDialog)
            or ExpectationsDialog(window.workspace, root, window.regrouping, window)
        )


def open_facts(window: MainWindow) -> None:
    """Show the header values of the current frame."""
    from darkviewer.gui.dialogs.facts import FactsDialog

    FactsDialog(window.workspace, window).show()


def open_gain_truth(window: MainWindow) -> None:
    """All sources of e-/ADU side by side; one panel is enough."""
    from darkviewer.gui.dialogs.gain_truth import GainPanel

    bring_forward(
        window.findChild(GainPanel) or GainPanel(window.workspace, window.tasks, window)
    )


def open_master_sources(window: MainWindow) -> None:
    """What is in the master itself; one panel is enough."""
    from darkviewer.gui.dialogs.master_sources import MasterSourcesPanel

    bring_forward(
        window.findChild(MasterSourcesPanel)
        or MasterSourcesPanel(window.workspace, window.tasks, window)
    )


def save_gain(window: MainWindow) -> None:
    """Write the sources of e-/ADU that the place of the frames shows."""
    from darkviewer.gui.dialogs.gain_truth import save_gain as save

    save(window.gain, window.workspace, window.tasks)


def open_header(window: MainWindow) -> None:
    """All header cards of the frame on show."""
    from darkviewer.gui.dialogs.header import HeaderDialog

    HeaderDialog(window.workspace, window.tasks, window).show()


def fill_skipped(window: MainWindow) -> None:
    """The menu of frames that the session leaves out, each opened for a look."""
    menu, session = window.menus["Session/Skipped frames"], window.workspace.session
    menu.clear()
    calibration = window.workspace.calibration
    skipped = () if session is None else session.skipped
    skipped += () if calibration is None else calibration.skipped
    skipped += () if session is None else session.elsewhere
    skipped = skipped[:_MOST_SKIPPED]
    for item in skipped:
        action = QAction(item.name.replace("&", "&&"), menu)
        action.setToolTip(plain_tip(item.reason))
        action.triggered.connect(lambda _=False, n=item.name: _look_at(window, n))
        menu.addAction(action)
    if not skipped:
        menu.addAction("No frames skipped").setEnabled(False)


def _look_at(window: MainWindow, name: str) -> None:
    session = window.workspace.session
    if session is not None:
        folder = session.frames[0].path.parent if session.frames else session.path
        window.workspace.request_capture(folder / name)


def explain_pixel(window: MainWindow) -> None:
    """Every criterion for the selected pixel, beside the image; again to close it."""
    panel = _explanation(window)
    if panel.isVisible():
        window.parts.hide_aside()
        window.image.setFocus()
    else:
        window.places.go("image")
        window.parts.show_aside("Explain", panel)
    window.states_changed.emit()


def show_explanation(window: MainWindow) -> None:
    """The same, and never close it."""
    if not _explanation(window).isVisible():
        explain_pixel(window)


def _explanation(window: MainWindow) -> Explanation:
    from darkviewer.gui.widgets.explanation import Explanation

    panel = window.findChild(Explanation)
    if panel is None:
        panel = Explanation(window.workspace, window.store, window.examining, window)
        panel.hide()
        panel.close_clicked.connect(lambda: explain_pixel(window))
    return panel


def explains(window: MainWindow) -> bool:
    """Whether the explanation is in sight."""
    panel = window.parts.aside
    return panel is not None and panel.isVisible()


def open_pixel_table(window: MainWindow) -> None:
    """The numbers around the selected pixel; one panel is enough."""
    from darkviewer.gui.dialogs.pixel_table import PixelTable

    bring_forward(
        window.findChild(PixelTable)
        or PixelTable(window.workspace, window.store, window)
    )


def open_profiles(window: MainWindow) -> None:
    """Rows and columns of the measured region as plots; one panel is enough."""
    from darkviewer.gui.dialogs.region_profiles import RegionProfiles

    window.image.catch_up()
    bring_forward(
        window.findChild(RegionProfiles)
        or RegionProfiles(window.workspace, window.store, window)
    )


def open_recovery(window: MainWindow) -> None:
    """The window that injects thousands of stars and counts those found again."""
    from darkviewer.gui.dialogs.recovery import RecoveryWindow

    bring_forward(
        window.findChild(RecoveryWindow)
        or RecoveryWindow(window.workspace, window.tasks, window.examining, window)
    )


def toggle_measured_psf(window: MainWindow) -> None:
    """Ask for a measured profile of stars; with one in use, back to the Gaussian."""
    workspace = window.workspace
    if workspace.requested_profile:
        window.profile_path = None
        workspace.set_profile("", None)
        workspace.post("The PSF is that of the parameters.", about="psf")
        return
    chosen = ask_file(window, "Measured PSF", start_folder(window), kinds=_PSF)
    if chosen is not None:
        use_measured_psf(window, chosen)
    # a click has checked the entry, whatever came of it
    window.actions_by_name["measured_psf"].setChecked(bool(workspace.requested_profile))


def use_measured_psf(window: MainWindow, path: Path) -> None:
    """Compare stars with the profile in a FITS file."""
    from darkviewer.storage.fits.psf_file import read_psf

    try:
        psf = read_psf(path)
    except DarkviewerError as error:
        window.workspace.post(f"No measured PSF: {error}", "bad", about="psf")
        return
    window.profile_path = path
    window.workspace.set_profile(path.name, psf)
    words = f"The PSF is {shown(path.name)}, FWHM {psf.fwhm_px:.2f} px."
    window.workspace.post(words, about="psf")


def check_against_ccdproc(window: MainWindow) -> None:
    """Run the session through ccdproc and show how the results compare."""
    from darkviewer.gui.dialogs.check import check

    check(window.workspace, window.tasks, window)


def open_result_cache(window: MainWindow) -> None:
    """The dialog that tells what is kept on disk, bounds and clears it."""
    from darkviewer.gui.dialogs.result_cache import ResultCacheDialog

    ResultCacheDialog(window.tasks.kept, window).show()


def open_manual(window: MainWindow) -> None:
    """The manual; one is enough."""
    from darkviewer.gui.dialogs.manual import ManualDialog

    bring_forward(window.findChild(ManualDialog) or ManualDialog(window))


def open_about(window: MainWindow) -> None:
    """Version, libraries, licences."""
    from darkviewer.gui.dialogs.about import AboutDialog

    AboutDialog(window).show()


def save_support_bundle(window: MainWindow) -> None:
    """Write log, versions and settings into a file of the user's choice."""
    from darkviewer.gui.dialogs.error import save_support_bundle as save

    if outcome := save(window):
        window.workspace.post(outcome)


def step_text_size(window: MainWindow, steps: int) -> None:
    """Larger or smaller text; 0 steps give the normal size back."""
    scale = window.theme_choice.step_text(steps)
    window.workspace.post(f"Text size {scale * 100:.0f} %.")


def tell_failure(window: MainWindow, title: str, failure: Failure) -> None:
    """A sentence in the status line; a dialog only for faults of the program."""
    if failure.unexpected:
        from darkviewer.gui.dialogs.error import show_fault

        show_fault(window, title, failure.text)
    else:
        window.workspace.post(failure.text, "bad", about=title)
        if not window.workspace.captures:
            window.parts.bring_forward(window.browser)
            window.browser.say("Nothing to show", failure.text)


def tell_empty(window: MainWindow, found: str) -> None:
    """Words in place of an empty list of sessions."""
    window.parts.bring_forward(window.browser)
    window.browser.say(
        "No FITS files here",
        f"{found}. Open the folder that SharpCap saves its captures to.",
    )


def start_folder(window: MainWindow) -> str:
    """Where a file dialog begins: the open root, or home."""
    root = window.workspace.root
    if root is not None:
        return str(root if os.path.isdir(root) else root.parent)
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
