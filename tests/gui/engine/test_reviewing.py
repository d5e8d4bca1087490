"""The review: which entry is in hand, and what becomes of a verdict."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.classes import EVENT, PIXEL
from darkviewer.core.review.queue import UNREVIEWED, QueueFilter
from darkviewer.gui.engine.reviewing import Reviewing
from darkviewer.storage.opinions.store import Opinions, add_opinions, kept_opinions
from tests.helpers.captures import HOT
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


@pytest.fixture
def at(opened: Driver) -> Driver:
    return at_the_desk(opened)


@pytest.fixture
def review(at: Driver) -> Reviewing:
    return at.window.reviewing


def test_the_most_significant_is_in_hand_first(at: Driver, review: Reviewing) -> None:
    # The lone hot pixel is the brightest of the capture by far.
    frame, x, y = HOT
    assert (review.current.x, review.current.y, review.index) == (x, y, 0)
    assert review.frame == frame
    held = at.workspace.pixel_in_hand
    assert (held.frame, held.x, held.y) == (frame, x, y)
    rows = at.workspace.candidates
    assert len(review.entries) == len({*zip(rows.x, rows.y, strict=True)})


def test_a_verdict_goes_on_and_undo_comes_back(at: Driver, review: Reviewing) -> None:
    first = review.current
    order = [(entry.x, entry.y) for entry in review.entries]
    review.give("hot")
    assert review.index == 1
    assert review.verdict_of(first).name == "hot"
    assert review.progress.judged == 1
    at.workspace.history.undo()
    assert (review.index, review.current) == (0, first)
    assert review.verdict_of(first) is None
    assert review.progress.judged == 0
    at.workspace.history.redo()
    assert review.verdict_of(first).name == "hot"
    assert [(entry.x, entry.y) for entry in review.entries] == order


def test_a_verdict_sets_and_never_toggles(at: Driver, review: Reviewing) -> None:
    first = review.current
    for _ in range(2):
        review.give("noise", stay=True)
        assert review.verdict_of(first).name == "noise"
    assert review.index == 0
    assert at.workspace.history.count() == 1
    review.give("unsure", stay=True)
    assert review.verdict_of(first).name == "unsure"
    review.clear()
    assert review.verdict_of(first) is None
    assert review.index == 0
    review.clear()  # there is nothing left to take back
    assert at.workspace.history.count() == 3


def test_certainty_is_of_the_next_verdict_only(at: Driver, review: Reviewing) -> None:
    first = review.current
    at.press(Qt.Key.Key_C)
    at.press(Qt.Key.Key_C)
    review.give("noise", stay=True)
    assert review.verdict_of(first).certainty == 0.75  # likely
    assert review.certainty == ""
    review.give("noise", stay=True)  # the same key again changes nothing
    review.note("faint")
    assert review.verdict_of(first).certainty == 0.75
    review.give("hot", stay=True)
    assert review.verdict_of(first).certainty is None
    at.workspace.history.undo()
    assert review.verdict_of(first).certainty == 0.75
    review.set_certainty("a guess")
    review.give("noise", stay=True)
    assert review.verdict_of(first).certainty == 0.5
    for _ in range(4):
        review.turn_certainty()
    assert review.certainty == ""


def test_shift_inverts_what_is_usual(review: Reviewing) -> None:
    review.set_advance(False)
    review.give("noise")
    assert review.index == 0
    review.give("hot", stay=True)
    assert review.index == 1


def test_what_is_unknown_or_not_there_says_nothing(
    at: Driver, review: Reviewing
) -> None:
    review.give("galaxy")
    assert review.index == 0
    at.workspace.set_session(None)
    review.give("hot")
    review.clear()
    review.note("nothing")
    review.home()
    review.step_event(1)
    assert review.current is None
    assert review.note_and_tags == ("", ())
    assert not review.judged_now
    assert at.workspace.history.count() == 0


def test_the_scope_is_for_one_verdict_only(review: Reviewing) -> None:
    told: list[str] = []
    review.scope_changed.connect(told.append)
    review.turn_scope()
    review.turn_scope()
    assert told == [EVENT, PIXEL]
    review.give("psf-like")
    assert review.scope == ""
    review.turn_scope()
    for _ in range(2):
        review.turn_scope()
    assert review.scope == ""
    review.set_scope("galaxy")
    assert review.scope == ""


def test_note_and_tags_stay_with_the_verdict(at: Driver, review: Reviewing) -> None:
    first = review.current
    review.note("odd wings")
    review.tags(("wings", "edge"))
    assert review.verdict_of(first) is None  # there is no verdict yet
    assert review.note_and_tags == ("odd wings", ("wings", "edge"))
    review.give("psf-like", stay=True)
    held = review.verdict_of(first)
    assert (held.note, held.tags) == ("odd wings", ("wings", "edge"))
    review.note("two peaks")
    assert review.verdict_of(first).note == "two peaks"
    review.next()
    assert review.note_and_tags == ("", ())
    at.workspace.history.undo()
    assert review.current == first
    assert review.note_and_tags == ("odd wings", ("wings", "edge"))


def test_what_others_say_is_shown_after_ones_own(at: Driver, review: Reviewing) -> None:
    first = review.current
    review.give("hot", stay=True)
    own = review.verdict_of(first)
    assert review.others_of(first) == {}
    review.clear()
    theirs = own.as_value() | {"reviewer": "eve", "class": "noise"}
    subject = "\n".join(["eve", own.scope, own.place, str(own.x), str(own.y)])
    other = Opinions(who="eve")
    other.say(VERDICT, subject, theirs)
    assert other.close()
    rest(at)
    at.qtbot.waitUntil(lambda: review.said_of(0).others == {"eve"})
    assert review.others_of(first) == {}
    review.give("hot", stay=True)
    assert review.others_of(first)["eve"].name == "noise"
    assert review.verdict_of(first).name == "hot"


def test_verdicts_are_found_again_when_the_window_opens_anew(
    at: Driver, review: Reviewing
) -> None:
    first = review.current
    review.give("hot")
    assert at.window.judgements.opinions.wait_saved(60)
    (kept,) = [said for said in kept_opinions() if said.topic == VERDICT]
    assert kept.value["class"] == "hot"
    assert kept.value["reviewer"] == review.reviewer
    review.set_filter(QueueFilter({("verdict", "hot"): 1}))
    assert [entry for entry in review.entries if entry == first] == [first]
    at.window.places.go("image")
    at.open(at.workspace.root)
    at_the_desk(at)
    assert review.verdict_of(first).name == "hot"


def test_a_filter_keeps_the_entry_in_hand(review: Reviewing) -> None:
    review.give("hot")
    second = review.current
    review.set_filter(QueueFilter({("verdict", "hot"): 1}))
    assert review.current == second
    assert len(review.entries) == 2
    review.set_filter(QueueFilter({("verdict", UNREVIEWED): 1}))
    assert (review.current, review.index) == (second, 0)
    assert review.progress.judged == 1


def test_undo_lists_again_what_the_filter_left_out(
    at: Driver, review: Reviewing
) -> None:
    first = review.current
    review.give("hot")
    review.set_filter(QueueFilter())
    assert first not in list(review.entries)
    at.workspace.history.undo()
    assert review.current == first


def test_frames_of_the_pixel_are_stepped_through(review: Reviewing) -> None:
    own = review.current.best
    told: list[int] = []
    review.frame_changed.connect(told.append)
    review.set_frame(0)
    review.step_event(1)
    assert review.frame == own
    review.set_frame(4)
    review.step_event(-1)
    assert review.frame == own
    review.step_event(-1)  # there is none before
    review.set_frame(0)
    review.home()
    assert told == [0, own, 4, own, 0, own]


def test_another_threshold_keeps_the_entry_in_hand(
    at: Driver, review: Reviewing
) -> None:
    second = review.entries[1]
    review.next()
    threshold = second.sigma if second.sigma > 0 else 300.0
    at.workspace.set_parameter("threshold_e", threshold)
    rest(at)
    held = at.workspace.pixel_in_hand
    assert (held.x, held.y) == (second.x, second.y)
    at.workspace.set_parameter("threshold_e", 90_000.0)
    rest(at)
    assert (len(review.entries), review.current) == (0, None)
    review.next()
    assert review.index == -1


def test_blind_is_noted(review: Reviewing) -> None:
    told: list[bool] = []
    review.blind_changed.connect(told.append)
    first = review.current
    review.set_blind(True)
    review.set_blind(True)
    review.give("hot")
    assert told == [True]
    assert review.verdict_of(first).blind


def test_out_of_sight_nothing_is_built(at: Driver, review: Reviewing) -> None:
    told: list[None] = []
    at.press(Qt.Key.Key_F6)
    review.queue_changed.connect(lambda: told.append(None))
    at.workspace.set_parameter("threshold_e", 250.0)
    add_opinions([])
    at.settle()
    assert not told
    at_the_desk(at)
    assert told
