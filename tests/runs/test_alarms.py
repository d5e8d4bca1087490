"""What is said once of checks that turn amber or red."""

from __future__ import annotations

from pathlib import Path

from darkviewer.core.frames.session import Session
from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import CHECKS, SessionChecks
from darkviewer.runs.alarms import Alarms


def session(name: str) -> Session:
    return Session(path=Path(name), frames=())


def checks(**status: str) -> SessionChecks:
    by_name = {check.name: check for check in CHECKS}
    return SessionChecks(
        tuple(
            (by_name[name], Finding(f"{name} {level}", status=level))
            for name, level in status.items()
        )
    )


def told(alarms: Alarms, of: Session, found: SessionChecks) -> list[str]:
    return [finding.sentence for _, finding in alarms.take(of, found)]


def test_each_check_is_said_once_for_each_series() -> None:
    alarms = Alarms()
    assert told(alarms, session("a"), checks(level="pass")) == []
    assert told(alarms, session("a"), checks(level="warn")) == ["level warn"]
    assert told(alarms, session("a"), checks(level="pass")) == []
    assert told(alarms, session("a"), checks(level="warn", stars="fail")) == [
        "stars fail"
    ]
    assert told(alarms, session("b"), checks(level="warn")) == ["level warn"]


def test_a_capture_that_begins_has_few_frames() -> None:
    assert told(Alarms(), session("a"), checks(frames="fail")) == []


def test_what_is_known_and_forgotten() -> None:
    alarms = Alarms()
    assert not alarms.knows(session("a"))
    alarms.take(session("a"), checks(level="warn"))
    assert alarms.knows(session("a"))
    assert not alarms.knows(session("b"))
    alarms.forget()
    assert told(alarms, session("a"), checks(level="warn")) == ["level warn"]
