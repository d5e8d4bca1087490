"""The light table in the window: it follows the entry in hand, and reads ahead."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.engine import pixel_facts
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.review import ahead
from tests.helpers.captures import FRAMES, STAR, cube, residual_e
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


@pytest.fixture
def at(opened: Driver) -> Driver:
    at_the_desk(opened)
    go_to(opened, STAR[1:])
    return opened


def go_to(at: Driver, place: tuple[int, int]) -> None:
    review = at.window.reviewing
    places = [(entry.x, entry.y) for entry in review.entries]
    review.go(places.index(place))
    settle(at)


def settle(at: Driver) -> None:
    for _ in range(2):
        rest(at)
        at.qtbot.waitUntil(lambda: at.window.examining.idle)


def action(at: Driver, name: str) -> QAction:
    return at.window.actions_by_name[f"review_{name}"]


def test_film_and_surroundings_are_those_of_the_files(at: Driver) -> None:
    sight = at.window.light_table.sight
    _, x, y = STAR
    assert (sight.x, sight.y, sight.frame) == (x, y, STAR[0])
    for frame in range(FRAMES):
        expected = residual_e(cube(), frame)[y - 10 : y + 11, x - 10 : x + 11]
        found = sight.block(frame).values
        np.testing.assert_allclose(found, expected, atol=1e-6)
    peak = residual_e(cube(), STAR[0])[y, x]
    assert sight.limits.white == pytest.approx(peak)
    against = at.window.light_table.headline.words()[3]
    assert against == "master: median of 5 frames"


def test_everything_has_its_place_whatever_is_shown(at: Driver) -> None:
    table = at.window.light_table
    parts = (table.headline, table.film, table.context, table.bar, *table.stamps)
    before = [part.geometry() for part in parts]
    at.press(Qt.Key.Key_J)
    settle(at)
    at.press(Qt.Key.Key_Right)
    settle(at)
    assert [part.geometry() for part in parts] == before


def test_what_comes_next_is_there_before_it_is_asked_for(
    at: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, table = at.window.reviewing, at.window.light_table

    def gone(*_what: object) -> None:
        raise DarkviewerError("nothing more can be read")

    monkeypatch.setattr(ahead, "_read", gone)
    monkeypatch.setattr(pixel_facts, "_dossier", gone)
    review.go(review.index - 1 if review.index else 1)
    entry, sight = review.current, table.sight
    assert (sight.x, sight.y) == (entry.x, entry.y)
    assert sight.block(entry.best) is not None
    assert sight.examined is not None
    assert table.stamps[0].texts()
    settle(at)


def test_a_layer_has_its_key_and_is_read(at: Driver) -> None:
    table = at.window.light_table
    at.press(Qt.Key.Key_R)
    settle(at)
    at.qtbot.waitUntil(action(at, "layer_raw").isChecked)
    assert table.context.layer == "raw"
    x, y = STAR[1:]
    raw = cube()[STAR[0]][y - 10 : y + 11, x - 10 : x + 11]
    np.testing.assert_array_equal(table.sight.block(STAR[0], "raw").values, raw)
    assert at.workspace.layer == "residual"  # of the image, which stays as it was


def test_layers_blink(at: Driver) -> None:
    table = at.window.light_table
    table._blink.setInterval(1)
    at.press(Qt.Key.Key_B)
    assert table.blinking
    seen: set[str] = set()

    def both() -> bool:
        seen.add(table.context.layer)
        return seen == {"residual", "raw"}

    at.qtbot.waitUntil(both)
    at.qtbot.waitUntil(lambda: table.sight.block(STAR[0], "raw") is not None)
    at.press(Qt.Key.Key_B)
    assert not table.blinking
    assert table.context.layer == "residual"


def test_the_film_plays_until_another_entry_comes(at: Driver) -> None:
    table = at.window.light_table
    table._film.setInterval(1)
    seen: set[int] = set()
    at.window.reviewing.frame_changed.connect(seen.add)
    action(at, "film").trigger()
    assert table.playing
    at.qtbot.waitUntil(lambda: len(seen) == FRAMES)  # around the end, too
    other = 1 if at.window.reviewing.index == 0 else 0
    at.window.reviewing.go(other)
    assert not table.playing


def test_the_wheel_and_a_click_go_to_other_frames(at: Driver) -> None:
    table = at.window.light_table
    table.film.stepped.emit(1)
    assert at.workspace.frame == STAR[0] + 1
    table.film.stepped.emit(-FRAMES)
    assert at.workspace.frame == 0
    table.film.frame_chosen.emit(3)
    assert at.workspace.frame == 3
    assert table.sight.frame == 3


def test_stretch_by_key_and_of_the_session(at: Driver) -> None:
    table, review = at.window.light_table, at.window.reviewing
    own = table.sight.limits
    at.press(Qt.Key.Key_L)
    assert table.sight.kind == "linear"
    at.qtbot.waitUntil(action(at, "stretch_linear").isChecked)
    action(at, "stretch_log").trigger()
    assert table.sight.kind == "log"
    action(at, "stretch_of_session").trigger()
    here = review.index
    review.go(here + 1 if here == 0 else here - 1)
    settle(at)
    assert table.sight.limits == own
    at.qtbot.waitUntil(action(at, "auto_stretch").isEnabled)
    at.press(Qt.Key.Key_A)
    assert table.sight.limits != own


def test_stamps_step_where_not_all_have_room(at: Driver) -> None:
    table = at.window.light_table
    at.window.resize(1440, 900)
    at.qtbot.waitUntil(lambda: table.stamp_count == 4)
    assert not action(at, "stamp").isEnabled()
    table.setMaximumHeight(440)  # as in a window of 1024x640
    at.qtbot.waitUntil(lambda: table.stamp_count == 2)
    at.window.states_changed.emit()
    assert [view.kind for view in table.stamps[:2]] == ["residual", "star"]
    at.press(Qt.Key.Key_V)
    assert [view.kind for view in table.stamps[:2]] == ["residual", "difference"]
    assert not table.stamps[2].isVisible()


def test_blind_until_there_is_a_verdict(at: Driver) -> None:
    table, review = at.window.light_table, at.window.reviewing
    review.set_advance(False)
    assert table.sight.star is not None
    review.set_blind(True)
    assert table.sight.star is None
    review.give("noise")
    assert table.sight.star is not None


def test_out_of_sight_nothing_is_read(at: Driver) -> None:
    table = at.window.light_table
    at.window.places.go("image")
    settle(at)
    shown = table.sight
    at.workspace.set_frame(4)
    settle(at)
    assert table.sight is shown
    table._read_ahead()
    assert table.ahead.idle
    at.window.places.go("review")
    settle(at)
    assert table.sight.frame == 4


def test_without_an_entry_it_is_empty(window: MainWindow) -> None:
    table = window.light_table
    table._look()
    assert table.sight is None
    table.grab()


def test_a_dossier_of_another_pixel_is_not_shown(
    at: Driver, pixels: dict[str, Dossier]
) -> None:
    table, examining = at.window.light_table, at.window.examining
    examining.dossier = pixels["star"]
    table._look()
    assert table.sight.examined is None
