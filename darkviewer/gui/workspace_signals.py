"""Everything in the workspace that can change, one signal each."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

__all__ = ["WorkspaceSignals"]


class WorkspaceSignals(QObject):
    """Signals of `Workspace`; each comment says what comes with it, and when."""

    root_changed = Signal(object)  # Path or None
    preset_changed = Signal(object)  # Preset: what is expected below the root
    captures_changed = Signal(object)  # list[Capture]: names, before any header
    series_read = Signal(object)  # tuple[Session, ...]: all series of one more capture
    capture_requested = Signal(object, str)  # Path, id or "": please open this series
    session_awaited = Signal(object)  # Path or None: picked, and not read yet
    session_changed = Signal(object)  # Session or None: another one was picked
    calibration_changed = Signal(object)  # Calibration or None
    checks_changed = Signal(object)  # SessionChecks or None, of the open session
    effect_changed = Signal(str)  # what leaving frames out, or taking them back, did
    series_checked = Signal(object, object)  # Session of the root, SessionChecks
    series_looked_at = Signal(object, object)  # the same, of a first look: what is odd
    parameters_changed = Signal(object)  # Parameters of what is shown
    requested_changed = Signal()  # what is asked for, or how much of it waits
    gain_said = Signal(str, object)  # camera's mode, (e-/ADU, padding bits) or None
    calibration_needed = Signal()  # session or a recomputing parameter changed
    examination_changed = Signal(object)  # Examination or None
    examination_needed = Signal()  # none at hand answers what is asked for
    runs_unneeded = Signal()  # what is shown answers: no run need go on
    profile_changed = Signal(str)  # file of a measured PSF; empty: Gaussian
    candidates_changed = Signal(object)  # CandidateTable or None
    filter_changed = Signal()  # other rows, marks and pictures are shown of them
    frame_changed = Signal(int)  # index into the frames on show
    excluded_view_changed = Signal(
        str
    )  # frames left out are shown, stepped over, hidden
    frame_settled = Signal(int)  # a moment later, for the panels beside the image
    layer_changed = Signal(str)  # one of LAYERS
    classes_changed = Signal()  # those of all pixels are known, or why they are not
    pixel_changed = Signal(object)  # PixelInHand or None: the selected pixel
    pixel_hovered = Signal(object)  # (x, y) or None, 0-based
    view_region_changed = Signal(object)  # (x0, x1, y0, y1) inclusive, on screen
    region_requested = Signal(object)  # (x0, x1, y0, y1) inclusive, as typed or drawn
    region_changed = Signal(object)  # Region that figures are of, inside the frame
    pixel_requested = Signal(int, int)  # x, y: please show this pixel, and pick it
    frame_shown = Signal(int)  # its picture is on screen, or cannot be shown
    injected_changed = Signal(object)  # Injected or None
    salted_changed = Signal(object)  # SaltedSession or None
    units_changed = Signal()  # pixel values are written in another unit
    palette_changed = Signal(object)  # Palette
    text_size_changed = Signal()  # sizes measured from the text must be remeasured
    message_posted = Signal(str, str)  # text, level "info" | "warn" | "bad"
