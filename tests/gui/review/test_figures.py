"""Figures of a candidate, each at its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from darkviewer.core.parameters import Parameters
from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.review.figures import Figures, probability
from darkviewer.gui.text.units import Units
from tests.helpers.star_pixels import FLUX_E, FWHM_PX, STAR_FRAME

NAMES = ("flux", "fwhm", "sigma", "seen", "p", "probability")


@pytest.fixture
def figures(qtbot: QtBot) -> Figures:
    made = Figures()
    qtbot.addWidget(made)
    made.resize(310, 100)
    made.show()
    return made


def test_a_star(
    figures: Figures, pixels: dict[str, Dossier], parameters: Parameters
) -> None:
    star = pixels["star"]
    figures.show_pixel(star, STAR_FRAME, parameters, Units(), blind=False)
    flux, _, spread = figures.text("flux").removesuffix(" e⁻").partition(" ± ")
    found, error = (float(text.replace(",", "")) for text in (flux, spread))
    assert abs(found - FLUX_E) < 4 * error < FLUX_E / 5
    width = float(figures.text("fwhm").removesuffix(" px"))
    assert width == pytest.approx(FWHM_PX, rel=0.1)
    assert figures.text("seen") == "1 of 10"
    assert figures.text("probability") == "> 0.999"
    assert float(figures.text("sigma")) > 5
    assert float(figures.text("p")) > 0.001
    figures.grab()


def test_a_width_that_was_given_is_no_figure(
    figures: Figures, pixels: dict[str, Dossier], parameters: Parameters
) -> None:
    given = replace(parameters, width="fixed")
    figures.show_pixel(pixels["star"], STAR_FRAME, given, Units(), blind=False)
    assert figures.text("fwhm") == "–"


def test_blind_hides_what_the_program_thinks(
    figures: Figures, pixels: dict[str, Dossier], parameters: Parameters
) -> None:
    figures.show_pixel(pixels["star"], STAR_FRAME, parameters, Units(), blind=True)
    hidden = {name for name in NAMES if figures.text(name) == "–"}
    assert hidden == {"p", "probability"}


def test_without_a_fit_there_is_no_flux(
    figures: Figures, pixels: dict[str, Dossier], parameters: Parameters
) -> None:
    known = pixels["star"]
    evidence = known.classification.evidence
    nowhere = evidence.shape.flux_e * float("nan")
    unfitted = replace(evidence.shape, flux_e=nowhere, fwhm_px=nowhere)
    judged = replace(known.classification, evidence=replace(evidence, shape=unfitted))
    known = replace(known, classification=judged)
    figures.show_pixel(known, STAR_FRAME, parameters, Units(), blind=False)
    assert figures.text("flux") == figures.text("fwhm") == "–"


def test_frame_and_others_stay_when_the_pixel_goes(figures: Figures) -> None:
    figures.show_frame("light +1", "light: it is bright\ncold: it is cold")
    figures.show_others("anna: hot")
    figures.clear()
    assert figures.text("frame") == "light +1"
    assert figures.text("flux") == "–"
    assert figures.text("others") == "anna: hot"
    figures.show_others("")
    assert figures.text("others") == "–"
    assert figures.text("registry") == "no entry"


def test_each_has_its_tip_wide_and_narrow(figures: Figures, qtbot: QtBot) -> None:
    figures.show_frame("light", "light: it is bright")
    right = QPointF(300, 0.7 * figures.height())
    assert figures.tip_at(right) == "frame light\nlight: it is bright"
    assert figures.tip_at(QPointF(5, 2)).startswith("flux –\n")
    figures.resize(150, 220)
    qtbot.waitUntil(lambda: figures.folded)
    assert figures.tip_at(right) == ""
    below = QPointF(100, 7.5 * figures.line_height)
    assert figures.tip_at(below).startswith("frame light")
    figures.grab()


def test_a_probability_is_never_written_as_one() -> None:
    assert probability(1.0) == probability(0.9995) == "> 0.999"
    assert (probability(0.42), probability(4e-19)) == ("0.42", "4e−19")
