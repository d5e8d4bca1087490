"""What is known of a pixel in a frame."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.review.sight import around
from tests.helpers.sights import sight, ten_frames
from tests.helpers.star_pixels import FLUX_E, STAR_FRAME


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (3, (0, 1, 2, 3, 4, 5, 6)),
        (0, (None, None, None, 0, 1, 2, 3)),
        (9, (6, 7, 8, 9, None, None, None)),
    ],
)
def test_the_frame_on_show_is_in_the_middle(
    frame: int, expected: tuple[int | None, ...]
) -> None:
    assert around(ten_frames(), frame) == expected


def test_frames_that_are_left_out_are_in_file_order() -> None:
    frames = replace(ten_frames(left_out=1), order=(0, 9, *range(1, 9)))
    assert around(frames, 9) == (None, None, 0, 9, 1, 2, 3)


def test_the_value_of_a_frame_is_that_of_the_middle_pixel() -> None:
    known = sight()
    assert known.value(4) == 10 * 21 + 10 + 40
    assert math.isnan(replace(known, blocks={}).value(4))
    assert known.stretch.white == pytest.approx(910)
    assert replace(known, limits=None).stretch is None


def test_the_star_is_the_one_that_was_put_there(pixels: dict[str, Dossier]) -> None:
    star = sight(pixels["star"], frame=STAR_FRAME).star
    assert star.flux_e == pytest.approx(FLUX_E, abs=5 * 200)
    for found, off, error in zip(
        (star.dx, star.dy), (0.3, 0.2), star.errors, strict=True
    ):
        assert abs(found - off) < 5 * error
    assert star.rival in ("hot", "pair", "track")
    assert star.dbic > 0


def test_nobody_shall_see_it_blind(pixels: dict[str, Dossier]) -> None:
    assert sight(pixels["star"], frame=STAR_FRAME, blind=True).star is None


def test_a_dossier_is_of_one_pixel_and_of_frames_in_the_master(
    pixels: dict[str, Dossier],
) -> None:
    known = sight(pixels["star"])
    assert known.examined is pixels["star"]
    assert replace(known, x=21).examined is None
    assert replace(known, frame=len(pixels["star"].raw)).examined is None
    assert replace(known, dossier=None).examined is None


def test_all_that_is_shown_depends_on(pixels: dict[str, Dossier]) -> None:
    known = sight(pixels["star"])
    same = replace(known, blocks=dict(known.blocks))
    assert (same.values, same.objects) == (known.values, known.objects)
    for other in ({"frame": 4}, {"blind": True}, {"kind": "log"}, {"blocks": {}}):
        assert replace(known, **other).values != known.values
    assert replace(known, dossier=None).objects != known.objects


def test_what_could_not_be_fitted_has_no_star(pixels: dict[str, Dossier]) -> None:
    known = pixels["star"]
    evidence = known.classification.evidence
    nothing = replace(evidence.shape, chi2=evidence.shape.chi2 * math.nan)
    unfitted = replace(
        known,
        classification=replace(
            known.classification, evidence=replace(evidence, shape=nothing)
        ),
    )
    assert sight(unfitted).star is None
