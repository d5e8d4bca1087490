"""Every check finds its own fault, and none speaks of a sound session."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.health.check import Finding
from darkviewer.core.health.level_checks import level_drift
from darkviewer.core.health.measures import FrameMeasures, SessionMeasures
from darkviewer.core.health.table import CHECKS, RANKS, SessionChecks, judge
from tests.helpers.planted_faults import FAULTS, sound_session

NAMES = [check.name for check in CHECKS]
REMARKS = ["metadata"]


def test_names_are_unique_and_every_check_has_a_fault_and_an_origin() -> None:
    assert sorted(FAULTS) == sorted(set(NAMES))
    assert all(c.origin and c.measure and c.fault for c in CHECKS)
    assert {c.severity for c in CHECKS} == {"warn", "fail", "pass"}
    assert [c.name for c in CHECKS if c.severity == "pass"] == REMARKS


@pytest.mark.parametrize("name", REMARKS)
def test_a_remark_is_no_fault(name: str) -> None:
    session = sound_session(7, size=128)
    assert session.checks.status == "pass"
    before = {c.name: f.sentence for c, f in session.checks.findings}[name]
    session = sound_session(7, size=128)
    FAULTS[name](session)
    found = {check.name: finding for check, finding in session.checks.findings}[name]
    assert found.value > found.limit
    assert found.sentence != before
    assert session.checks.status == "pass"
    assert session.checks.sentences == ()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in REMARKS])
def test_it_finds_its_fault(name: str) -> None:
    session = sound_session(7, size=128)
    FAULTS[name](session)
    checks = session.checks
    found = {check.name: (check, finding) for check, finding in checks.findings}
    check, finding = found[name]
    assert finding.status in ("warn", "fail")
    assert RANKS[finding.status] <= RANKS[check.severity]
    assert finding.sentence in checks.sentences
    assert finding.value is not None
    assert checks.status == max(
        (f.status for _, f in checks.findings), key=RANKS.__getitem__
    )


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 12])
@pytest.mark.parametrize(
    "sensor",
    [
        {"temperature_c": 20.0},
        {"temperature_c": -20.0, "gain_e_per_adu": 8.0},
        {"temperature_c": -10.0, "native_16bit": True},
    ],
    ids=["warm", "coarse", "cool"],
)
def test_a_sound_session_passes(n: int, sensor: dict[str, float]) -> None:
    checks = sound_session(n, size=96, **sensor).checks  # type: ignore[arg-type]
    spoken = {check.name for check, _ in checks.spoken}
    assert spoken == ({"frames"} if n < 3 else set())


def test_the_worst_comes_first() -> None:
    session = sound_session(7, size=96)
    FAULTS["identical"](session)
    FAULTS["altered"](session)
    checks = judge(session.measures)
    assert [check.name for check, _ in checks.spoken] == ["altered", "identical"]
    assert checks.status == "fail"


def test_nothing_said_is_a_pass() -> None:
    assert SessionChecks(()).status == "pass"


def found(*findings: Finding) -> SessionChecks:
    return SessionChecks(tuple(zip(CHECKS, findings, strict=False)))


def test_what_was_left_out_settles_a_check() -> None:
    whole = found(
        Finding("a is odd", status="fail", frames=("a",)),
        Finding("a and b are odd", status="fail", frames=("a", "b")),
        Finding("all are odd", status="fail"),
        Finding("a is not nice", status="warn", frames=("a",)),
    )
    used = found(*(Finding("fine") for _ in range(4)))
    checks = replace(used, left_out=frozenset({"a"}), whole=whole)
    assert [check.name for check, _ in checks.settled] == [
        CHECKS[0].name,
        CHECKS[3].name,
    ]
    assert checks.status == "warn"
    assert checks.sentences == ("settled by what is left out: a is odd",)
    assert [f.sentence for _, f in checks.of_frame("a")] == [
        "a is odd",
        "a and b are odd",
        "a is not nice",
    ]
    assert checks.of_frame("b") == ()  # the frames in use are fine


def test_a_check_that_still_fails_is_not_settled() -> None:
    odd = Finding("a is odd", status="fail", frames=("a",))
    checks = replace(found(odd), left_out=frozenset({"a"}), whole=found(odd))
    assert checks.settled == ()
    assert checks.status == "fail"
    assert found(odd).settled == ()


def test_the_drift_of_a_long_night_is_seen_with_bounded_memory() -> None:
    """All pairs of 4000 frames would be some 400 MiB."""
    random = np.random.default_rng(5)
    blank = dict.fromkeys(FrameMeasures.__slots__, np.nan)
    levels = 1000 + 0.01 * np.arange(4000) + random.normal(0, 1, 4000)
    frames = tuple(
        FrameMeasures(**{**blank, "name": "", "level_adu": level, "noise_adu": 10.0})
        for level in levels
    )
    tracemalloc.start()
    try:
        found = level_drift(SessionMeasures(frames, ()), 2.0)
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    finally:
        tracemalloc.stop()
    assert found.value == pytest.approx(40, abs=2)
    assert found.status == "warn"
