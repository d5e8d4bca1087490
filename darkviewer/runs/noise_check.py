"""The noise of a session examined for the checks alone, by the PSF test's defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.health.noise_checks import with_noise, without_noise
from darkviewer.core.parameters import Parameters
from darkviewer.runs.session import (
    calibrated,
    examined,
    noise_of,
    request_for,
    with_gain,
)

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.progress import Job

__all__ = ["KINDS", "checked_with_noise"]

KINDS = ("dark", "bias")
"""Frames without stars: what passes as one is of the sensor."""


def checked_with_noise(
    session: Session,
    *,
    check: Callable[[Session], Job[SessionChecks]],
    gain: Callable[[Session], ChosenGain],
) -> Job[SessionChecks]:
    """Check a session, and ask what the noise of its frames is like.

    The answers are those of `darkviewer.runs.session.process` with the PSF test and
    nothing else given. Where the frames cannot be examined, the checks say why.

    Parameters
    ----------
    session : Session
    check : callable
        Judges the frames, as `darkviewer.runs.check.checked` does.
    gain : callable
        Gives e-/ADU and padding of the session.
    """
    checks = yield from check(session)
    if session.kind not in KINDS:
        return without_noise(checks, "it takes darks to know")
    try:
        parameters, said = with_gain(Parameters(criterion="psf"), session, gain)
        found = yield from calibrated(request_for(session, parameters, said=said))
        examination = yield from examined(found, parameters)
        noise = yield from noise_of(examination, parameters)
    except DarkviewerError as error:
        return without_noise(checks, f"the frames cannot be examined: {error}")
    return with_noise(checks, noise)
