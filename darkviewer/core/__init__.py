"""Numbers: no Qt, no disk, no printing.

The names below are the library for notebooks and scripts. Each is loaded when it is
first used, so importing this package costs nothing; `darkviewer.storage` reads and
writes the files. Long work is a generator that `drive` runs to its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.lazy_names import lazy_names

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import (
        Calibration,
        CalibrationRequest,
        calibrate,
    )
    from darkviewer.core.candidates.selection import (
        CandidateTable,
        Selection,
        candidate_table,
    )
    from darkviewer.core.detection.leaders import Leaders, find_leaders
    from darkviewer.core.display.cutout import Cutout, cutout
    from darkviewer.core.display.limits import (
        mad_limits,
        percentile_limits,
        zscale_limits,
    )
    from darkviewer.core.display.stretch import PRESETS, Stretch
    from darkviewer.core.errors import DarkviewerError
    from darkviewer.core.frames.frame import FrameInfo, FrameSource
    from darkviewer.core.frames.session import Session
    from darkviewer.core.injection.sources import (
        Injection,
        inject_pattern,
        inject_psf,
    )
    from darkviewer.core.masters.master import Master
    from darkviewer.core.masters.residual import residual_electrons
    from darkviewer.core.parameters import PARAMETERS, Parameters
    from darkviewer.core.progress import Job, Progress, drive
    from darkviewer.core.psf.profile import GaussianPsf, Psf, StampPsf
    from darkviewer.core.vetting.dossier import dossier
    from darkviewer.core.vetting.session import (
        Examination,
        examine_session,
        examiner_for,
    )

__all__ = [
    "PARAMETERS",
    "PRESETS",
    "Calibration",
    "CalibrationRequest",
    "CandidateTable",
    "Cutout",
    "DarkviewerError",
    "Examination",
    "FrameInfo",
    "FrameSource",
    "GaussianPsf",
    "Injection",
    "Job",
    "Leaders",
    "Master",
    "Parameters",
    "Progress",
    "Psf",
    "Selection",
    "Session",
    "StampPsf",
    "Stretch",
    "calibrate",
    "candidate_table",
    "cutout",
    "dossier",
    "drive",
    "examine_session",
    "examiner_for",
    "find_leaders",
    "inject_pattern",
    "inject_psf",
    "mad_limits",
    "percentile_limits",
    "residual_electrons",
    "zscale_limits",
]

_HOMES = {
    "calibration.pipeline": ("Calibration", "CalibrationRequest", "calibrate"),
    "candidates.selection": ("CandidateTable", "Selection", "candidate_table"),
    "detection.leaders": ("Leaders", "find_leaders"),
    "display.cutout": ("Cutout", "cutout"),
    "display.limits": ("mad_limits", "percentile_limits", "zscale_limits"),
    "display.stretch": ("PRESETS", "Stretch"),
    "errors": ("DarkviewerError",),
    "frames.frame": ("FrameInfo", "FrameSource"),
    "frames.session": ("Session",),
    "injection.sources": ("Injection", "inject_pattern", "inject_psf"),
    "masters.master": ("Master",),
    "masters.residual": ("residual_electrons",),
    "parameters": ("PARAMETERS", "Parameters"),
    "progress": ("Job", "Progress", "drive"),
    "psf.profile": ("GaussianPsf", "Psf", "StampPsf"),
    "vetting.dossier": ("dossier",),
    "vetting.session": ("Examination", "examine_session", "examiner_for"),
}
"""The module of each public name; the imports above tell the same to type checkers."""

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
