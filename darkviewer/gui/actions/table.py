"""Everything one can do: a row per action. Menus, keys, tips and F1 follow from it."""

from __future__ import annotations

from darkviewer.gui.actions import commands
from darkviewer.gui.actions.spec import ActionSpec, Row
from darkviewer.gui.actions.view_table import LIMITS, TEXT_SIZE, THEME, VIEW, ZOOMED_OUT

__all__ = ["MENUS"]

_A = ActionSpec

_FILE: tuple[Row, ...] = (
    _A(
        "open",
        "Open folder…",
        "Ctrl+O",
        "Open a capture root, a date or a single capture.",
        commands.choose_folder,
        short="Open…",
    ),
    _A(
        "open_file",
        "Open file…",
        "Ctrl+Shift+O",
        "Open one FITS file for a look.",
        commands.choose_file,
    ),
    "Open recent",
    _A(
        "demo",
        "Try the demo",
        "",
        "Write synthetic dark frames into the cache and open them.",
        commands.open_demo,
    ),
    None,
    _A(
        "rescan",
        "Look again",
        "F5",
        "Look for new captures and changed frames.",
        lambda w: w.tasks.rescan(),
        "root",
    ),
    _A(
        "export",
        "Export…",
        "Ctrl+E",
        "Write master dark, table of candidates and DS9 regions.",
        commands.open_export,
        "calibration",
        short="Export…",
    ),
    None,
    _A("quit", "Quit", "Ctrl+Q", "Close the window.", lambda w: w.close()),
)

_SESSION: tuple[Row, ...] = (
    _A(
        "previous_frame",
        "Previous frame",
        "Left",
        "One frame back.",
        lambda w: commands.step_frame(w, -1),
        "frames",
    ),
    _A(
        "next_frame",
        "Next frame",
        "Right",
        "One frame on.",
        lambda w: commands.step_frame(w, 1),
        "frames",
    ),
    _A(
        "back_10",
        "10 frames back",
        "PgUp",
        "Ten frames back.",
        lambda w: commands.step_frame(w, -10),
        "frames",
    ),
    _A(
        "on_10",
        "10 frames on",
        "PgDown",
        "Ten frames on.",
        lambda w: commands.step_frame(w, 10),
        "frames",
    ),
    _A(
        "first_frame",
        "First frame",
        "Home",
        "To the first frame.",
        lambda w: w.workspace.set_frame(0),
        "frames",
    ),
    _A(
        "last_frame",
        "Last frame",
        "End",
        "To the last frame.",
        lambda w: w.workspace.set_frame(w.workspace.frame_count - 1),
        "frames",
    ),
    None,
    _A(
        "play",
        "Play",
        "Space",
        "Step through the frames, again and again.",
        lambda w: w.strip.toggle_play(),
        "frames",
    ),
    _A(
        "blink",
        "Blink",
        "B",
        "Alternate between this frame and the one before.",
        lambda w: commands.blink(w, -1),
        "frames",
        checked=lambda w: w.image.blinking,
    ),
    _A(
        "blink_next",
        "Blink with the next frame",
        "Shift+B",
        "Alternate between this frame and the one after.",
        lambda w: commands.blink(w, 1),
        "frames",
    ),
    None,
    _A(
        "facts",
        "What is known of this frame…",
        "Ctrl+H",
        "Exposure, time, temperature and the rest, and where each was found.",
        commands.open_facts,
        "session",
    ),
    _A(
        "calibrate",
        "Calibrate again",
        "Ctrl+R",
        "Read all frames of the session once more.",
        lambda w: w.tasks.calibrate(afresh=True),
        "session",
    ),
    _A("cancel", "Cancel", "Esc", "Stop the job that runs.", commands.escape),
)

_CANDIDATES: tuple[Row, ...] = (
    _A(
        "next_candidate",
        "Next candidate",
        "J Down",
        "Select the next row.",
        lambda w: w.candidates.step(1),
        "candidates",
    ),
    _A(
        "previous_candidate",
        "Previous candidate",
        "K Up",
        "Select the row above.",
        lambda w: w.candidates.step(-1),
        "candidates",
    ),
    _A(
        "own_frame",
        "Back to the candidate's frame",
        "O",
        "Show the frame in which the selected candidate was found.",
        lambda w: w.workspace.return_to_own_frame(),
        "away",
    ),
    _A(
        "zoom_to",
        "Zoom to the candidate",
        "Return Enter",
        "Enlarge the neighbourhood of the selected candidate.",
        lambda w: w.image.zoom_to_selected(),
        "selected",
    ),
    _A(
        "explain",
        "Explain this pixel…",
        "E",
        "List every criterion with value and limit for the pixel in hand.",
        commands.explain_pixel,
        "calibration",
    ),
    _A(
        "filter",
        "Filter…",
        "Ctrl+F",
        "Type which rows to keep: x<100, frame 6, peak>500.",
        commands.begin_filter,
    ),
    None,
    _A(
        "undo",
        "Undo",
        "Ctrl+Z",
        "Take back the last change of a parameter.",
        lambda w: w.workspace.history.undo(),
        "undo",
    ),
    _A(
        "redo",
        "Redo",
        "Ctrl+Shift+Z Ctrl+Y",
        "Make the change again.",
        lambda w: w.workspace.history.redo(),
        "redo",
    ),
    _A(
        "notebook",
        "Notebook's values",
        "",
        "Set all parameters as the notebooks have them.",
        lambda w: w.parameters.reset(),
    ),
)

_TOOLS: tuple[Row, ...] = (
    _A(
        "inject",
        "Inject a source…",
        "Ctrl+I",
        "Put a synthetic source into a copy of this frame.",
        commands.open_injection,
        "calibration",
        short="Inject…",
    ),
    _A(
        "remove_injected",
        "Remove injected",
        "",
        "Show the frame as it is again.",
        lambda w: w.workspace.set_injected(None),
        "injected",
    ),
    None,
    _A(
        "measured_psf",
        "Measured PSF…",
        "",
        "Compare stars with a profile from a FITS file (square, the star in its\n"
        "middle, 5 sub-pixels per pixel) instead of the Gaussian; again to go back.",
        commands.toggle_measured_psf,
        checked=lambda window: bool(window.workspace.requested_profile),
    ),
    _A(
        "recovery",
        "Injection and recovery…",
        "",
        "How many stars of each brightness the criteria keep.",
        commands.open_recovery,
        "calibration",
    ),
    _A(
        "check",
        "Check against ccdproc",
        "",
        "Run the session through ccdproc and compare.",
        commands.check_against_ccdproc,
        "calibration",
    ),
    None,
    _A(
        "result_cache",
        "Clear result cache…",
        "",
        "See, bound and clear what is kept so that a session opens at once next time.",
        commands.open_result_cache,
    ),
)

_HELP: tuple[Row, ...] = (
    _A(
        "manual",
        "Manual",
        "Shift+F1",
        "Manual, method, tutorial and glossary; no network needed.",
        commands.open_manual,
    ),
    _A(
        "shortcuts",
        "Keyboard shortcuts",
        "F1",
        "All keys in one list.",
        lambda w: w.shortcuts_requested.emit(),
    ),
    _A(
        "support",
        "Save support bundle…",
        "",
        "Log, versions and settings in one file for a report; no images.",
        commands.save_support_bundle,
    ),
    None,
    _A(
        "about",
        "About Darkviewer",
        "",
        "Version, libraries and licences.",
        commands.open_about,
    ),
)

MENUS: dict[str, tuple[Row, ...]] = {
    "File": _FILE,
    "File/Open recent": (),
    "Session": _SESSION,
    "View": VIEW,
    "View/Limits and presets": LIMITS,
    "View/When zoomed out": ZOOMED_OUT,
    "View/Theme": THEME,
    "View/Text size": TEXT_SIZE,
    "Candidates": _CANDIDATES,
    "Tools": _TOOLS,
    "Help": _HELP,
}
"""What each menu holds, from top to bottom; ``View/Theme`` is a menu within View."""
