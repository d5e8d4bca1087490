"""Verdicts on their way: none is lost, none is shown as saved before it is."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.opinions.events import REMARK, VERDICT
from darkviewer.core.review.classes import EVENT, PIXEL
from darkviewer.gui.engine import verdict_book
from darkviewer.gui.main_window import MainWindow
from darkviewer.runs.exclusion import Contents, content_of
from darkviewer.storage.opinions.store import kept_opinions
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


def kept(topic: str = VERDICT) -> list[dict[str, object]]:
    return [dict(one.value or {}) for one in kept_opinions() if one.topic == topic]


def test_each_verdict_says_what_was_on_the_screen(tested: MainWindow, qtbot) -> None:
    at = at_the_desk(Driver(tested, qtbot))
    review = tested.reviewing
    at.qtbot.waitUntil(lambda: tested.examining.idle)
    entry = review.current
    dossier = tested.examining.dossier
    assert (dossier.x, dossier.y) == (entry.x, entry.y)
    review.give("psf-like", stay=True)
    assert tested.judgements.opinions.wait_saved(60)
    (one,) = kept()
    shown = one["shown"]
    assert shown["parameters"] == at.workspace.parameters.as_dict()
    assert len(shown["master"]) == 64
    assert shown["label"] == str(dossier.classification.words[review.frame])
    shape = dossier.classification.evidence.shape
    assert shown["p"] == pytest.approx(shape.p[review.frame])
    assert shown["dbic"] == pytest.approx(shape.dbic[review.frame].min())
    # Without a dossier the table says the same.
    tested.examining.dossier = None
    review.give("noise", stay=True)
    assert tested.judgements.opinions.wait_saved(60)
    assert kept()[-1]["shown"]["label"] == entry.label


def test_without_a_cameras_name_each_frame_is_said(opened: Driver) -> None:
    at_the_desk(opened)
    review = opened.window.reviewing
    entry = review.current
    review.give("hot", stay=True)  # about the pixel
    review.set_scope(PIXEL)
    review.give("telegraph", stay=True)
    assert review.log[0].events == len(entry.frames)
    held = review.verdict_of(entry)
    assert (held.scope, held.place) == (EVENT, review.book.content[entry.best])


def test_a_verdict_waits_for_the_hash_of_its_frame(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_desk(opened)
    review = opened.window.reviewing
    gate = threading.Event()

    def slow(info: object, contents: Contents) -> str:
        assert gate.wait(60)
        return content_of(info, contents)

    monkeypatch.setattr(verdict_book, "content_of", slow)
    review.book.content.clear()
    first, second = review.entries[0], review.entries[1]
    review.give("psf-like")
    review.give("noise")
    review.go(0)
    review.clear()
    assert review.log == []
    assert review.verdict_of(second).name == "noise"  # shown, and not saved
    gate.set()
    rest(opened)
    assert [line.name for line in review.log] == ["", "noise", "psf-like"]
    assert review.verdict_of(first) is None
    assert review.verdict_of(second).name == "noise"
    assert opened.window.judgements.opinions.wait_saved(60)
    assert [one["class"] for one in kept() if one] == ["psf-like", "noise"]


def test_a_frame_that_cannot_be_read_any_more_says_so(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_desk(opened)
    review = opened.window.reviewing
    monkeypatch.setattr(verdict_book, "content_of", lambda *_: "")
    review.book.content.clear()
    review.give("noise")
    rest(opened)
    assert review.log == []
    assert "not kept" in opened.window.status.message.text()


def test_saved_means_committed(opened: Driver) -> None:
    at_the_desk(opened)
    window, review = opened.window, opened.window.reviewing
    opinions = window.judgements.opinions
    assert opinions.wait_saved(60)
    told: list[bool] = []
    review.saved_changed.connect(lambda: told.append(review.saved(review.log[0])))
    holder = sqlite3.connect(opinions.path, isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        opened.press(Qt.Key.Key_5)
        assert not review.saved(review.log[0])
        opened.qtbot.waitUntil(lambda: bool(told))
        assert told == [False]
        opened.qtbot.waitUntil(lambda: "kept" in window.status.message.text())
        assert review.verdict_of(review.entries[0]).name == "noise"
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    review.give("hot")  # offered again with the next one
    opened.qtbot.waitUntil(lambda: review.saved(review.log[1]))
    assert {one["class"] for one in kept()} == {"noise", "hot"}


def test_undo_of_another_session_takes_the_verdict_back(
    opened: Driver,
) -> None:
    at_the_desk(opened)
    review = opened.window.reviewing
    review.give("noise")
    opened.workspace.set_session(None)
    opened.workspace.history.undo()
    assert review.log == []
    assert opened.window.judgements.opinions.wait_saved(60)
    assert kept()[-1] == {}


def test_closing_waits_for_verdicts_and_notes_that_wait_for_their_frames(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_desk(opened)
    window, review = opened.window, opened.window.reviewing
    rest(opened)
    hashes, gate = dict(review.book.content), threading.Event()

    def slow(info: object, contents: Contents) -> str:
        if threading.current_thread().name == "judging":
            assert gate.wait(60)  # the window closes before this one is done
        return content_of(info, contents)

    monkeypatch.setattr(verdict_book, "content_of", slow)
    review.book.content.clear()
    places = [(entry.x, entry.y) for entry in review.entries[:3]]
    frames = [entry.best for entry in review.entries[:3]]
    review.give("psf-like")
    review.give("noise")
    window.review.remarks.note.setText("a trail?")  # nobody pressed Enter
    assert kept() == kept(REMARK) == []
    opinions = window.judgements.opinions
    ends = window.examining.close  # one of those that come after the last verdicts
    monkeypatch.setattr(window.examining, "close", lambda u: (gate.set(), ends(u)))
    window.close()
    assert opinions.unsaved == 0
    said = [(one["class"], one["place"], (one["x"], one["y"])) for one in kept()]
    assert said == [
        ("psf-like", hashes[frames[0]], places[0]),
        ("noise", hashes[frames[1]], places[1]),
    ]
    (note,) = kept(REMARK)
    assert (note["note"], note["place"]) == ("a trail?", hashes[frames[2]])
    assert (note["x"], note["y"]) == places[2]


def test_a_disk_that_hangs_does_not_keep_the_window_from_closing(
    opened: Driver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at_the_desk(opened)
    rest(opened)
    review, gate = opened.window.reviewing, threading.Event()
    monkeypatch.setattr(verdict_book, "content_of", lambda *_: gate.wait(60) and "")
    review.book.content.clear()
    review.give("noise")
    review._giving.finish(timeout_s=0.01)
    assert "1 verdicts or notes are not kept" in caplog.text
    gate.set()


def test_a_note_without_a_verdict_is_there_again_and_goes_into_the_verdict(
    opened: Driver,
) -> None:
    at_the_desk(opened)
    rest(opened)
    window, review = opened.window, opened.window.reviewing
    entry, opinions = review.current, window.judgements.opinions
    review.note("a trail?")
    review.tags(("edge",))
    assert opinions.wait_saved(60)
    assert [one["note"] for one in kept(REMARK)] == ["a trail?", "a trail?"]
    session = opened.workspace.session
    opened.workspace.set_session(None)
    assert review.note_and_tags == ("", ())
    opened.open(session.path)
    rest(opened)
    review.go(review.entries.index(entry))
    assert review.note_and_tags == ("a trail?", ("edge",))
    assert window.review.remarks.note.text() == "a trail?"
    review.give("noise", stay=True)
    assert opinions.wait_saved(60)
    assert kept(REMARK)[-1] == {}  # taken back: the verdict has it
    assert (kept()[-1]["note"], kept()[-1]["tags"]) == ("a trail?", ["edge"])
    assert opinions.all(REMARK) == []


def test_a_verdict_that_waits_is_of_the_session_it_was_given_in(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_desk(opened)
    rest(opened)
    review, gate = opened.window.reviewing, threading.Event()
    first, second = review.entries[0], review.entries[1]
    known = dict(review.book.content)

    def slow(info: object, contents: Contents) -> str:
        assert gate.wait(60)
        return content_of(info, contents)

    monkeypatch.setattr(verdict_book, "content_of", slow)
    del review.book.content[first.best]
    review.give("psf-like", stay=True)
    review.book.content |= known
    review.go(1)
    review.give("noise", stay=True)  # its frame is known; it comes after the other
    opened.workspace.set_session(None)
    review.book.content = dict.fromkeys(known, "of another session")
    gate.set()
    opened.qtbot.waitUntil(lambda: not review._giving.waits)
    assert opened.window.judgements.opinions.wait_saved(60)
    assert [one["place"] for one in kept()] == [known[first.best], known[second.best]]
