from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from darkviewer.gui.geometry.viewport import LARGEST, Viewport, fitted

SIZE = QSizeF(800, 500)
numbers = st.floats(-3000, 3000)


def place(view: Viewport, point: QPointF) -> QPointF:
    """Position of a point of the scene in the widget."""
    return (point - view.rect(SIZE).topLeft()) * view.scale


@given(numbers, numbers, st.floats(0.05, 50), st.floats(0.2, 5), numbers, numbers)
def test_zooming_leaves_the_point_under_the_cursor_where_it_is(
    x: float, y: float, scale: float, factor: float, px: float, py: float
) -> None:
    view, point = Viewport(x, y, scale), QPointF(px, py)
    before, after = place(view, point), place(view.zoomed(factor, point), point)
    assert after.x() == pytest.approx(before.x(), abs=1e-6)
    assert after.y() == pytest.approx(before.y(), abs=1e-6)


def test_zooming_without_a_point_keeps_the_centre() -> None:
    assert Viewport(10, 20, 2).zoomed(3) == Viewport(10, 20, 6)


def test_the_image_follows_the_mouse() -> None:
    view, point = Viewport(100, 100, 4), QPointF(90, 95)
    moved = place(view.moved(12, -8), point) - place(view, point)
    assert moved == QPointF(12, -8)


def test_a_fitted_rectangle_is_all_there_and_as_large_as_possible() -> None:
    rect = QRectF(10, 20, 100, 200)
    view = fitted(rect, SIZE)
    assert view.scale == 2.5
    assert view.rect(SIZE).contains(rect)
    assert view.rect(SIZE).height() == 200


def test_a_single_pixel_is_not_blown_up_beyond_reason() -> None:
    assert fitted(QRectF(3, 3, 1, 1), SIZE).scale == LARGEST


def test_bounds_keep_the_image_in_sight() -> None:
    view = Viewport(-500, 9999, 1000).bounded((100, 200), SIZE)
    assert view == Viewport(0, 100, LARGEST)
    assert Viewport(0, 0, 1e-9).bounded((2000, 2000), SIZE).scale == 0.0625
    assert Viewport(5, 5, 1.0).bounded((20000, 20000), SIZE).scale == 1.0
