"""Synthetic sources in a copy of a residual are tested like the session's leaders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.candidates.labels import Limits, accepts
from darkviewer.core.detection.leaders import find_leaders
from darkviewer.core.injection.injected_frame import examine_injected
from darkviewer.core.injection.sources import inject_pattern, inject_psf
from darkviewer.core.masters.residual import frame_residual
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.dossier import dossier
from darkviewer.core.vetting.records import ReplacedFrame
from darkviewer.core.vetting.session import examine_session
from tests.helpers.simulated import darks

PARAMETERS = Parameters(criterion="psf")


def test_a_star_and_the_notebooks_pattern() -> None:
    session = darks((90, 120), dark_e=100)
    session.star(2, 20.1, 20.3, 5000)
    request = CalibrationRequest(0, session.frames(), PARAMETERS)
    calibration = drive(calibrate(request))
    examination = drive(examine_session(calibration, PARAMETERS))
    examiner = examination.examiner
    residual = frame_residual(
        calibration.used, 2, examiner.master, PARAMETERS, left_out=True
    )
    rng = np.random.default_rng(1)
    copy = inject_psf(residual, x=60.2, y=50.4, flux_e=6000, rng=rng).residual_e
    plus = [(90, 30, 1600), (89, 30, 530), (91, 30, 530), (90, 29, 530), (90, 31, 530)]
    copy = inject_pattern(copy, plus).residual_e
    unit = PARAMETERS.exact_scale
    leaders = find_leaders(copy / float(unit), floor=200, unit=unit)
    with_copy = replace(examiner, replaced=ReplacedFrame(2, copy))
    found = drive(examine_injected(with_copy, leaders, memory_bytes=2**22, threads=2))
    assert len(found) == len(leaders)
    accepted = accepts(found.shape, Limits())
    places = {
        (x, y): n for n, (x, y) in enumerate(zip(leaders.x, leaders.y, strict=True))
    }
    assert accepted[places[60, 50]]
    assert found.shape.flux_e[places[60, 50]] == pytest.approx(6000, rel=0.05)
    assert not accepted[places[90, 30]]
    assert found.past.recurrence[places[60, 50]] == 1
    # the dossier of the same pixel says the same
    known = dossier(with_copy, 60, 50, PARAMETERS).classification.evidence
    for name in ("chi2", "flux_e", "significance", "p"):
        assert getattr(known.shape, name)[2] == pytest.approx(
            getattr(found.shape, name)[places[60, 50]], rel=1e-5
        )
    assert known.past.recurrence[2] == 1
    # the session's own star in the same frame, as in the session itself
    own = places[20, 20]
    first = sum(len(item) for item in examination.leaders[:2])
    here = examination.leaders[2]
    row = first + int(np.flatnonzero((here.x == 20) & (here.y == 20))[0])
    assert found.shape.p[own] == pytest.approx(
        examination.evidence.shape.p[row], rel=1e-3
    )
