"""The rows of what leaves the window, in the menus File and Session."""

from __future__ import annotations

from darkviewer.gui.actions import outside, sending
from darkviewer.gui.actions.spec import ActionSpec, Row

__all__ = ["ARCHIVE", "OTHER_PROGRAMS", "PICTURES", "REPORT"]

_A = ActionSpec

PICTURES: tuple[Row, ...] = (
    _A(
        "save_picture",
        "Save a picture…",
        "Ctrl+S",
        "Save view, frame, cutouts, a plot or blinking frames with a caption.",
        outside.save_picture,
        "session",
    ),
    "Other programs",
)

OTHER_PROGRAMS: tuple[Row, ...] = (
    _A(
        "open_in_ds9",
        "Open in DS9",
        "Ctrl+Shift+D",
        "Start DS9 with the layer on show, its stretch, and regions of its candidates.",
        sending.open_in_ds9,
        "session",
    ),
    _A(
        "choose_ds9",
        "Where DS9 is…",
        "",
        "Choose the program, where it is not found by itself.",
        sending.choose_ds9,
    ),
    None,
    _A(
        "samp",
        "SAMP",
        "",
        "Allow to tell programs that are connected to the SAMP hub of this computer\n"
        "to load a file. Nothing is received, no hub is started, and no other\n"
        "computer is asked. Off until you switch it on; remembered.",
        sending.toggle_samp,
        checked=lambda w: w.links.samp,
    ),
    _A(
        "send_image",
        "Send the image",
        "",
        "Tell DS9, Aladin and others to load the layer on show, once SAMP is on.",
        sending.send_image,
        "samp_image",
    ),
    _A(
        "send_table",
        "Send the table",
        "",
        "Tell TOPCAT and others to load the table of candidates, once SAMP is on.",
        sending.send_table,
        "samp_table",
    ),
)

ARCHIVE: tuple[Row, ...] = (
    _A(
        "process_below",
        "Process all below…",
        "",
        "Process, check or report on every session below the open folder, resumably.",
        outside.open_archive,
        "root",
    ),
)

REPORT: tuple[Row, ...] = (
    _A(
        "report",
        "Report…",
        "",
        "Write everything about this session on pages to read, send and print.",
        outside.open_report,
        "calibration",
    ),
)
