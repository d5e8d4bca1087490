"""Frames as people type them: ``1, 3-5``; ``all`` and nothing are all of them."""

from __future__ import annotations

import re

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.text.numbers import count_of

__all__ = ["parse_frames"]

_RANGE = r"(\d+)(?:\s*[-–:]\s*(\d+))?"
_LIST = re.compile(rf"{_RANGE}(?:[\s,،;]+{_RANGE})*")


def parse_frames(text: str, count: int) -> tuple[int, ...]:
    """Indices (0-based) of the frames that are named from 1, in the order of the text.

    Raises
    ------
    DarkviewerError
        If the text is no such list, or names a frame that is not there.
    """
    words = text.strip().lower()
    if words in ("", "all"):
        return tuple(range(count))
    if _LIST.fullmatch(words.rstrip(",،; ")) is None:
        raise DarkviewerError(f"“{text}” is not a list of frames: write 1, 3-5, or all")
    frames: list[int] = []
    for match in re.finditer(_RANGE, words):
        first = int(match[1])
        last = int(match[2] or first)
        for number in (first, last):
            if not 1 <= number <= count:
                raise DarkviewerError(
                    f"there is no frame {number}: the capture has "
                    f"{count_of(count, 'frame')}"
                )
        step = 1 if last >= first else -1
        frames += range(first - 1, last - 1 + step, step)
    return tuple(frames)
