"""Pictures of a run, against the pixels on disk."""

from __future__ import annotations

import numpy as np
from astropy.io import fits

from darkviewer.core.progress import drive
from darkviewer.runs.pictured import MOST_PX, pictured
from darkviewer.runs.reported import Reported
from tests.helpers.reports import STARS


def test_master_and_residual(found: Reported) -> None:
    outcome, pictures = found.outcome, found.pictures
    cube = np.array(
        [fits.getdata(info.path).astype(float) for info in outcome.session.frames]
    )
    scale = outcome.parameters.scale
    master = np.median(cube, axis=0) * scale
    shown = pictures.master
    assert (shown.block, shown.unit, shown.name) == (1, "e-", "median of 5 frames")
    grey = np.floor(256 * (master - shown.black) / (shown.white - shown.black))
    np.testing.assert_allclose(shown.levels, grey.clip(0, 255), atol=1)
    assert pictures.frame == 1  # the first with a candidate
    others = np.median(np.delete(cube, 1, axis=0), axis=0)
    residual = (cube[1] - others) * scale
    drawn = pictures.residual
    grey = np.floor(256 * (residual - drawn.black) / (drawn.white - drawn.black))
    np.testing.assert_allclose(drawn.levels, grey.clip(0, 255), atol=1)


def test_the_most_significant_candidates(found: Reported) -> None:
    table, pictures = found.outcome.table, found.pictures
    best = table.significance[list(pictures.rows)]
    assert list(best) == sorted(table.significance[table.accepted], reverse=True)[:2]
    for row, stamp in zip(pictures.rows, pictures.stamps, strict=True):
        assert (stamp.frame, stamp.x, stamp.y) in STARS
        assert stamp.cutout.values[2, 2] == table.value_e[row]
    assert drive(pictured(found.outcome, most=0)).stamps == ()


def test_large_frames_are_reduced() -> None:
    assert max(2048 // 4, 2152 // 4) <= MOST_PX
