from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSizeF

from darkviewer.gui.geometry.viewport import Viewport
from darkviewer.gui.graphics.markers import CELL, CROWDED, arrange, mark_of, markers_of
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.tables import table

SIZE = QSizeF(900, 500)


def test_markers_are_those_of_the_frame_the_brightest_first() -> None:
    whole = table(500, frames=4)
    known = markers_of(whole, 2)
    assert set(known.ids()) == set(whole.id[whole.frame == 2])
    assert np.all(np.diff(whole.value_e[known.ids()]) <= 0)
    assert np.array_equal(known.urgent, np.flatnonzero(known.accepted()))
    assert len(markers_of(whole, 9).ids()) == 0


def test_marks_stand_on_their_pixels() -> None:
    known = markers_of(table(50), 0)
    view = Viewport(1024, 1024, 0.2)
    shown = arrange(known, view, SIZE)
    assert len(shown.index) == 50
    for i, x, y in zip(shown.index, shown.x, shown.y, strict=True):
        assert x == pytest.approx((known.x[i] + 0.5 - 1024) * 0.2 + 450)
        assert y == pytest.approx((known.y[i] + 0.5 - 1024) * 0.2 + 250)


def test_only_what_is_on_screen_is_arranged() -> None:
    known = markers_of(table(5000), 0)
    shown = arrange(known, Viewport(1000, 1000, 4), SIZE)
    x, y = known.x + 0.5 - 1000, known.y + 0.5 - 1000
    inside = (x >= -112.5) & (x < 112.5) & (y >= -62.5) & (y < 62.5)
    assert set(shown.index) == set(np.flatnonzero(inside))
    assert shown.hidden == 0


def test_a_crowd_is_thinned_to_the_most_important() -> None:
    known = markers_of(table(100_000), 0)
    shown = arrange(known, Viewport(1024, 1024, 0.24), SIZE)
    assert CROWDED < len(shown.index) < 1100
    assert shown.hidden == shown.total - len(shown.index) > 90_000
    assert 0 in shown.index  # the brightest accepted one
    assert known.accepted(shown.index).mean() > 0.9


def test_each_cell_of_a_crowd_shows_its_most_important() -> None:
    known, view = markers_of(table(30_000), 0), Viewport(1024, 1024, 0.2)
    shown = arrange(known, view, SIZE)
    seen = view.rect(SIZE)
    best: dict[tuple[int, int], tuple[bool, int]] = {}
    for i, (x, y) in enumerate(zip(known.x, known.y, strict=True)):
        # all of the image is in sight; the grid begins at its corner
        across = (x + 0.5 - seen.left()) * 0.2 + seen.left() * 0.2 % CELL
        down = (y + 0.5 - seen.top()) * 0.2 + seen.top() * 0.2 % CELL
        cell = int(across // CELL), int(down // CELL)
        rank = (i % 10 != 0, i)  # every tenth is accepted
        best[cell] = min(best.get(cell, rank), rank)
    expected = {i for _, i in best.values()}
    different = expected.symmetric_difference(shown.index.tolist())
    assert len(different) <= 2, "but for rounding on an edge of a cell"


def test_the_same_marks_are_drawn_while_the_image_moves() -> None:
    known = markers_of(table(100_000), 0)
    first = arrange(known, Viewport(1000, 1000, 0.6), SIZE)
    moved = arrange(known, Viewport(1037, 1011, 0.6), SIZE)  # 22 and 7 on screen
    for one, other, by in ((first, moved, 1), (moved, first, -1)):
        x, y = one.x - by * 37 * 0.6, one.y - by * 11 * 0.6
        well_inside = (x > 45) & (x < 855) & (y > 45) & (y < 455)
        assert well_inside.sum() > CROWDED
        assert set(one.index[well_inside]) <= set(other.index)


def test_a_click_means_the_nearest_mark() -> None:
    known = markers_of(table(200), 0)
    shown = arrange(known, Viewport(1024, 1024, 0.2), SIZE)
    at = QPointF(shown.x[3] + 2, shown.y[3] - 1)
    assert shown.nearest(at) == shown.index[3]
    assert shown.nearest(QPointF(-50, -50)) is None


def test_classes_differ_by_shape_or_line_and_colour() -> None:
    for palette in PALETTES.values():
        marks = {
            (a, s): mark_of(accepted=a, synthetic=s, palette=palette)
            for a in (False, True)
            for s in (False, True)
        }
        looks = {(mark.shape, mark.dashed) for mark in marks.values()}
        assert len(looks) == 4
    assert marks[True, False].shape == "circle"


def test_the_mark_of_a_candidate_has_its_colour() -> None:
    mark = mark_of(accepted=True, synthetic=False, palette=PALETTES["dark"])
    assert (mark.shape, mark.colour) == ("circle", "#56B4E9")
