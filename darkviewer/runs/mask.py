"""The bad pixels of a calibrated session, written for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from darkviewer.core.hazard.mask import bad_pixels, changed
from darkviewer.core.hazard.reasons import UNUSABLE
from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.hazard.mask import BadPixels, MaskChange

__all__ = ["MaskPlan", "WrittenMask", "surveyed_mask", "written_mask"]


@dataclass(frozen=True, slots=True, eq=False)
class MaskPlan:
    """What is asked for.

    Attributes
    ----------
    unusable : int
        Pixels with one of these reasons are not to be used.
    by_hand : sequence of (int, int)
        Columns and rows that somebody calls bad.
    older : BadPixels or None
        To compare with.
    overwrite : bool
        An export that is in the folder may be replaced.
    """

    unusable: int = UNUSABLE
    by_hand: Sequence[tuple[int, int]] = ()
    older: BadPixels | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class WrittenMask:
    """What was found and written.

    Attributes
    ----------
    mask : BadPixels
        Reasons and policy.
    change : MaskChange or None
        Against the older mask, where one was given.
    n_frames : int
        Frames behind it.
    paths : tuple of Path
        FITS first, then the lists and the manifest.
    """

    mask: BadPixels
    change: MaskChange | None
    n_frames: int
    paths: tuple[Path, ...]


def written_mask(
    calibration: Calibration, session: Session, folder: Path, plan: MaskPlan
) -> Job[WrittenMask]:
    """Survey, and write mask and lists, all or none of them.

    Raises
    ------
    ExportExistsError
        If the folder holds an export that may not be replaced.
    DarkviewerError
        If a frame cannot be read any more, the folder is a capture's, a pixel by hand
        is outside the frame, the older mask cannot be compared, or a file cannot be
        written.
    """
    from darkviewer.storage.exports.export import check_outside
    from darkviewer.storage.exports.folder import check_free
    from darkviewer.storage.exports.inputs import inputs
    from darkviewer.storage.exports.mask_file import write_mask_files
    from darkviewer.storage.exports.survey_cards import Surveyed

    check_outside(folder, session)  # before the work, not after it
    check_free(folder, overwrite=plan.overwrite)
    mask, n_frames = yield from surveyed_mask(calibration, session, plan)
    change = None if plan.older is None else changed(mask, plan.older)
    rows = yield from inputs(calibration, session)
    yield Progress("Writing the bad pixels", 0, 1)
    moment = datetime.now(UTC)
    facts = Surveyed(calibration, session, rows, moment)
    paths = write_mask_files(folder, mask, facts, overwrite=plan.overwrite)
    return WrittenMask(mask, change, n_frames, paths)


def surveyed_mask(
    calibration: Calibration, session: Session, plan: MaskPlan
) -> Job[tuple[BadPixels, int]]:
    """The mask of a calibrated session, and the frames behind it.

    Raises
    ------
    DarkviewerError
        If a frame cannot be read any more, or a pixel by hand is outside the frame.
    """
    from darkviewer.core.hazard.survey import survey
    from darkviewer.storage.exports.master_cards import (
        ascii_text,
        frames_used,
        origin_of,
    )

    sensor = yield from survey(calibration, calibration.request.parameters)
    frames = frames_used(calibration, session)
    x0, y0 = origin_of(frames)
    found = bad_pixels(sensor, unusable=plan.unusable, by_hand=plan.by_hand)
    first = frames[0]
    camera = ascii_text(first.camera), ascii_text(first.camera_id)
    mask = replace(found, x0=x0, y0=y0, binning=first.binning, camera=camera)
    return mask, sensor.n_frames
