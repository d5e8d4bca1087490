"""What is in the master of a capture, beside an earlier one where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import SessionError
from darkviewer.core.frames.reading import AS_FOUND, Reading
from darkviewer.core.progress import Job, Progress
from darkviewer.runs.session import calibrated_capture

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.vetting.master_sources import MasterSources

__all__ = ["MasterRun", "compared_sources", "master_run", "sources_of"]


@dataclass(frozen=True, slots=True)
class MasterRun:
    """The sources of a master, and what it was made of.

    Attributes
    ----------
    session : Session
    calibration : Calibration
    sources : MasterSources
    earlier : Session or None
        Whose master it was compared with.
    beside : Calibration or None
        That of the earlier session.
    """

    session: Session
    calibration: Calibration
    sources: MasterSources
    earlier: Session | None = None
    beside: Calibration | None = None


def master_run(
    folder: Path,
    parameters: Parameters,
    *,
    library: Path | None = None,
    gain: Callable[[Session], ChosenGain] | None = None,
    reading: Reading = AS_FOUND,
) -> Job[MasterRun]:
    """Calibrate a capture and test its master.

    Parameters
    ----------
    folder : Path
        The capture.
    parameters : Parameters
        How to combine; the width of a star.
    library : Path, optional
        An earlier capture of the same camera.
    gain : callable, optional
        Gives e-/ADU and padding once the headers are known.
    reading : Reading
        What people said of the frames.

    Raises
    ------
    SessionError
        If no frame can be used, or the two masters differ in size.
    """
    session, found = yield from calibrated_capture(
        folder, parameters, gain=gain, reading=reading
    )
    if library is None:
        return MasterRun(session, found, (yield from sources_of(found)))
    earlier, other = yield from calibrated_capture(
        library, parameters, gain=gain, reading=reading
    )
    sources = yield from _beside(found, other, library)
    return MasterRun(session, found, sources, earlier, other)


def compared_sources(
    calibration: Calibration, library: Path, *, reading: Reading = AS_FOUND
) -> Job[MasterSources]:
    """Test the master of a calibration beside that of an earlier capture.

    Parameters
    ----------
    calibration : Calibration
        Its parameters are used for both.
    library : Path
        The earlier capture.
    reading : Reading
        What people said of the frames.

    Raises
    ------
    SessionError
        If no frame of it can be used, or the two masters differ in size.
    """
    parameters = calibration.request.parameters
    _, other = yield from calibrated_capture(library, parameters, reading=reading)
    return (yield from _beside(calibration, other, library))


def _beside(
    calibration: Calibration, other: Calibration, library: Path
) -> Job[MasterSources]:
    if other.master.shape != calibration.master.shape:
        (ny, nx), (rows, columns) = other.master.shape, calibration.master.shape
        raise SessionError(
            f"The frames of {library} have {nx}x{ny} pixels instead of "
            f"{columns}x{rows}: name an earlier capture of the same camera and region"
        )
    return (yield from sources_of(calibration, other))


def sources_of(
    calibration: Calibration, earlier: Calibration | None = None
) -> Job[MasterSources]:
    """Test the master of a calibration."""
    from darkviewer.core.vetting.master_sources import master_sources

    yield Progress("Testing the master", 0, 0)
    parameters = calibration.request.parameters
    level = None
    if earlier is not None:
        level = earlier.master.electrons(earlier.request.parameters)
    return master_sources(
        calibration.master.electrons(parameters),
        fwhm_px=parameters.fwhm_px,
        saturation_e=calibration.saturation_adu * parameters.scale,
        earlier_e=level,
    )
