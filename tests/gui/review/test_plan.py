"""Where the parts lie: inside, beside each other, and of the sizes that were asked."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRect

from darkviewer.gui.review.plan import SIDE, SLOTS, Plan, plan

DRAWN, LOW = (837, 699), (723, 450)  # the middle of a window of 1440x900, of 1024x640


def parts(at: Plan) -> list[QRect]:
    rows = [at.headline, at.film, at.context, at.buttons, *at.stamps, at.words]
    return [row for row in rows if not row.isEmpty()]


@pytest.mark.parametrize(
    ("size", "scale"),
    [
        (DRAWN, 1.0),
        (LOW, 1.0),
        ((689, 599), 1.0),
        ((687, 558), 1.0),
        ((1900, 1200), 1.0),
        ((900, 620), 1.25),
        ((723, 600), 2.0),
        ((1100, 800), 2.0),
        ((959, 499), 2.0),
        ((600, 560), 2.0),
        ((511, 399), 2.0),
        ((511, 370), 2.0),
    ],
)
def test_nothing_overlaps_or_is_cut(size: tuple[int, int], scale: float) -> None:
    at = plan(*size, scale)
    whole = QRect(0, 0, *size)
    for part in parts(at):
        assert whole.contains(part)
    for one, other in combinations(parts(at), 2):
        assert not one.intersects(other)


def test_as_it_was_drawn() -> None:
    at = plan(*DRAWN)
    assert (at.film_px, at.context_px, at.cell_px) == (5, 18, 40)
    assert len(at.stamps) == 4
    pictures = SLOTS * SIDE * at.film_px
    assert pictures < at.film.width()
    assert at.stamps[1].right() == at.film.right() - 5  # the rim of the film


@pytest.mark.parametrize(("height", "cell_px"), [(594, 31), (558, 30)])
def test_a_window_of_1280_by_800_has_all_stamps(height: int, cell_px: int) -> None:
    """Also below the line that says that nothing was tested."""
    at = plan(687, height)
    assert (at.film_px, at.cell_px, len(at.stamps)) == (4, cell_px, 4)
    assert at.words.height() > 0


def test_a_low_window_has_two_stamps() -> None:
    at = plan(*LOW)
    assert (at.film_px, at.context_px, at.cell_px) == (3, 9, 40)
    assert len(at.stamps) == 2
    assert at.buttons.right() == at.stamps[1].right()


def test_at_large_text_the_buttons_go_aside_and_then_the_film() -> None:
    aside = plan(959, 499, 2.0)
    assert aside.buttons.left() > aside.stamps[0].right()
    assert not aside.film.isEmpty()
    low = plan(511, 399, 2.0)
    assert low.film.isEmpty()
    assert not low.buttons.isEmpty()
    lowest = plan(511, 370, 2.0)
    assert lowest.film.isEmpty()
    assert lowest.buttons.isEmpty()


def test_words_go_before_a_stamp_does() -> None:
    at = plan(723, 436)
    assert len(at.stamps) == 2
    assert at.words.height() == 0
    assert len(plan(723, 400).stamps) == 1


def test_large_text_has_one_stamp_with_large_numbers() -> None:
    at = plan(1100, 800, 2.0)
    assert len(at.stamps) == 1
    assert at.cell_px == 64
    assert at.words.height() == 0


def test_a_large_window_has_large_pictures() -> None:
    at = plan(1900, 1200)
    assert at.film_px == 8
    assert at.context_px == 28
    assert at.cell_px == 60
    left, right = at.context.left(), at.stamps[1].right()
    assert left == pytest.approx(1900 - right, abs=2)  # in the middle


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_window_that_is_too_small_shows_the_top(scale: float) -> None:
    at = plan(300, 200, scale)
    assert (at.film_px, at.context_px, len(at.stamps)) == (3, 9, 1)
