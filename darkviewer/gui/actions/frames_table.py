"""Rows of the menu for the table of frames."""

from __future__ import annotations

from darkviewer.gui.actions import copying, frame_rows
from darkviewer.gui.actions.spec import ActionSpec, Row

__all__ = ["LEAVING_OUT", "TABLE_OF_FRAMES"]

_A = ActionSpec

TABLE_OF_FRAMES: tuple[Row, ...] = (
    _A(
        "frame_columns",
        "Columns…",
        "",
        "Choose which measures and header cards the table of frames shows.",
        frame_rows.open_columns,
    ),
    _A(
        "copy_frames",
        "Copy rows of frames",
        "",
        "Copy the selected rows of the table of frames, with titles, as text.",
        copying.copy_frames,
        "session",
    ),
    _A(
        "export_frames",
        "Export frames…",
        "",
        "Write the table of frames as ECSV, CSV or JSON.",
        frame_rows.export_frames,
        "checked",
        short="Export…",
    ),
)
"""What is done with the table of frames."""

LEAVING_OUT: tuple[Row, ...] = (
    _A(
        "exclude",
        "Leave the frame out…",
        "X",
        "Leave this frame, or all that are selected, out of the master, with a reason.",
        frame_rows.ask_reason,
        "in_master",
        short="Leave out…",
    ),
    _A(
        "take_back",
        "Use the frame again",
        "U",
        "Take frames back into the master that were left out.",
        frame_rows.take_back,
        "left_out",
        short="Use again",
    ),
)
"""What is done with frames that do not belong into the master."""
