"""Whether there is memory for the pixels that a header promises."""

from __future__ import annotations

from darkviewer.core.errors import FrameError
from darkviewer.storage.free_memory import available_bytes, in_words

__all__ = ["check_room"]

_SMALL = 64 << 20
"""Bytes that are taken without asking."""


def check_room(size: int, name: str) -> None:
    """Refuse what does not fit, before it is allocated.

    A sparse file can promise any number of pixels, and many systems give memory that
    they do not have.

    Raises
    ------
    FrameError
        If `size` bytes are more than what is free.
    """
    if size <= _SMALL:
        return
    free = available_bytes()
    if free is not None and size > free:
        raise FrameError(
            f"{name} needs {in_words(size)} of memory and {in_words(free)} are free: "
            "close other programs or choose smaller frames"
        )
