"""Header cards are read when they are wanted, and follow the session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from darkviewer.core.frames.exclusion import without
from darkviewer.gui.engine import frame_cards as module
from darkviewer.gui.engine.frame_cards import FrameCards
from tests.helpers.captures import FRAMES, SCALE
from tests.helpers.scene import PATIENCE_MS, Scene


@pytest.fixture
def cards(scene: Scene) -> Iterator[FrameCards]:
    made = FrameCards(scene.workspace)
    yield made
    made.close()


def rest(scene: Scene, cards: FrameCards) -> None:
    scene.qtbot.waitUntil(lambda: cards.idle, timeout=PATIENCE_MS)


def test_nothing_is_read_before_somebody_asks(scene: Scene, cards: FrameCards) -> None:
    scene.open()
    assert cards.cards == {}
    assert cards.keywords == ()
    cards.want()
    rest(scene, cards)
    assert len(cards.cards) == FRAMES
    place = scene.workspace.session.frames[2].place
    assert cards.cards[place]["EGAINSAV"] == SCALE
    assert cards.keywords[:2] == ("SIMPLE", "BITPIX")


def test_they_follow_the_session(
    scene: Scene, cards: FrameCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    cards.want()
    cards.want()
    told = []
    cards.changed.connect(lambda: told.append(len(cards.cards)))
    scene.open()
    rest(scene, cards)
    assert told == [0, 2, 4, 5]
    session = scene.workspace.session
    scene.workspace.set_session(without(session, {session.frames[0].place: "lamp"}))
    rest(scene, cards)
    assert told == [0, 2, 4, 5]  # the same frames
    scene.workspace.set_session(None)
    assert cards.cards == {}


def test_an_answer_for_another_session_is_dropped(
    scene: Scene, cards: FrameCards
) -> None:
    cards.want()
    scene.open()
    cards._take((), {"old": {}})
    assert "old" not in cards.cards
    rest(scene, cards)


def test_a_frame_that_vanished_has_none(scene: Scene, cards: FrameCards) -> None:
    scene.open()
    info = scene.workspace.session.frames[1]
    info.path.unlink()
    cards.want()
    rest(scene, cards)
    assert cards.cards[info.place] == {}


def test_where_memory_ends_nothing_is_known(
    scene: Scene, cards: FrameCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(_infos: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "_read", short)
    cards.want()
    scene.open()
    rest(scene, cards)
    assert cards.cards == {}
