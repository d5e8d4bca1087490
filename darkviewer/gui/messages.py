"""What the status line says, and when its cause is gone."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["ANY_SESSION", "HEALTH", "Messages"]

ANY_SESSION = "parameters"
"""What a message can be about without being about the open session."""

HEALTH = "health"
"""What the frames of the open session are: so until they are others."""


class Messages:
    """One message at a time; the next one replaces it, or its cause goes.

    Parameters
    ----------
    show : callable
        Takes a sentence and its level; an empty sentence clears the line.
    """

    def __init__(self, show: Callable[[str, str], object]) -> None:
        self._show = show
        self._about = self._level = ""

    def post(self, text: str, level: str, about: str) -> None:
        """Show a sentence; one about nothing stays until the next or its time.

        A remark on the frames does not take the place of what went wrong with them.
        """
        if about == HEALTH and level != "bad" and self._about and self._level == "bad":
            return
        self._about, self._level = about, level
        self._show(text, level)

    def withdraw(self, *about: str) -> None:
        """What these messages are about is no longer so."""
        if self._about and self._about in about:
            self.post("", "info", "")

    def recover(self) -> None:
        """The open session was read again and is the same: nothing hinders it."""
        if self._about not in (ANY_SESSION, HEALTH):
            self.withdraw(self._about)

    def leave_session(self) -> None:
        """Another root or capture is open: what was about the old one goes."""
        if self._about != ANY_SESSION:
            self.withdraw(self._about)
