"""What the checks of a session say of one frame, in a word and in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.core.health.table import SessionChecks

__all__ = ["frame_words"]

_UNKNOWN = "–", "The checks have not looked at this frame yet."
_SOUND = "sound", "No check found anything odd about this frame."


def frame_words(checks: SessionChecks | None, name: str) -> tuple[str, str]:
    """A word for the frame, and all that is said of it.

    Parameters
    ----------
    checks : SessionChecks or None
        What the checks found in the session, if they have.
    name : str
        File name of the frame.
    """
    if checks is None:
        return _UNKNOWN
    said = checks.of_frame(name)
    if not said:
        return _SOUND
    first = said[0][0].name
    more = f" +{len(said) - 1}" if len(said) > 1 else ""
    sentences = (f"{check.name}: {finding.sentence}" for check, finding in said)
    return f"{first}{more}", "\n".join(sentences)
