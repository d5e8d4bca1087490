"""Every check finds its own fault, and none speaks of a sound session."""

from __future__ import annotations

import pytest

from darkviewer.core.health.table import CHECKS, RANKS, SessionChecks, judge
from tests.helpers.planted_faults import FAULTS, sound_session

NAMES = [check.name for check in CHECKS]


def test_names_are_unique_and_every_check_has_a_fault_and_an_origin() -> None:
    assert sorted(FAULTS) == sorted(set(NAMES))
    assert all(c.origin and c.measure and c.fault for c in CHECKS)
    assert {c.severity for c in CHECKS} == {"warn", "fail"}


@pytest.mark.parametrize("name", NAMES)
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
