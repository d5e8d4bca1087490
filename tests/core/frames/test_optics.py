"""Pixel scale: small-angle truth, where it comes from, and what follows from it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.header import frame_info
from darkviewer.core.frames.optics import (
    header_scale,
    known_scale,
    scale_document,
    scale_origin,
    with_scale,
)
from darkviewer.core.frames.session import Session
from darkviewer.core.parameters import Parameters

SCALE = math.degrees(math.atan(2.4e-3 / 312.5)) * 3600  # a pixel of 2.4 um at 312.5 mm


def session(**cards: float) -> Session:
    info = frame_info(cards, path=Path("00001.fits"), shape=(4, 6))
    return Session(Path("x"), frames=(info,))


def test_the_scale_is_the_angle_of_a_pixel() -> None:
    found = header_scale(session(FOCALLEN=312.5, XPIXSZ=2.4))
    assert found == pytest.approx(SCALE, abs=5e-5)  # 1.584 arcsec


@pytest.mark.parametrize(
    "cards",
    [
        {},
        {"FOCALLEN": 312.5},
        {"XPIXSZ": 2.4},
        {"FOCALLEN": 0, "XPIXSZ": 2.4},
        {"FOCALLEN": 1e9, "XPIXSZ": 2.4},  # 0.0000005 arcsec: no telescope
    ],
)
def test_headers_that_do_not_say_it(cards: dict[str, float]) -> None:
    assert header_scale(session(**cards)) is None
    assert header_scale(None) is None


def test_the_width_is_seeing_over_scale() -> None:
    parameters = Parameters()
    assert parameters.seeing_arcsec == 3.0  # the notebooks: 3" / 1.5" = 2 px
    finer = parameters.changed("pixel_scale_arcsec", 0.75)
    assert (finer.fwhm_px, finer.seeing_arcsec) == (4.0, 3.0)
    worse = finer.changed("seeing_arcsec", 4.5)
    assert (worse.fwhm_px, worse.pixel_scale_arcsec) == (6.0, 0.75)
    wider = finer.changed("fwhm_px", 2.0)
    assert (wider.seeing_arcsec, wider.pixel_scale_arcsec) == (1.5, 0.75)
    odd = parameters.changed("pixel_scale_arcsec", 0.7)
    assert odd.fwhm_px == pytest.approx(3 / 0.7)
    assert odd.seeing_arcsec == 3.0


def test_a_width_that_no_test_can_take_is_refused_in_words() -> None:
    with pytest.raises(DarkviewerError, match=r"3″ at 0\.1″ per pixel is a FWHM of 30"):
        Parameters().changed("pixel_scale_arcsec", 0.1)
    with pytest.raises(DarkviewerError, match="Seeing is 0"):
        Parameters().changed("seeing_arcsec", 0.0)
    kept = with_scale(Parameters(), 0.1)  # a header is believed all the same
    assert (kept.fwhm_px, kept.pixel_scale_arcsec) == (2.0, 0.1)


def test_where_the_scale_came_from() -> None:
    known = session(FOCALLEN=312.5, XPIXSZ=2.4)
    assert scale_origin(Parameters(), known) == "default"
    assert scale_origin(Parameters(pixel_scale_arcsec=2.0), known) == "user"
    typed = Parameters(pixel_scale_arcsec=1.5)  # the number used when none is given
    assert scale_origin(typed, session()) == "user"
    assert known_scale(typed) == 1.5
    assert math.isnan(known_scale(Parameters()))
    assert with_scale(typed, None) == Parameters()
    told = with_scale(Parameters(), header_scale(known) or 0)
    assert scale_origin(told, known) == "FOCALLEN 312.5 mm, XPIXSZ 2.4 um"
    assert scale_origin(told, session()) == "user"
    assert scale_document(told, known) == {
        "pixel_scale_arcsec": 1.5841,
        "source": "FOCALLEN 312.5 mm, XPIXSZ 2.4 um",
        "seeing_arcsec": 3.0,
        "fwhm_px": pytest.approx(3 / 1.5841, abs=1e-6),
    }
