"""A band of rows that is examined with a noise that is given."""

from __future__ import annotations

import numpy as np

from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from darkviewer.core.vetting.band import ExaminedBand
from darkviewer.core.vetting.photon_transfer import PhotonTransfer, SessionNoise

NOISE = SessionNoise(PhotonTransfer(0.0, 1.0, 0.01, 0.0, 1e6, 1e-3), 10.0, 1300.0)


def examined_band(
    cube: np.ndarray, method: str = "median", *, left_out: bool = True
) -> ExaminedBand:
    """All rows of the frames, against their own master."""
    return ExaminedBand(
        0,
        cube,
        combine_rows(cube, method),
        Parameters(),
        left_out=left_out,
        saturation_adu=65520,
        noise=NOISE,
    )
