"""What a frame is shown against, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.masters.leave_one_out import FEWEST_FRAMES
from darkviewer.core.parameters import spec
from darkviewer.gui.text.numbers import count_of

if TYPE_CHECKING:
    from darkviewer.core.masters.master import Master
    from darkviewer.core.parameters import Parameters

__all__ = ["against", "master_words"]


def against(master: Master, parameters: Parameters) -> str:
    """``master: 9 of 10 frames, this one excluded``."""
    if parameters.left_out and master.n >= FEWEST_FRAMES:
        all_of_them = count_of(master.n, "frame")
        return f"master: {master.n - 1} of {all_of_them}, this one excluded"
    return f"master: {master_words(master)}"


def master_words(master: Master) -> str:
    """``median of 10 frames``."""
    method = (spec("method").choices or {})[master.method]
    return f"{method} of {count_of(master.n, 'frame')}"
