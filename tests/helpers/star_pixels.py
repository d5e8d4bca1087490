"""A star of known light in a known frame, for the parts of the review desk."""

from __future__ import annotations

from darkviewer.core.parameters import Parameters

FLUX_E = 8000.0
FWHM_PX = 2.0
STAR_FRAME = 4
TEST = Parameters(criterion="psf", width="free")
