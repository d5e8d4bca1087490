"""Numbers and colours of the 5x5 pixels, against the arrays they are of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.review.plan import plan
from darkviewer.gui.review.stamps import KINDS, StampView
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES
from darkviewer.gui.text.units import Units
from tests.helpers.sights import LIMITS, ramp, sight
from tests.helpers.star_pixels import STAR_FRAME

SIDE_PX = 200


@pytest.fixture
def view(qtbot: QtBot) -> StampView:
    made = StampView("residual")
    qtbot.addWidget(made)
    made.set_place(QRect(0, 0, SIDE_PX, SIDE_PX + 20), plan(837, 699))
    return made


def words(values: np.ndarray, decimals: int = 0) -> list[list[str]]:
    def text(value: float) -> str:
        written = f"{value:.{decimals}f}"
        zero = float(written) == 0
        return written.replace("-", "" if zero else "−")

    return [[text(value) for value in row] for row in values.tolist()]


def colour_at(view: StampView, x: int, y: int) -> QColor:
    """Of the corner of a pixel, where no digit is."""
    picture = view.grab().toImage()
    each = (SIDE_PX - 4) / 5 + 1
    return picture.pixelColor(round(x * each) + 3, 20 + round(y * each) + 3)


def grey(value: float) -> int:
    """Written out: asinh from black to white."""
    span = LIMITS.white - LIMITS.black
    level = np.arcsinh((value - LIMITS.black) / (0.1 * span)) / np.arcsinh(10)
    return int(np.clip(np.floor(256 * level), 0, 255))


def test_the_residual_is_the_one_that_was_fitted(
    view: StampView, pixels: dict[str, Dossier]
) -> None:
    known = pixels["star"]
    view.set_sight(sight(known, frame=STAR_FRAME))
    values = known.stamps_e[STAR_FRAME]
    assert view.texts() == words(values)
    assert view.stamp.title == "RESIDUAL, e⁻"
    assert view.stamp.figure == "x 18:22, y 18:22"
    for x, y in ((0, 0), (2, 2), (1, 3)):
        assert colour_at(view, x, y) == QColor(*(grey(values[y, x]),) * 3)


def test_a_frame_that_was_not_examined_has_the_pixels_of_the_film(
    view: StampView,
) -> None:
    view.set_sight(sight())
    assert view.texts() == words(ramp(3).values[8:13, 8:13])
    view.set_sight(sight(blocks={}))
    assert view.texts() == []
    view.set_sight(sight(limits=None))
    assert view.texts() == []


def test_the_star_and_what_is_left_of_it(
    view: StampView, pixels: dict[str, Dossier]
) -> None:
    known = pixels["star"]
    shown = sight(known, frame=STAR_FRAME)
    view.set_kind("star")
    view.set_sight(shown)
    assert view.texts() == words(known.model_e[STAR_FRAME])
    view.set_kind("difference")
    view.set_sight(shown)
    model = known.model_e[STAR_FRAME]
    noise = np.sqrt(known.sigma_e[STAR_FRAME] ** 2 + model)
    sigmas = (known.stamps_e[STAR_FRAME] - model) / noise
    assert view.texts() == words(sigmas, 1)
    chi2 = float(np.sum(sigmas**2))
    assert (
        view.stamp.figure == f"χ² {chi2:.1f} / {25 - 4}"
    )  # flux, place and width were fitted


def test_the_best_rival_and_by_how_much_it_is_worse(
    view: StampView, pixels: dict[str, Dossier]
) -> None:
    known = pixels["star"]
    view.set_kind("rival")
    view.set_sight(sight(known, frame=STAR_FRAME))
    dbic = known.classification.evidence.shape.dbic[STAR_FRAME]
    name = ("HOT PIXEL", "PAIR", "TRACK")[int(dbic.argmin())]
    assert view.stamp.title == f"BEST RIVAL: {name}"
    assert view.stamp.figure == f"ΔBIC +{dbic.min():,.0f}"
    assert view.texts() == words(known.rival_e[STAR_FRAME])


@pytest.mark.parametrize("kind", KINDS[1:])
def test_blind_there_is_nothing_but_the_residual(
    view: StampView, pixels: dict[str, Dossier], kind: str
) -> None:
    view.set_kind(kind)
    view.set_sight(sight(pixels["star"], frame=STAR_FRAME, blind=True))
    assert view.texts() == []
    assert "–" in view.stamp.figure
    view.grab()
    view.set_kind("residual")
    assert view.texts() != []


def test_what_is_no_good_pixel_is_hatched(
    view: StampView, pixels: dict[str, Dossier]
) -> None:
    known = pixels["star"]
    stamps = known.stamps_e.copy()
    stamps[STAR_FRAME, 0, 0] = np.nan
    view.set_sight(sight(replace(known, stamps_e=stamps), frame=STAR_FRAME))
    assert view.texts()[0][0] == "–"
    ground = QColor(PALETTES["dark"].raised)
    picture = view.grab().toImage()
    each = (SIDE_PX - 4) / 5 + 1
    for column, hatched in ((0, True), (1, False)):
        left = round(column * each)
        edge = {picture.pixelColor(left + n, 23).name() for n in range(3, 36)}
        assert (ground.name() in edge) == hatched
        assert (len(edge) > 1) == hatched  # lines


def test_a_faint_unit_has_decimals(view: StampView, pixels: dict[str, Dossier]) -> None:
    units = Units("e-/s", exposure_s=100.0)
    view.set_sight(sight(pixels["star"], frame=STAR_FRAME, units=units))
    value = pixels["star"].stamps_e[STAR_FRAME, 2, 2] / 100
    assert view.texts()[2][2] == f"{value:.2f}"
    assert view.stamp.title == "RESIDUAL, e⁻/s"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_number_is_wider_than_its_pixel(
    view: StampView, pixels: dict[str, Dossier], scale: float
) -> None:
    fonts.set_scale(scale)
    known = pixels["star"]
    large = replace(known, stamps_e=np.full_like(known.stamps_e, -91_093_650.0))
    view.set_sight(sight(large, frame=STAR_FRAME))
    view.grab()
    smallest = QFontMetricsF(fonts.mono(6.5 / scale))
    text = view.texts()[0][0]
    assert smallest.horizontalAdvance(text) <= SIDE_PX / 5


def test_without_a_pixel_it_is_empty(view: StampView) -> None:
    view.set_sight(None)
    assert view.texts() == []
    assert view.stamp.title == ""
    view.grab()
