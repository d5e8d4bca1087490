"""The same run through ccdproc itself, and how far our own engine is from it.

Frames are scaled to electrons first and become `CCDData`, the master comes from
`ccdproc.combine`, the residuals from `ccdproc.subtract_dark`: the notebooks' recipe.
Only the detection is ours. The pixels are read by our own reader: `CCDData.read` would
parse the header's dates and warn about the year 1.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.detection.leaders import Leaders, find_leaders
from darkviewer.core.masters.residual import residual_electrons
from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.core.parameters import Parameters

__all__ = ["Reference", "process_with_ccdproc"]

_ROWS = 128  # small bands let the user cancel: each takes ccdproc about 0.3 s
_CLIP_LIMIT = 5.0
_ROUNDING_E = 1e-9
_ANY_EXPOSURE_S = 1.0  # not scaled, so only the equality of both exposures matters

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reference:
    """Result of processing a calibration's frames with ccdproc.

    Attributes
    ----------
    version : str
        Of ccdproc.
    method : str
        How the frames were combined.
    master_e : float64 array, shape (ny, nx)
        Master dark in electrons.
    leaders : tuple of Leaders
        Of each frame's residual, found by our own detection above the threshold.
    master_difference_e, residual_difference_e : float
        Largest difference from our own engine over all pixels (and frames), in
        electrons; infinite where one of them is not a number and the other is.
    seconds : float
        Wall-clock time of the run.
    """

    version: str
    method: str
    master_e: _Floats
    leaders: tuple[Leaders, ...]
    master_difference_e: float
    residual_difference_e: float
    seconds: float

    @property
    def sentence(self) -> str:
        """The comparison in words."""
        return (
            f"ccdproc {self.version} {self._verdict()}: largest difference "
            f"{self.master_difference_e:.3g} e- in the {self.method} master, "
            f"{self.residual_difference_e:.3g} e- in {len(self.leaders)} residual "
            f"frames"
        )

    def _verdict(self) -> str:
        largest = max(self.master_difference_e, self.residual_difference_e)
        if largest == 0:
            return "agrees exactly"
        if largest < _ROUNDING_E:
            return "agrees within rounding"
        if self.method == "clipped":
            return "differs because it clips without a lower limit for the deviation"
        return "differs"


def process_with_ccdproc(calibration: Calibration) -> Job[Reference]:
    """Combine and subtract the frames of a calibration with ccdproc, and compare.

    Raises
    ------
    FrameError
        If a frame cannot be read any more.
    """
    import ccdproc

    started = time.perf_counter()
    parameters = calibration.request.parameters
    sources = calibration.used
    ours = calibration.master.electrons(parameters)
    theirs = yield from _combined(sources, parameters)
    largest = 0.0
    leaders = []
    for done, source in enumerate(sources):
        yield Progress("Subtracting with ccdproc", done, len(sources))
        raw = source.read_rows(0, source.shape[0])
        residual = _subtracted(raw, theirs, parameters)
        own = residual_electrons(raw, calibration.master, parameters)
        largest = max(largest, _difference(residual, own))
        leaders.append(
            find_leaders(residual, floor=parameters.threshold_e, unit=Fraction(1))
        )
    return Reference(
        version=ccdproc.__version__,  # type: ignore[attr-defined]
        method=parameters.method,
        master_e=theirs,
        leaders=tuple(leaders),
        master_difference_e=_difference(theirs, ours),
        residual_difference_e=largest,
        seconds=time.perf_counter() - started,
    )


def _combined(sources: tuple[FrameSource, ...], parameters: Parameters) -> Job[_Floats]:
    """The master by row bands; ccdproc works pixel by pixel, so they change nothing."""
    from ccdproc import combine

    ny, nx = sources[0].shape
    master = np.empty((ny, nx))
    arguments = _combination(parameters.method)
    for start in range(0, ny, _ROWS):
        yield Progress("Combining with ccdproc", start, ny)
        stop = min(start + _ROWS, ny)
        cube = np.stack(
            [_electrons(s.read_rows(start, stop), parameters) for s in sources]
        )
        # ccdproc leaves out a NaN, but warns where all frames have one.
        cube[~np.isfinite(cube)] = np.nan
        blank = np.isnan(cube).all(axis=0)
        cube[:, blank] = 0
        frames = [_ccd(frame) for frame in cube]
        combined = combine(frames, **arguments)  # type: ignore[no-untyped-call]
        master[start:stop] = np.where(blank, np.nan, combined.data)
    return master


def _combination(method: str) -> dict[str, Any]:
    """Arguments of `ccdproc.combine` for one of our methods."""
    if method != "clipped":
        return {"method": method}
    from astropy.stats import mad_std

    return {
        "method": "average",
        "sigma_clip": True,
        "sigma_clip_low_thresh": _CLIP_LIMIT,
        "sigma_clip_high_thresh": _CLIP_LIMIT,
        "sigma_clip_func": np.ma.median,
        "sigma_clip_dev_func": mad_std,
    }


def _subtracted(
    raw: NDArray[Any], master_e: _Floats, parameters: Parameters
) -> _Floats:
    from astropy import units
    from ccdproc import subtract_dark

    exposure = _ANY_EXPOSURE_S * units.s
    difference = subtract_dark(
        _ccd(_electrons(raw, parameters)),
        _ccd(master_e),
        data_exposure=exposure,
        dark_exposure=exposure,
        scale=False,
    )
    return np.asarray(difference.data, dtype=np.float64)


def _electrons(raw: NDArray[Any], parameters: Parameters) -> _Floats:
    """Scaled before everything else, as the notebooks do."""
    scaled: _Floats = np.multiply(raw, parameters.scale, dtype=np.float64)
    return scaled


def _ccd(values_e: _Floats) -> Any:
    from astropy.nddata import CCDData

    return CCDData(values_e, unit="electron")  # type: ignore[no-untyped-call]


def _difference(one: _Floats, other: _Floats) -> float:
    """Largest absolute difference; pixels that are NaN in both agree."""
    with np.errstate(invalid="ignore"):
        gap: _Floats = np.abs(one - other)
    gap[(one == other) | (np.isnan(one) & np.isnan(other))] = 0
    return float(np.nan_to_num(gap, nan=np.inf).max(initial=0))
