"""Pictures that were painted ahead are those that would be painted now."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.review.context import Context, PlaceLine
from darkviewer.gui.review.film import Film
from darkviewer.gui.review.headline import Headline
from darkviewer.gui.review.plan import plan
from darkviewer.gui.review.prepared import Depends, Pictures, showing
from darkviewer.gui.review.sight import Sight
from darkviewer.gui.review.stamps import KINDS, StampView
from tests.helpers.sights import sight

PLAN = plan(837, 699)


class Spot(QWidget):
    """Filled with one colour; counts how often it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.colour, self.pictures = "#ff0000", Pictures(self)
        self.resize(8, 6)

    def prepare(self, colour: str) -> bool:
        with showing(self, colour=colour):
            return self.pictures.prepare(Depends((colour,)), self.paint)

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(1, 1, 2, 2, QColor(self.colour))

    def paintEvent(self, _event: object) -> None:
        self.pictures.show(Depends((self.colour,)), self.paint)


@pytest.fixture
def spot(qtbot: QtBot) -> Spot:
    made = Spot()
    qtbot.addWidget(made)
    return made


def look(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def test_what_was_painted_ahead_is_only_put_on_screen(spot: Spot) -> None:
    assert spot.prepare("#00ff00")
    assert spot.colour == "#ff0000"
    assert not spot.prepare("#00ff00")
    spot.colour = "#00ff00"
    picture = look(spot)
    assert picture.pixelColor(1, 1) == QColor("#00ff00")
    assert picture.pixelColor(5, 5) == spot.palette().color(QPalette.ColorRole.Window)
    assert spot.pictures.painted == 1


def test_another_size_or_other_colours_are_painted_again(spot: Spot) -> None:
    look(spot)
    look(spot)
    assert spot.pictures.painted == 1
    spot.resize(9, 6)
    assert look(spot).width() == 9
    colours = spot.palette()
    colours.setColor(QPalette.ColorRole.Window, QColor("#0000ff"))
    spot.setPalette(colours)
    assert look(spot).pixelColor(5, 5) == QColor("#0000ff")
    assert spot.pictures.painted == 3
    spot.pictures.forget()
    assert spot.prepare(spot.colour)
    spot.resize(0, 0)
    assert not spot.prepare("#123456")


def test_few_pictures_are_kept_and_the_oldest_goes_first(spot: Spot) -> None:
    colours = [f"#0000{n:02x}" for n in range(9)]
    for colour in colours:
        spot.prepare(colour)
    assert not spot.prepare(colours[1])  # looked at again: it stays
    assert spot.prepare(colours[0])
    assert not spot.prepare(colours[1])
    spot.resize(4000, 2000)  # 32 MB each: three, whatever they take
    made = [spot.prepare(colour) for colour in (*colours[:3], *colours[:4])]
    assert made == [True] * 3 + [False] * 3 + [True]
    assert spot.prepare(colours[0])


def test_equal_values_of_other_objects_are_something_else() -> None:
    one, other = [1], [1]
    assert Depends((1,), (one,)).same(Depends((1,), (one,)))
    assert not Depends((1,), (one,)).same(Depends((1,), (other,)))
    assert not Depends((1,), (one,)).same(Depends((1,)))
    assert not Depends((1,), (one,)).same(Depends((2,), (one,)))


PARTS = (Film, Context, PlaceLine, *KINDS)


def part_of(kind: object) -> QWidget:
    made = StampView(kind) if isinstance(kind, str) else kind()
    if isinstance(made, StampView):
        made.set_place(PLAN.stamps[0], PLAN)
    elif isinstance(made, PlaceLine):
        made.setGeometry(PLAN.words)
    else:
        made.set_plan(PLAN)
    return made


@pytest.mark.parametrize("kind", PARTS)
def test_each_part_shows_what_it_would_have_painted(
    kind: object, pixels: dict[str, Dossier], qtbot: QtBot
) -> None:
    now = sight(pixels["star"])
    fresh, ahead = part_of(kind), part_of(kind)
    for made in (fresh, ahead):
        qtbot.addWidget(made)
    ahead.set_sight(now)
    before = look(ahead)
    for then in coming(pixels):
        ahead.prepare(then)
        assert look(ahead) == before
        ahead.set_sight(then)
        painted = ahead._pictures.painted
        fresh.set_sight(then)
        fresh._pictures.forget()
        assert look(ahead) == look(fresh)
        assert ahead._pictures.painted == painted
        ahead.set_sight(now)
    assert before == look(ahead)


def coming(pixels: dict[str, Dossier]) -> list[Sight]:
    """Another pixel, frame, stretch, unit or way to look."""
    star = sight(pixels["star"])
    blocks = {key: block for key, block in star.blocks.items() if key[0] != 4}
    return [
        sight(pixels["telegraph"]),
        replace(star, frame=2),
        replace(star, kind="linear"),
        replace(star, blind=True),
        replace(star, blocks={**blocks, (4, "residual"): None}),
        replace(star, blocks=blocks),
    ]


def test_the_headline_too(qtbot: QtBot, pixels: dict[str, Dossier]) -> None:
    made, then = Headline(), sight(pixels["telegraph"])
    qtbot.addWidget(made)
    made.setGeometry(PLAN.headline)
    made.set_sight(sight(), "master: median of 5 frames")
    before = look(made)
    assert made.prepare(then, "master: mean of 5 frames")
    assert look(made) == before
    made.set_sight(then, "master: mean of 5 frames")
    assert look(made) != before
    assert made._pictures.painted == 2
