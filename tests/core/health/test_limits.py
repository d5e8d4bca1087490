"""Lines of limits lie where the checks begin to speak; own limits are named as such."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.health.limits import FRAME_LIMITS, band_of
from darkviewer.core.health.table import SessionChecks, judge
from tests.helpers.planted_faults import FAULTS, sound_session

JUDGED = {
    "level": "level_adu",
    "noise": "noise_adu",
    "cooling": "temperature_c",
    "banding": "row_noise_adu",
    "light_leak": "surface_adu",
    "rail": "rail_share",
    "clipped_at_zero": "zero_share",
    "missing_values": "nan_share",
    "particles": "events_per_mpx",
}


def planted(name: str) -> SessionChecks:
    session = sound_session(7, size=128)
    FAULTS[name](session)
    return session.checks


@pytest.fixture(scope="module")
def light() -> SessionChecks:
    """One frame 3 sigma higher."""
    return planted("level")


@pytest.mark.parametrize(("name", "measure"), JUDGED.items())
def test_frames_beyond_the_line_are_those_that_the_check_names(
    name: str, measure: str
) -> None:
    checks = planted(name)
    for limits in ({}, {name: 1.0}, {name: 1e-3}):
        judged = checks.with_limits(limits)
        found, band = judged.of_check(name), band_of(judged, measure)
        assert band is not None
        assert band.check == FRAME_LIMITS[measure].check == name
        assert band.own is bool(limits)
        assert found.limit is not None
        assert (found.status == "pass") == (not found.frames)
        values = judged.measures.column(measure)
        low = -np.inf if band.low is None else band.low
        beyond = (values > band.high) | (values < low)
        names = [judged.measures.frames[n].name for n in np.flatnonzero(beyond)]
        assert names == list(found.frames)


def test_single_frames_that_are_too_warm_are_named() -> None:
    session = sound_session(7, size=96)
    warm = [info.temperature_c for info in session.infos]
    warm[5:] = [21.4, 21.2]
    session.tell(temperature_c=warm, set_temperature_c=[20.0] * 7)
    found = session.checks.of_check("cooling")
    assert found.frames == tuple(info.name for info in session.infos[5:])
    assert found.value == pytest.approx(1.4)
    assert found.sentence.startswith("up to 1.4 °C off the set point in 0000")
    assert session.checks.with_limits({"cooling": 1.3}).of_check("cooling").frames == (
        session.infos[5].name,
    )


def test_every_measure_with_a_limit_is_tried() -> None:
    assert set(JUDGED.values()) | {"column_noise_adu"} == set(FRAME_LIMITS)


def test_an_own_limit_moves_the_verdict_and_is_named(light: SessionChecks) -> None:
    assert light.status == "warn"
    assert "set by you" not in " ".join(light.remarks)
    loose = light.with_limits({"level": 100.0})
    assert loose.of_check("level").status == "pass"
    assert "(limit set by you: " in loose.of_check("level").sentence
    assert not any(said.startswith("the level") for said in loose.sentences)
    assert any(said.startswith("level: all levels") for said in loose.remarks)
    check = next(check for check, _ in loose.findings if check.name == "level")
    assert (check.limit, check.origin) == (100.0, "set by you")
    tight = light.with_limits({"level": 0.0})
    assert len(tight.of_check("level").frames) > 1  # 5 robust sigma guard no more
    assert "set by you: 0 ADU" in tight.of_check("level").sentence
    assert tight.with_limits({}).findings == light.findings


def test_judging_again_is_judging(light: SessionChecks) -> None:
    limits = {"level": 0.2, "noise": 0.01, "frames": 9.0}
    again = light.with_limits(limits)
    assert again.findings == judge(light.measures, limits).findings
    assert again.with_limits(limits) is again
    assert SessionChecks(()).with_limits(limits).findings == ()


def test_the_first_frame_is_judged_by_the_limit_of_the_level() -> None:
    checks = planted("first_frame")
    assert checks.of_check("first_frame").status == "warn"
    assert checks.with_limits({"level": 1e4}).of_check("first_frame").status == "pass"
    own = checks.with_limits({"level": 1e4, "first_frame": 2.0})
    assert own.of_check("first_frame").status == "warn"


def test_what_is_not_judged_names_no_limit_and_has_no_line() -> None:
    checks = sound_session(2, size=96).checks.with_limits({"level": 3.0})
    assert checks.of_check("level").sentence == "not checked: needs 3 frames"
    assert band_of(checks, "level_adu") is None
    assert band_of(checks, "corner_adu") is None  # no check speaks of it
    assert band_of(SessionChecks(()), "level_adu") is None
    assert checks.of_check("weather") is None


def test_several_set_points_have_no_one_line(light: SessionChecks) -> None:
    assert band_of(light, "temperature_c") is not None
    frames = list(light.measures.frames)
    frames[0] = replace(frames[0], set_temperature_c=-30.0)
    assert band_of(judge(replace(light.measures, frames=tuple(frames))),
                   "temperature_c") is None  # fmt: skip


def test_the_limit_at_a_value_has_its_line_there(light: SessionChecks) -> None:
    for measure, off in (("level_adu", -3.0), ("events_per_mpx", 50.0)):
        band = band_of(light, measure)
        wanted = band.centre + off
        moved = light.with_limits({band.check: band.limit_at(wanted)})
        ends = band_of(moved, measure)
        assert wanted == pytest.approx(ends.low if off < 0 else ends.high)
    assert band.limit_at(band.centre - 1) == 0.0
