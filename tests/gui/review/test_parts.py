"""The parts of the desk and the review that they are joined to, in the real window."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from darkviewer.core.review.queue import UNREVIEWED
from darkviewer.gui.actions.installed import installed
from darkviewer.gui.engine.reviewing import LogLine, Reviewing
from darkviewer.gui.review.parts import ReviewParts, log_line
from darkviewer.gui.review.queue_list import ROW_PX, THIRD
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.review_entries import enlarge
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def at(opened: Driver) -> Driver:
    return at_the_desk(opened)


@pytest.fixture
def parts(at: Driver) -> ReviewParts:
    return at.window.review


@pytest.fixture
def review(at: Driver) -> Reviewing:
    return at.window.reviewing


def given(parts: ReviewParts) -> list[str]:
    return [name for name, key in parts.verdicts.keys.items() if key.given]


def said(parts: ReviewParts, row: int) -> str:
    known = parts.queue.list.rows.said(row)
    return "" if known is None else known.words


def third_is(parts: ReviewParts, row: int) -> bool:
    listed = parts.queue.list
    return listed.visualRect(listed.rows.index(row)).top() == THIRD * ROW_PX


def test_the_queue_is_that_of_the_review(parts: ReviewParts, review: Reviewing) -> None:
    rows = parts.queue.list.rows
    assert rows.rowCount() == len(review.entries) > 5
    assert rows.frames == 5
    assert rows.in_hand == review.frame
    assert third_is(parts, 0)
    pixels = f"{len(review.entries)} pixels"
    events = f"{sum(len(entry.frames) for entry in review.entries)} events"
    assert parts.queue.head.counts.text() == f"{pixels}, {events}"
    assert parts.queue.head.rate.text() == "– an hour"
    offered = parts.queue.chips.menus["frame"].actions()
    assert [one.text().strip() for one in offered] == [
        f"frame {n}" for n in range(1, 6)
    ]


def test_a_key_judges_lights_and_goes_on(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    first = review.entries[0]
    at.press(Qt.Key.Key_3)
    assert [name for name, key in parts.verdicts.keys.items() if key.lit] == [
        "telegraph"
    ]
    assert said(parts, 0) == "telegraph"
    assert third_is(parts, 1)
    assert given(parts) == []
    newest = [cell.text() for cell in parts.log.cells[0]]
    assert newest[1] == f"{first.x}, {first.y}"
    assert newest[3:] == ["3", "telegraph"]
    assert parts.queue.head.count.accessibleName().startswith("1 of")
    at.press(Qt.Key.Key_K)
    assert given(parts) == ["telegraph"]
    at.press(Qt.Key.Key_0)
    assert given(parts) == []
    assert said(parts, 0) == ""
    assert parts.log.cells[0][4].text() == "taken back"


def test_keys_of_the_keypad_and_shift(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    at.press(Qt.Key.Key_5, Qt.KeyboardModifier.KeypadModifier)
    assert (said(parts, 0), review.index) == ("noise", 1)
    at.press(Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    assert (given(parts), review.index) == (["unsure"], 1)


def test_the_mouse_does_the_same(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    click, queue = at.qtbot.mouseClick, parts.queue
    click(parts.verdicts.keys["hot"], LEFT)
    assert (said(parts, 0), review.index) == ("hot", 1)
    assert parts.log.undo.toolTip().startswith("Undo: verdict on ")
    click(parts.log.undo, LEFT)
    assert (said(parts, 0), review.index) == ("", 0)
    click(queue.next, LEFT)
    click(queue.next, LEFT)
    click(queue.previous, LEFT)
    assert review.index == 1
    listed = queue.list
    place = listed.visualRect(listed.rows.index(4)).center()
    click(listed.viewport(), LEFT, pos=place)
    assert review.index == 4
    assert third_is(parts, 4)
    click(parts.verdicts.keys["noise"], LEFT, Qt.KeyboardModifier.ShiftModifier)
    click(parts.verdicts.keys["clear"], LEFT)
    assert given(parts) == []
    click(parts.verdicts.scope._buttons["pixel"], LEFT)
    assert review.scope == "pixel"
    click(queue.in_image, LEFT)
    assert at.window.places.current == "image"


def test_scope_is_shown_and_is_for_the_next_verdict_only(
    at: Driver, parts: ReviewParts
) -> None:
    for scope in ("event", "pixel", ""):
        at.press(Qt.Key.Key_P)
        assert parts.verdicts.scope.value == scope
    at.press(Qt.Key.Key_P)
    at.press(Qt.Key.Key_1)
    assert parts.verdicts.scope.value == ""


def test_certainty_is_shown_for_the_next_verdict_and_of_one_given(
    at: Driver, parts: ReviewParts
) -> None:
    usual = parts.verdicts.after.text()
    for words in ("sure", "likely"):
        at.press(Qt.Key.Key_C)
        assert parts.verdicts.after.text() == f"{words}, {usual}"
    at.press(Qt.Key.Key_1)
    assert parts.verdicts.after.text() == usual
    at.press(Qt.Key.Key_K)
    assert parts.verdicts.after.text() == f"likely, {usual}"
    assert "(C)" in parts.verdicts.after.toolTip()


def test_chips_list_others_and_what_is_in_hand_stays(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    for _ in range(3):
        at.press(Qt.Key.Key_1)
    at.press(Qt.Key.Key_J)
    held = review.current
    at.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    chip = parts.queue.chips.chips["verdict", UNREVIEWED]
    assert QApplication.focusWidget() is chip
    at.press(Qt.Key.Key_Space)
    assert review.wanted.state("verdict", UNREVIEWED) == -1
    assert review.current == held
    rows = parts.queue.list.rows
    assert rows.rowCount() == 4  # it, and those that are judged
    assert (review.index, rows.entry(3)) == (3, held)
    assert third_is(parts, 3)
    assert parts.queue.list.currentIndex().row() == 3
    assert parts.queue.chips.states == review.wanted.chips


def test_note_and_tags_by_keys(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    at.press(Qt.Key.Key_1, Qt.KeyboardModifier.ShiftModifier)
    at.press(Qt.Key.Key_N)
    at.qtbot.keyClicks(QApplication.focusWidget(), "12 bright")
    at.press(Qt.Key.Key_Return)
    at.press(Qt.Key.Key_T)
    at.qtbot.keyClicks(QApplication.focusWidget(), "glow, edge")
    at.press(Qt.Key.Key_Return)
    entry = review.current
    assert review.verdict_of(entry).note == "12 bright"
    assert review.verdict_of(entry).tags == ("glow", "edge")
    at.press(Qt.Key.Key_J)
    assert parts.remarks.note.text() == ""
    at.press(Qt.Key.Key_K)
    assert parts.remarks.note.text() == "12 bright"
    assert parts.remarks.tags.text() == "glow, edge"


def test_what_is_typed_belongs_to_the_candidate_it_was_typed_for(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    first = review.current
    parts.remarks.note.enter()
    at.qtbot.keyClicks(parts.remarks.note, "bright")
    at.qtbot.mouseClick(parts.verdicts.keys["psf-like"], LEFT)
    assert review.verdict_of(first).note == "bright"
    assert review.index == 1
    assert parts.remarks.note.text() == ""


def test_what_is_typed_outlasts_another_run(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    """The keyboard stays there, too: the digits of a note are no verdicts."""
    at.press(Qt.Key.Key_J)
    held, note = review.current, parts.remarks.note
    pixel = held.x, held.y
    at.press(Qt.Key.Key_N)
    at.qtbot.keyClicks(note, "seen on 2")
    at.window.tasks.calibrate(afresh=True)
    at.workspace.set_calibration(None)  # nothing is in hand for a moment
    assert review.current is None
    at.qtbot.keyClicks(QApplication.focusWidget(), "1 May")
    at.window.tasks.calibrate(afresh=True)
    at.settle()
    rest(at)
    assert (review.current.x, review.current.y) == pixel
    assert QApplication.focusWidget() is note
    assert note.text() == "seen on 21 May"
    at.press(Qt.Key.Key_Return)
    rest(at)
    assert review.note_and_tags == ("seen on 21 May", ())
    assert review.progress.judged == 0


def test_what_is_typed_stays_with_its_pixel(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    first, note = review.current, parts.remarks.note
    at.press(Qt.Key.Key_N)
    at.qtbot.keyClicks(note, "half")
    review.go(1)  # without asking: by undo, say
    assert note.text() == ""
    review.go(0)
    assert review.current == first
    assert note.text() == "half"
    note.end(False)
    at.workspace.set_calibration(None)
    at.qtbot.keyClicks(note, " of it")
    at.press(Qt.Key.Key_Return)  # kept although nothing is in hand
    at.window.tasks.calibrate(afresh=True)
    at.settle()
    rest(at)
    assert (review.current.x, review.current.y) == (first.x, first.y)
    assert review.note_and_tags[0] == "half of it"


def test_what_is_typed_of_another_session_is_nobodys(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    at.press(Qt.Key.Key_N)
    at.qtbot.keyClicks(parts.remarks.note, "half")
    session = at.workspace.session
    at.workspace.set_session(None)
    assert parts.remarks.note.text() == ""
    at.workspace.set_session(session)
    at.settle()
    rest(at)
    assert review.note_and_tags == ("", ())


def test_blind_theme_and_text_reach_every_part(at: Driver, parts: ReviewParts) -> None:
    at.press(Qt.Key.Key_H)
    assert parts.queue.list.rows.blind
    before = parts.verdicts.keys["hot"].grab().toImage()
    at.window.theme_choice.choose("light")
    at.settle()
    assert at.workspace.palette == PALETTES["light"]
    assert parts.verdicts.keys["hot"].grab().toImage() != before
    at.window.theme_choice.choose("dark")
    height = parts.verdicts.keys["hot"].height()
    enlarge(1.5)
    at.workspace.text_size_changed.emit()
    rest(at)
    assert parts.verdicts.keys["hot"].height() > height


def test_another_key_is_shown_and_there_after_coming_back(
    at: Driver, parts: ReviewParts
) -> None:
    installed(at.window).change_key("verdict_hot", "Y")
    hot = parts.verdicts.keys["hot"]
    assert "(Y)" in hot.toolTip()
    at.window.places.go("frames")
    at.window.places.go("review")
    assert "(Y)" in hot.toolTip()


def test_without_a_session_everything_is_grey_in_its_place(
    at: Driver, parts: ReviewParts
) -> None:
    at.press(Qt.Key.Key_1)
    at.workspace.set_session(None)
    rest(at)
    assert not parts.verdicts.isEnabled()
    assert not parts.remarks.isEnabled()
    assert parts.queue.list.rows.rowCount() == 0
    assert [cell.text() for cell in parts.log.cells[0]] == [""] * 5


def test_a_verdict_in_another_frame_of_the_pixel_is_shown(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    several = (row for row, one in enumerate(review.entries) if len(one.frames) > 1)
    row = next(several, None)
    assert row is not None
    review.go(row)
    entry = review.current
    other = next(frame for frame in entry.frames if frame != entry.best)
    review.set_frame(other)
    at.press(Qt.Key.Key_5, Qt.KeyboardModifier.ShiftModifier)
    assert review.verdict_of(entry) is None
    assert said(parts, review.index) == "noise"
    assert given(parts) == ["noise"]
    review.home()
    assert given(parts) == []


def test_lines_of_the_log_in_words() -> None:
    at = datetime(2026, 11, 29, 14, 2, 47)
    one = LogLine(at, 509, 825, 8, 1, "psf-like", ())
    assert log_line(one).texts == ("14:02:47", "509, 825", "frame 9", "1", "PSF-like")
    four = LogLine(at, 1, 2, 8, 4, "", ())
    assert log_line(four).texts == ("14:02:47", "1, 2", "4 events", "0", "taken back")


def layout_of(desk: QWidget) -> list[tuple[str, object]]:
    """Every visible part with its place in the window."""
    return [
        (type(part).__name__, part.mapTo(desk, part.rect().topLeft()), part.size())
        for part in desk.findChildren(QWidget)
        if part.isVisible()
    ]


def test_two_hundred_verdicts_by_keys_move_nothing(
    at: Driver, parts: ReviewParts, review: Reviewing
) -> None:
    at.workspace.set_parameter("threshold_e", 12.0)
    at.settle()
    rest(at)
    assert len(review.entries) > 200
    keys = [getattr(Qt.Key, f"Key_{key}") for key in "123456U"]
    row, head = parts.verdicts, parts.queue.columns
    before = layout_of(at.window.desk)
    pictures = row.grab().toImage(), head.grab().toImage()
    for number in range(200):
        at.press(keys[number % len(keys)])
        if number % 20 == 19:
            at.qtbot.waitUntil(lambda: not any(k.lit for k in row.keys.values()))
            assert review.index == number + 1
            assert third_is(parts, number + 1)
            assert layout_of(at.window.desk) == before
            assert (row.grab().toImage(), head.grab().toImage()) == pictures
    rest(at)
    assert review.progress.judged == 200
    for _ in range(200):
        at.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert review.index == 0
    assert review.progress.judged == 0
    assert layout_of(at.window.desk) == before
