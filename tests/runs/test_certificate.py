"""Sessions that are certified together."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.health.table import SessionChecks
from darkviewer.core.progress import drive
from darkviewer.runs.certificate import SessionPart, certificate_of
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.reported import Reported, part_of
from darkviewer.runs.session import process
from tests.helpers.reports import PARAMETERS, write_night


@pytest.fixture(scope="module")
def other(found: Reported, tmp_path_factory: pytest.TempPathFactory) -> SessionPart:
    """Another night of the same camera, without its stars."""
    folder = write_night(tmp_path_factory.mktemp("other"), seed=5)
    outcome = drive(process(folder, PARAMETERS))
    return drive(part_of(outcome, contents=Contents(), plan=found.plan))[0]


def test_one_session(found: Reported) -> None:
    one = found.certificate
    assert one.rates.per_frame.value == pytest.approx(3 / 5)
    assert one.standing == "certified"
    assert one.more_units == one.more_frames
    part = one.parts[0]
    assert part.open_shutter_s == 150
    assert part.pixel_frames == 5 * 64 * 96
    assert math.isnan(part.square_degree_frames)
    assert one.kept is not None
    assert one.kept.injected.tolist() == [50, 50]


def test_two_sessions(found: Reported, other: SessionPart) -> None:
    parts = [found.certificate.parts[0], other]
    both = certificate_of(parts)
    assert both.rates.per_frame.value == pytest.approx(6 / 10)
    assert both.kept is not None
    assert both.kept.injected.tolist() == [100, 100]
    assert both.more_frames == 5 * both.more_units
    alone = [certificate_of([part]).kept for part in parts]
    together = sum(one.recovered for one in alone if one is not None)
    np.testing.assert_array_equal(both.kept.recovered, together)
    untold = [parts[0], replace(other, trial=None)]
    assert certificate_of(untold).kept is None


def test_the_worst_check_of_all_decides(found: Reported, other: SessionPart) -> None:
    first = found.certificate.parts[0]
    checks = first.outcome.checks
    assert checks is not None
    check, finding = checks.findings[0]

    def with_status(status: str) -> SessionPart:
        odd = SessionChecks(((check, replace(finding, status=status)),))
        return replace(other, outcome=replace(other.outcome, checks=odd))

    assert certificate_of([first, with_status("warn")]).standing == "with remarks"
    assert certificate_of([with_status("fail"), first]).standing == "not certified"
    unseen = replace(other, outcome=replace(other.outcome, checks=None))
    assert certificate_of([unseen]).standing == "not certified"


def test_doubtful_electrons_are_a_remark(found: Reported) -> None:
    part = found.certificate.parts[0]
    calibration = replace(part.outcome.calibration, doubts=("of another camera",))
    doubtful = replace(part, outcome=replace(part.outcome, calibration=calibration))
    assert certificate_of([doubtful]).standing == "with remarks"


def test_a_sky_whose_scale_is_known(found: Reported) -> None:
    part = found.certificate.parts[0]
    table = found.outcome.table
    known = replace(table.parameters, pixel_scale_arcsec=1.5)
    outcome = replace(part.outcome, table=replace(table, parameters=known))
    area = 5 * (64 * 1.5 / 3600) * (96 * 1.5 / 3600)
    assert replace(part, outcome=outcome).square_degree_frames == pytest.approx(area)
    session = replace(part.outcome.session, exposure_s=None)
    unknown = replace(part, outcome=replace(part.outcome, session=session))
    assert math.isnan(unknown.open_shutter_s)
