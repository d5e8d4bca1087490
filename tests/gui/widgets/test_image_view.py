from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.core.display.pyramid import build_levels
from darkviewer.core.display.stretch import Stretch
from darkviewer.core.layers.layer_image import LayerImage
from darkviewer.gui.style.theme import PALETTES
from darkviewer.gui.widgets.image_view import ImageView

NY, NX = 400, 600
WIDTH, HEIGHT = 300, 200
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def frame(shape: tuple[int, int] = (NY, NX)) -> LayerImage:
    values = np.zeros(shape, np.uint16)
    return LayerImage(0, "raw", "ADU", "a.fits", build_levels(values), values)


@pytest.fixture
def view(qtbot: QtBot) -> ImageView:
    made = ImageView()
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT)
    made.set_stretch(Stretch("linear", 0.0, 256.0))
    with qtbot.waitExposed(made):
        made.show()
    made.set_image(frame())
    return made


def drag(
    qtbot: QtBot,
    view: ImageView,
    start: tuple[int, int],
    end: tuple[int, int],
    button: Qt.MouseButton = LEFT,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    port = view.viewport()
    qtbot.mousePress(port, button, modifier, QPoint(*start))
    middle = QPoint((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
    for point in (middle, QPoint(*end)):
        _move(view, point, button, modifier)
    qtbot.mouseRelease(port, button, modifier, QPoint(*end))


def _move(
    view: ImageView,
    point: QPoint,
    button: Qt.MouseButton,
    modifier: Qt.KeyboardModifier,
) -> None:
    """QTest.mouseMove tells no button."""
    port = view.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(port.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        button,
        modifier,
    )
    QApplication.sendEvent(port, event)


def turn_wheel(view: ImageView, x: int, y: int, notches: float) -> None:
    port = view.viewport()
    event = QWheelEvent(
        QPointF(x, y),
        QPointF(port.mapToGlobal(QPoint(x, y))),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def test_a_new_image_is_fitted(view: ImageView) -> None:
    assert view.region == (0, NX - 1, 0, NY - 1)
    assert view.scale_on_screen == 0.5


def test_an_image_of_the_same_shape_keeps_the_zoom(view: ImageView) -> None:
    view.show_region((100, 159, 80, 119))
    view.set_image(frame())
    assert view.region == (100, 159, 80, 119)
    view.set_image(frame((50, 60)))
    assert view.region == (0, 59, 0, 49)


def test_a_region_is_shown_with_both_its_ends(view: ImageView) -> None:
    view.show_region((300, 499, 100, 232))
    x0, x1, y0, y1 = view.region
    assert (x0, x1) == (300, 499)  # the widget is 1.5 times as wide as high
    assert y0 <= 100 <= 232 <= y1


def test_what_lies_beyond_the_frame_is_not_shown(view: ImageView) -> None:
    view.show_region((5000, 6000, 0, 10))
    assert view.region == (0, NX - 1, 0, NY - 1)
    view.show_region((-50, 59, -50, 39))
    assert view.region == (0, 59, 0, 39)


def test_dragging_a_box_zooms_into_it(qtbot: QtBot, view: ImageView) -> None:
    drag(qtbot, view, (60, 40), (120, 80))  # two image pixels per screen pixel
    assert view.region == (120, 239, 80, 159)


def test_a_box_can_be_dragged_in_any_direction(qtbot: QtBot, view: ImageView) -> None:
    drag(qtbot, view, (120, 40), (60, 80))
    assert view.region == (120, 239, 80, 159)


def test_the_zoom_history_goes_back_step_by_step(qtbot: QtBot, view: ImageView) -> None:
    seen = [view.region]
    drag(qtbot, view, (60, 40), (120, 80))
    seen.append(view.region)
    view.show_region((130, 159, 90, 109))
    seen.append(view.region)
    view.one_to_one()
    while len(seen) > 1:
        view.previous_zoom()
        assert view.region == seen.pop()
    view.previous_zoom()
    assert view.region == seen[0]
    view.previous_zoom()  # nothing left
    assert view.region == (0, NX - 1, 0, NY - 1)


@pytest.mark.parametrize(
    ("button", "modifier"),
    [
        (RIGHT, Qt.KeyboardModifier.NoModifier),
        (Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier),
        (LEFT, SHIFT),
    ],
)
def test_other_drags_move_the_picture(
    qtbot: QtBot,
    view: ImageView,
    button: Qt.MouseButton,
    modifier: Qt.KeyboardModifier,
) -> None:
    view.show_region((200, 349, 150, 249))
    x0, x1, y0, y1 = view.region
    drag(qtbot, view, (100, 100), (140, 120), button, modifier)
    assert view.region == (x0 - 20, x1 - 20, y0 - 10, y1 - 10)


def test_the_wheel_zooms_about_the_cursor(view: ImageView) -> None:
    before = view._scene_point(QPointF(90, 60))
    turn_wheel(view, 90, 60, 2)
    assert view.scale_on_screen == pytest.approx(0.5 * 1.25**2)
    after = view._scene_point(QPointF(90, 60))
    assert (after - before).manhattanLength() < 1e-9
    turn_wheel(view, 90, 60, 1)
    view.previous_zoom()  # quick turns are one step
    assert view.scale_on_screen == 0.5


def test_zooming_has_ends(view: ImageView) -> None:
    for _ in range(60):
        turn_wheel(view, 150, 100, 1)
        view.zoom_in()
    largest = view.scale_on_screen
    view.zoom_in()
    assert view.scale_on_screen == largest == 128
    for _ in range(60):
        turn_wheel(view, 150, 100, -1)
        view.zoom_out()
    assert view.scale_on_screen > 0.05
    assert view.region == (0, NX - 1, 0, NY - 1)


def test_one_to_one_and_fit(view: ImageView) -> None:
    view.one_to_one()
    assert view.scale_on_screen == 1
    assert view.region == (150, 449, 100, 299)
    view.fit()
    assert view.region == (0, NX - 1, 0, NY - 1)


def test_going_to_a_pixel_keeps_the_scale(view: ImageView) -> None:
    view.one_to_one()
    view.go_to(300, 40)
    assert view.scale_on_screen == 1
    x0, x1, _, _ = view.region
    assert (x0 + x1) // 2 == 300


def test_one_to_one_and_zoom_centre_on_the_selected_pixel(view: ImageView) -> None:
    def centre() -> tuple[float, float]:
        x0, x1, y0, y1 = view.region
        return (x0 + x1) / 2, (y0 + y1) / 2

    view.set_selected((400, 100))
    view.one_to_one()
    assert view.scale_on_screen == 1
    assert centre() == pytest.approx((400, 100), abs=1)
    view.go_to(300, 150)  # the selected pixel is in sight still
    view.zoom_in()
    assert centre() == pytest.approx((400, 100), abs=1)
    view.go_to(200, 300)  # it is out of sight: another part is looked at
    view.zoom_in()
    assert centre() == pytest.approx((200, 300), abs=1)
    view.set_selected(None)
    view.one_to_one()
    assert centre() == pytest.approx((200, 300), abs=1)


def test_close_up(view: ImageView) -> None:
    view.zoom_to(300, 200)
    assert view.scale_on_screen == 16
    x0, x1, y0, y1 = view.region
    assert x0 < 300 < x1
    assert y0 < 200 < y1


def test_resizing_keeps_what_was_fitted(qtbot: QtBot, view: ImageView) -> None:
    view.resize(600, 300)
    qtbot.waitUntil(lambda: view.viewport().width() == 600)
    assert view.region == (0, NX - 1, 0, NY - 1)
    assert view.scale_on_screen == 0.75
    view.one_to_one()
    view.resize(300, 200)
    assert view.scale_on_screen == 1


def test_dragging_with_ctrl_measures_and_stays(qtbot: QtBot, view: ImageView) -> None:
    view.show_region((200, 229, 150, 169))  # ten screen pixels each
    before = view.region
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(view.region_drawn) as drawn:
        drag(qtbot, view, (62, 41), (118, 78), modifier=control)
    assert drawn.args == [(206, 211, 154, 157)]
    assert view.region == before


def test_the_outline_is_exactly_around_its_pixels(view: ImageView) -> None:
    view.set_palette(PALETTES["dark"])
    view.set_stretch(Stretch("linear", -2.0, 1.0))  # all white
    view.show_region((200, 229, 150, 169))
    plain = view.viewport().grab().toImage()
    view.set_measured((206, 211, 154, 157))
    outlined = view.viewport().grab().toImage()
    changed = [
        (x, y)
        for x in range(300)
        for y in range(200)
        if plain.pixel(x, y) != outlined.pixel(x, y)
    ]
    left, right = min(x for x, _ in changed), max(x for x, _ in changed)
    top, bottom = min(y for _, y in changed), max(y for _, y in changed)
    # the line is in the middle of what changed, on the edges of the pixels
    assert (left + right + 1) / 2 == (60 + 120) / 2
    assert (top + bottom + 1) / 2 == (40 + 80) / 2
    assert right - left + 1 == pytest.approx(60 + 4, abs=1)
    assert bottom - top + 1 == pytest.approx(40 + 4, abs=1)
    view.set_measured(None)
    assert view.viewport().grab().toImage() == plain


def test_a_click_picks_the_pixel_under_it(qtbot: QtBot, view: ImageView) -> None:
    view.show_region((200, 229, 150, 169))  # ten screen pixels each
    with qtbot.waitSignal(view.pixel_clicked) as clicked:
        qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(74, 109))
    assert clicked.args == [207, 160]


def test_the_pixel_under_the_cursor_is_told(view: ImageView) -> None:
    emitted = []
    view.pixel_hovered.connect(emitted.append)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    _move(view, QPoint(10, 10), *none)
    _move(view, QPoint(299, 199), *none)
    view.set_image(frame((10, 10)))
    _move(view, QPoint(5, 100), *none)
    assert emitted == [(20, 20), (598, 398), None]


def test_nothing_happens_without_an_image(qtbot: QtBot, view: ImageView) -> None:
    view.set_image(None)
    emitted = []
    view.pixel_clicked.connect(lambda *pixel: emitted.append(pixel))
    drag(qtbot, view, (60, 40), (120, 80))
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(50, 50))
    turn_wheel(view, 50, 50, 1)
    for act in (view.fit, view.one_to_one, view.zoom_in, view.previous_zoom):
        act()
    view.show_region((0, 10, 0, 10))
    view.bring_into_sight(3, 3)
    assert emitted == []
    assert view.region is None
