"""The film: greys against the data, places, words, and the mouse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.film import MOST_IN_STRIP, Film
from darkviewer.gui.review.plan import SLOTS, plan
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.sights import LIMITS, ramp, sight, ten_frames

ACCENT = QColor(PALETTES["dark"].accent)


@pytest.fixture
def film(qtbot: QtBot) -> Film:
    made = Film()
    qtbot.addWidget(made)
    made.set_plan(plan(837, 699))
    made.set_sight(sight())
    return made


def grey(value: float) -> QColor:
    span = LIMITS.white - LIMITS.black
    level = np.arcsinh((value - LIMITS.black) / (0.1 * span)) / np.arcsinh(10)
    return QColor(*(int(np.clip(np.floor(256 * level), 0, 255)),) * 3)


def test_every_pixel_of_every_frame_has_its_grey(film: Film) -> None:
    picture = film.grab().toImage()
    for slot, place in enumerate(film.pictures()):
        for x, y in ((0, 0), (20, 0), (4, 17), (20, 20)):
            seen = picture.pixelColor(place.left() + 5 * x + 2, place.top() + 5 * y + 2)
            assert seen == grey(ramp(slot).values[y, x]), (slot, x, y)


def test_the_frame_on_show_has_a_frame_around_it(film: Film) -> None:
    picture = film.grab().toImage()
    for slot, place in enumerate(film.pictures()):
        edge = picture.pixelColor(place.center().x(), place.top() - 3)
        assert (edge == ACCENT) == (slot == SLOTS // 2)


def test_pictures_stay_where_they_are(film: Film) -> None:
    before = film.pictures()
    film.set_sight(sight(frame=0))
    assert film.pictures() == before


def test_beyond_the_ends_there_is_a_hatch(film: Film) -> None:
    film.set_sight(sight(frame=0))
    picture = film.grab().toImage()
    first = film.pictures()[0]
    colours = {
        picture.pixelColor(first.left() + n, first.top() + 50).name() for n in range(90)
    }
    ground = QColor(PALETTES["dark"].raised).name()
    assert ground in colours
    assert len(colours) == 2  # and the lines
    assert film.captions()[0] == ("", "")
    assert film.words()[1] == "1–4 of 10"


def test_a_frame_that_is_left_out_is_under_a_hatch(film: Film) -> None:
    film.set_sight(sight(frames=ten_frames(left_out=7)))
    picture = film.grab().toImage()
    place = film.pictures()[4]
    seen = {
        picture.pixelColor(place.left() + n, place.top() + 2).name() for n in range(100)
    }
    film.set_sight(sight())
    plain = film.grab().toImage()
    without = {
        plain.pixelColor(place.left() + n, place.top() + 2).name() for n in range(100)
    }
    assert seen - without
    assert seen & without  # the picture is still there


def test_number_and_value_are_below(film: Film) -> None:
    value = ramp(3).values[10, 10]
    assert film.captions()[3] == ("frame 4", f"{value:.0f} e⁻")
    assert film.words() == (
        "residual, the same pixels, one stretch: −90 … 910 e⁻",
        "1–7 of 10",
    )
    film.set_sight(sight(limits=None, blocks={}))
    assert film.captions()[3] == ("frame 4", "–")
    assert film.words()[0] == "residual"
    film.grab()


def test_a_click_chooses_a_frame(film: Film, qtbot: QtBot) -> None:
    where = film.pictures()[5].center()
    with qtbot.waitSignal(film.frame_chosen) as chosen:
        qtbot.mouseClick(film, Qt.MouseButton.LeftButton, pos=where)
    assert chosen.args == [5]
    with qtbot.assertNotEmitted(film.frame_chosen):
        qtbot.mouseClick(film, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
        qtbot.mouseClick(film, Qt.MouseButton.RightButton, pos=where)
        film.set_sight(None)
        qtbot.mouseClick(film, Qt.MouseButton.LeftButton, pos=where)


@pytest.mark.parametrize(("turns", "expected"), [([120], -1), ([-60, -60], 1)])
def test_the_wheel_steps(
    film: Film, qtbot: QtBot, turns: list[int], expected: int
) -> None:
    with qtbot.waitSignal(film.stepped) as stepped:
        for turn in turns:
            QApplication.sendEvent(film, wheel(turn))
    assert stepped.args == [expected]


def wheel(turn: int) -> QWheelEvent:
    return QWheelEvent(
        QPointF(50, 50),
        QPointF(50, 50),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_the_tip_says_why_a_frame_is_left_out_or_missing(film: Film) -> None:
    shown = sight(frames=ten_frames(left_out=7))
    film.set_sight(replace(shown, blocks={**shown.blocks, (5, "residual"): None}))
    assert film.tip(4) == "00005.fits: 260 e⁻\nleft out: a door was open"
    assert film.tip(0) == "frame 1: 220 e⁻"
    assert film.tip(5).endswith("This frame cannot be read.")
    for where in (film.pictures()[4].center(), QPoint(1, 1)):
        event = QHelpEvent(QEvent.Type.ToolTip, where, film.mapToGlobal(where))
        assert QApplication.sendEvent(film, event)
    picture = film.grab().toImage()
    place = film.pictures()[5]
    assert picture.pixelColor(place.center()).name() != grey(0).name()
    film.set_sight(None)
    assert film.tip(0) == ""


@pytest.mark.parametrize("count", [10, MOST_IN_STRIP, MOST_IN_STRIP + 1, 2000])
def test_the_strip_marks_the_frame_on_show(film: Film, count: int) -> None:
    names = tuple(f"{n}.fits" for n in range(count))
    frames = replace(
        ten_frames(),
        names=names,
        infos=(None,) * count,
        used=count,
        order=tuple(range(count)),
    )
    film.set_sight(sight(frames=frames))
    picture = film.grab().toImage()
    row = 10  # the middle of the title
    lit = [x for x in range(film.width()) if picture.pixelColor(x, row) == ACCENT]
    assert lit
    assert film.words()[1] == f"1–7 of {count}"


def test_a_narrow_film_has_the_numbers_alone(film: Film) -> None:
    wide = film.grab().toImage()
    film.set_plan(plan(723, 450))
    film.grab()
    assert film.pictures()[0].width() == 63
    assert wide.width() > film.width()


def test_without_a_pixel_it_is_empty(qtbot: QtBot) -> None:
    film = Film()
    qtbot.addWidget(film)
    film.set_sight(None)
    assert film.pictures() == ()
    assert film.words() == ("", "")
    assert set(film.captions()) == {("", "")}
    film.grab()
