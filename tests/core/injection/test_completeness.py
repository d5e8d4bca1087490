"""Shares of stars recovered, with their intervals and the false positives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import (
    Calibration,
)
from darkviewer.core.candidates.labels import Limits
from darkviewer.core.candidates.selection import Selection
from darkviewer.core.injection.completeness import (
    flux_of_share,
    roc,
    uniformity,
)
from darkviewer.core.injection.recovery import Recovery
from darkviewer.core.progress import drive
from darkviewer.core.vetting.session import examine_session
from tests.helpers.recoveries import PSF_TEST


def test_roc_trades_stars_for_false_positives(
    calibration: Calibration, recovery: Recovery
) -> None:
    found = drive(examine_session(calibration, PSF_TEST))
    selection = Selection(
        found.leaders, calibration.master.shape, evidence=found.evidence
    )
    limits = [-5.0, 0.0, 6.0, 30.0]
    curve = roc(recovery, selection, PSF_TEST, vary="dbic_min", limits=limits)
    assert np.all(np.diff(curve.completeness) <= 0)
    assert np.all(np.diff(curve.false_per_frame) <= 0)
    expected = recovery.by_psf_test(PSF_TEST, Limits(dbic_min=6.0))[~recovery.lost]
    assert curve.completeness[2] == pytest.approx(expected.mean())
    by_ratio = roc(
        recovery,
        selection,
        replace(PSF_TEST, criterion="ratio"),
        vary="ratio",
        limits=[0.1, 0.3],
    )
    assert by_ratio.completeness[0] > by_ratio.completeness[1]


def test_where_every_star_was_lost_no_share_is_known(
    calibration: Calibration, recovery: Recovery
) -> None:
    found = drive(examine_session(calibration, PSF_TEST))
    selection = Selection(
        found.leaders, calibration.master.shape, evidence=found.evidence
    )
    lost = replace(recovery, lost=np.ones_like(recovery.lost))
    curve = roc(lost, selection, PSF_TEST, vary="dbic_min", limits=[0.0, 6.0])
    assert np.isnan(curve.completeness).all()
    assert np.isfinite(curve.false_per_frame).all()


def test_flux_of_a_share() -> None:
    flux = np.array([100.0, 200.0, 400.0, 800.0])
    assert flux_of_share(flux, np.array([0, 0.25, 0.75, 1]), 0.5) == pytest.approx(
        200 * np.sqrt(2)
    )
    wavy = np.array([0.0, 0.4, 0.2, 1.0])
    assert flux_of_share(flux, wavy, 0.3) == pytest.approx(200)
    assert np.isnan(flux_of_share(flux, np.array([0.1, 0.2, 0.3, 0.4]), 0.5))
    assert np.isnan(flux_of_share(flux, np.array([0.8, 0.9, 1.0, 1.0]), 0.5))


def test_uniformity_of_known_values() -> None:
    distance, bound = uniformity(np.array([0.25, 0.5, 0.75, np.nan]))
    assert distance == pytest.approx(0.25)
    assert bound == pytest.approx(1.358 / np.sqrt(3))
    assert np.isnan(uniformity(np.array([np.nan]))[0])
