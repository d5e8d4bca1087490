"""The surroundings: greys against the data, and where the star was put."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.review.context import Context, PlaceLine, place_words
from darkviewer.gui.review.plan import plan
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.sights import LIMITS, ramp, sight, square
from tests.helpers.star_pixels import STAR_FRAME

PIXEL = 18  # screen pixels per pixel at this size


@pytest.fixture
def context(qtbot: QtBot) -> Context:
    made = Context()
    qtbot.addWidget(made)
    made.set_plan(plan(837, 699))
    made.set_sight(sight())
    return made


def colour_at(context: Context, x: int, y: int) -> QColor:
    place = context.place()
    return (
        context.grab()
        .toImage()
        .pixelColor(
            place.left() + PIXEL * x + PIXEL // 2, place.top() + PIXEL * y + PIXEL // 2
        )
    )


def grey(value: float, black: float, white: float) -> QColor:
    span = white - black
    level = np.arcsinh((value - black) / (0.1 * span)) / np.arcsinh(10)
    return QColor(*(int(np.clip(np.floor(256 * level), 0, 255)),) * 3)


def test_every_pixel_has_its_grey(context: Context) -> None:
    values = ramp(3).values
    for x, y in ((0, 0), (20, 0), (3, 17), (20, 20), (10, 10)):
        expected = grey(values[y, x], LIMITS.black, LIMITS.white)
        assert colour_at(context, x, y) == expected
    assert context.lines()[0] == ("21 × 21 AROUND IT", "x 10:30, y 10:30")


def test_another_layer_has_limits_of_its_own(context: Context) -> None:
    values = np.random.default_rng(3).normal(1000, 10, (21, 21))
    values[10, 10] = 2000
    blocks = {(3, "raw"): square(values), (3, "residual"): ramp(3)}
    context.set_sight(sight(layer="raw", blocks=blocks))
    assert colour_at(context, 10, 10) == QColor(255, 255, 255)
    stretch = context.stretch()
    assert stretch.white == 2000
    assert stretch.black == pytest.approx(970, abs=6)
    low = f"{stretch.black:.0f}"
    assert context.lines()[0][0] == f"RAW {low} … 2,000 ADU"
    context.blink("residual")
    assert context.layer == "residual"
    expected = grey(ramp(3).values[17, 3], LIMITS.black, LIMITS.white)
    assert colour_at(context, 3, 17) == expected
    context.blink("residual")
    assert context.layer == "residual"
    context.blink("")
    assert context.layer == "raw"


def test_what_is_not_known_yet_is_an_empty_frame(context: Context) -> None:
    context.set_sight(sight(layer="raw"))
    assert context.stretch() is None
    assert colour_at(context, 5, 5) == QColor(PALETTES["dark"].background)


def test_a_frame_that_cannot_be_read_is_hatched(context: Context) -> None:
    context.set_sight(sight(blocks={(3, "residual"): None}))
    picture, place = context.grab().toImage(), context.place()
    seen = {
        picture.pixelColor(place.left() + n, place.top() + 99).name() for n in range(90)
    }
    assert QColor(PALETTES["dark"].raised).name() in seen
    assert len(seen) == 2


def test_outside_the_frame_is_hatched(context: Context) -> None:
    block = ramp(3)
    inside = block.inside.copy()
    inside[:, :5] = False
    values = np.where(inside, block.values, np.nan)
    cut = replace(block, values=values, inside=inside)
    context.set_sight(sight(blocks={(3, "residual"): cut}))
    expected = grey(block.values[10, 6], LIMITS.black, LIMITS.white)
    assert colour_at(context, 6, 10) == expected
    picture, place = context.grab().toImage(), context.place()
    seen = {
        picture.pixelColor(place.left() + n, place.top() + 99).name() for n in range(80)
    }
    assert QColor(PALETTES["dark"].raised).name() in seen


def test_cross_and_circle_are_where_the_star_was_put(
    context: Context, pixels: dict[str, Dossier]
) -> None:
    shown = sight(pixels["star"], frame=STAR_FRAME)
    star = shown.star
    context.set_sight(shown)
    middle, place = context.centre(star), context.place()
    x = (middle.x() - place.left()) / PIXEL - 10.5
    y = (middle.y() - place.top()) / PIXEL - 10.5
    assert x == pytest.approx(0.3, abs=0.1)
    assert y == pytest.approx(0.2, abs=0.1)
    context.set_sight(replace(shown, blind=True))
    without = context.grab().toImage()
    context.set_sight(shown)
    lit = context.grab().toImage()
    edge = round(middle.x() + star.fwhm_px * PIXEL / 2)
    around = QRect(edge - 3, round(middle.y()) - 12, 6, 24)
    assert without.copy(around) != lit.copy(around)  # the circle
    inner = QRect(round(middle.x()) - 4, round(middle.y()) - 4, 8, 8)
    assert without.copy(inner) == lit.copy(inner)  # the middle stays free


def test_a_star_of_unknown_errors_is_painted_once(
    context: Context, pixels: dict[str, Dossier]
) -> None:
    unknown = np.full_like(pixels["star"].place_errors_px, np.nan)
    known = replace(pixels["star"], place_errors_px=unknown)
    context.set_sight(sight(known, frame=STAR_FRAME))
    context.grab()
    painted = context._pictures.painted
    context.grab()
    assert context._pictures.painted == painted


@pytest.mark.parametrize("name", ["light", "night"])
def test_other_palettes(
    context: Context, pixels: dict[str, Dossier], name: str
) -> None:
    palette = PALETTES[name]
    context.set_sight(sight(pixels["star"], frame=STAR_FRAME, palette=palette))
    picture = context.grab().toImage()
    place = context.place()
    colour = picture.pixelColor(place.left() + 9, place.top() + 9)
    assert (colour.blue() < colour.red()) == (name == "night")  # else it is a grey


def test_the_place_is_said_with_its_errors(pixels: dict[str, Dossier]) -> None:
    known = pixels["star"]
    cross, dashed = place_words(sight(known, frame=STAR_FRAME))
    error = known.place_errors_px[STAR_FRAME]
    shape = known.classification.evidence.shape
    x, y = 20 + shape.dx[STAR_FRAME], 20 + shape.dy[STAR_FRAME]
    assert cross == (
        f"cross: fitted centre {x:.2f} ± {error[0]:.2f}, {y:.2f} ± {error[1]:.2f}"
    )
    assert dashed == f"dashed: FWHM {shape.fwhm_px[STAR_FRAME]:.2f} px"
    assert place_words(None) == ("cross: fitted centre –", "dashed: FWHM –")


def test_the_line_below_says_as_much_as_fits(
    qtbot: QtBot, pixels: dict[str, Dossier]
) -> None:
    line = PlaceLine()
    qtbot.addWidget(line)
    line.grab()
    line.set_sight(sight(pixels["star"], frame=STAR_FRAME))
    assert line.toolTip() == ", ".join(
        place_words(sight(pixels["star"], frame=STAR_FRAME))
    )
    line.resize(378, 18)
    line.grab()


def test_without_a_pixel_it_is_empty(qtbot: QtBot) -> None:
    context = Context()
    qtbot.addWidget(context)
    context.set_sight(None)
    assert context.place().isEmpty()
    assert context.lines() == (("", ""),)
    assert context.stretch() is None
    assert context.layer == ""
    context.grab()
