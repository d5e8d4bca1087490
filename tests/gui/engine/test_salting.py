"""Synthetic events come and go with somebody's wish."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from darkviewer.core.errors import SessionError
from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.salt import read_salted
from darkviewer.core.review.verdict import read_verdict
from darkviewer.gui.dialogs.reviewer_skill import ReviewerSkillPanel
from darkviewer.gui.engine import salting as module
from darkviewer.runs.salted_session import SaltedSession
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


@pytest.fixture(autouse=True)
def _always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_seed", lambda: 7)


def salted(at: Driver) -> SaltedSession:
    """Turn it on, and wait for the events."""
    at.window.actions_by_name["salt"].trigger()
    at.qtbot.waitUntil(lambda: at.window.salting.idle)
    rest(at)
    found = at.workspace.salted
    assert found is not None
    assert found.events
    return found


def test_events_join_the_queue_and_look_like_all_others(opened: Driver) -> None:
    at = at_the_desk(opened)
    review = at.window.reviewing
    rows = len(at.workspace.candidates)
    before = {(entry.x, entry.y) for entry in review.entries}
    found = salted(at)
    after = {(entry.x, entry.y): entry for entry in review.entries}
    assert before <= after.keys()
    assert {(event.x, event.y) for event in found.events} <= after.keys()
    master = np.median(
        [used.read_rows(0, used.shape[0]) for used in found.calibration.used], axis=0
    )
    peaks = [
        found.calibration.used[entry.best].read_rows(y, y + 1)[0, x] - master[y, x]
        for (x, y), entry in after.items()
    ]
    assert peaks == sorted(peaks, reverse=True)
    event = found.events[0]
    entry = after[event.x, event.y]
    assert not entry.by_hand
    assert not at.workspace.candidates.synthetic.any()
    assert len(at.workspace.candidates) == rows
    review.go(list(after).index((event.x, event.y)))
    at.qtbot.waitUntil(
        lambda: (
            (d := at.window.examining.dossier) is not None
            and (d.x, d.y) == (event.x, event.y)
        )
    )
    known = at.window.examining.dossier
    source = found.calibration.used[entry.best]
    shown = source.read_rows(event.y, event.y + 1)[0, event.x]
    real = at.workspace.calibration.used[entry.best]
    assert shown > real.read_rows(event.y, event.y + 1)[0, event.x]
    assert known.raw[entry.best] == shown


def test_verdicts_about_events_are_no_verdicts_about_candidates(opened: Driver) -> None:
    at = at_the_desk(opened)
    review = at.window.reviewing
    event = salted(at).events[0]
    places = [(entry.x, entry.y) for entry in review.entries]
    review.go(places.index((event.x, event.y)))
    entry = review.current
    review.give("hot", stay=True)
    rest(at)
    (said,) = at.window.judgements.opinions.all(VERDICT)
    verdict = read_verdict(said)
    assert verdict is not None
    assert verdict.salted
    assert verdict.scope == "event"  # else it would be said of a real pixel for ever
    known = read_salted(verdict)
    assert known == event.judged("hot")
    assert review.verdict_of(entry).name == "hot"
    review._renew()
    rest(at)
    assert review.verdict_of(entry).name == "hot"  # also when all is read again
    at.workspace.history.undo()
    assert review.verdict_of(entry) is None
    at.workspace.history.redo()
    at.window.actions_by_name["salt"].trigger()
    rest(at)
    assert at.workspace.salted is None
    assert (event.x, event.y) not in {(one.x, one.y) for one in review.all_entries}
    assert review.verdict_of(entry) is None
    (panel,) = at.window.findChildren(ReviewerSkillPanel)
    at.qtbot.waitUntil(lambda: panel.salted == [known])


def test_a_second_peak_of_an_event_counts_for_nothing(opened: Driver) -> None:
    at = at_the_desk(opened)
    review = at.window.reviewing
    found = salted(at)
    entry = review.current
    beside = replace(found.events[0], x=entry.x + 1, y=entry.y)
    at.workspace.set_salted(replace(found, events=(beside,)))
    rest(at)
    review.go([(one.x, one.y) for one in review.entries].index((entry.x, entry.y)))
    review.give("noise")
    rest(at)
    (said,) = at.window.judgements.opinions.all(VERDICT)
    verdict = read_verdict(said)
    assert verdict is not None
    assert verdict.salted
    assert read_salted(verdict) is None


def test_other_candidates_have_other_events(opened: Driver) -> None:
    at = at_the_desk(opened)
    first = salted(at)
    at.workspace.set_parameter("threshold_e", 30.0)
    at.settle()
    at.qtbot.waitUntil(lambda: at.window.salting.idle)
    rest(at)
    second = at.workspace.salted
    assert second is not first
    assert second.beside is at.workspace.candidates
    at.press(Qt.Key.Key_F6)
    at.workspace.set_session(None)
    at.settle()
    assert at.workspace.salted is None


def test_frames_that_cannot_be_read_are_said(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> SaltedSession:
        raise SessionError("1 of 5 frames can no longer be read")

    monkeypatch.setattr(module, "_salted", gone)
    opened.window.salting.set_on(True)
    status = opened.window.status.message
    opened.qtbot.waitUntil(lambda: "no longer be read" in status.text())
    assert opened.workspace.salted is None
    assert opened.window.salting.on
