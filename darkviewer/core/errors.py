"""The errors a user can meet: one sentence each that says what, where, what to do."""

from __future__ import annotations

from darkviewer.core.foreign_text import shown

__all__ = [
    "MEMORY_SHORT",
    "Cancelled",
    "DarkviewerError",
    "FrameError",
    "IncompleteError",
    "SessionError",
]

MEMORY_SHORT = (
    "there is not enough memory for this: close other programs, or choose fewer or "
    "smaller frames"
)
"""Shown in place of a MemoryError, wherever one ends a job."""


class DarkviewerError(Exception):
    """An error whose text is one sentence fit to be shown to the user as it is.

    Names of files in it are escaped where they do not print.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(shown(sentence))


class FrameError(DarkviewerError):
    """One frame cannot be used; the rest of its session goes on."""


class IncompleteError(FrameError):
    """The file ends before its pixels do: cut off, or still being written."""


class SessionError(DarkviewerError):
    """A whole session cannot be calibrated."""


class Cancelled(DarkviewerError):
    """The user stopped the job."""
