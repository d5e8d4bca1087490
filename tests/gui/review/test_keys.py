"""What a key costs: counted, for time depends on what else the machine does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from darkviewer.gui.review.prepared import Pictures
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


class Paintings(QObject):
    """Counts how often each widget is asked to paint itself."""

    def __init__(self) -> None:
        super().__init__()
        self.of: Counter[QObject] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.of[watched] += 1
        return False


@pytest.fixture
def paintings(qapp: QApplication) -> Iterator[Paintings]:
    made = Paintings()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def at(opened: Driver) -> Driver:
    at_the_desk(opened)
    for key in (Qt.Key.Key_J, Qt.Key.Key_K):
        opened.press(key)
        settle(opened)
    return opened


def settle(at: Driver) -> None:
    rest(at)
    at.qtbot.waitUntil(lambda: at.window.examining.idle)
    at.qtbot.waitUntil(lambda: at.window.evidence.ready.idle)
    rest(at)


def painted_parts(at: Driver) -> dict[str, Pictures]:
    table, evidence = at.window.light_table, at.window.evidence
    views = (table.headline, table.film, table.context, table.words, *table.stamps)
    rows = (evidence.figures, evidence.criteria, evidence.rivals)
    return {
        **{f"{type(one).__name__} {n}": one._pictures for n, one in enumerate(views)},
        **{type(part).__name__: part.pictures for part in rows},
        "line": evidence.line._pictures,
        "sentence": evidence.sentence._pictures,
    }


@pytest.mark.parametrize("key", [Qt.Key.Key_J, Qt.Key.Key_5])
def test_a_key_refreshes_and_paints_each_part_once_and_from_what_is_ready(
    at: Driver, paintings: Paintings, key: Qt.Key
) -> None:
    window, rows = at.window, at.window.review.queue.list.painting
    parts = painted_parts(at)
    made = {name: pictures.painted for name, pictures in parts.items()}
    refreshes, painted_rows = window.evidence.refresh.count, rows.painted
    before = window.reviewing.current
    paintings.of.clear()
    at.press(key)
    QApplication.processEvents()
    assert window.reviewing.current != before
    assert window.light_table.sight.examined is not None
    assert window.evidence.refresh.count == refreshes + 1
    again = {name for name, pictures in parts.items() if pictures.painted != made[name]}
    assert not again
    assert rows.painted - painted_rows <= 3
    desk = [part for part in paintings.of if window.desk.isAncestorOf(part)]
    assert window.light_table.film in desk
    assert window.evidence.criteria in desk
    assert {paintings.of[part] for part in desk} == {1}


def test_what_is_out_of_sight_does_nothing_and_catches_up(
    at: Driver, paintings: Paintings
) -> None:
    window, workspace = at.window, at.workspace
    hidden = window.image, window.history, window.gallery, window.candidates
    asked = []
    window.store.show = lambda *what: asked.append(what)  # whole frames
    before = window.history.words[1].text(), window.candidates.view.currentIndex().row()
    paintings.of.clear()
    frames = {workspace.frame}
    for _ in range(4):
        at.press(Qt.Key.Key_J)
        settle(at)
        frames.add(workspace.frame)
    assert len(frames) > 1
    assert not asked
    del window.store.show
    assert before == (
        window.history.words[1].text(),
        window.candidates.view.currentIndex().row(),
    )
    seen = [part for part in paintings.of if isinstance(part, QWidget)]
    assert not [p for p in seen for h in hidden if p is h or h.isAncestorOf(p)]
    at.press(Qt.Key.Key_F6)
    at.settle()
    row = window.candidates.view.currentIndex().row()
    assert window.candidates.model.id_at(row) == workspace.selected
    assert window.image.pointing.frame == workspace.frame
    assert window.gallery.model.row_of(workspace.selected) == (
        window.gallery.list.currentIndex().row()
    )
    known = window.examining.dossier
    assert known.residual_e[workspace.frame] == pytest.approx(
        window.history.plot.here.pos().y()
    )


def test_a_picture_or_profile_of_the_image_is_of_the_frame_in_hand(at: Driver) -> None:
    window, workspace = at.window, at.workspace
    before = window.image.view.image.frame
    workspace.set_frame((before + 1) % workspace.frame_count)
    at.settle()
    assert window.image.view.image.frame == before
    window.image.catch_up()
    at.settle()
    assert window.image.view.image.frame == workspace.frame != before
