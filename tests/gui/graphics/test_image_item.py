from __future__ import annotations

import threading
import weakref

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from darkviewer.core.display.pyramid import build_levels
from darkviewer.core.display.stretch import Stretch
from darkviewer.core.layers.layer_image import LayerImage
from darkviewer.gui.graphics import image_item
from darkviewer.gui.graphics.colour_maps import colour_table
from darkviewer.gui.widgets.image_view import ImageView

GREY = Stretch("linear", 0.0, 256.0)


def image_of(values: np.ndarray) -> LayerImage:
    return LayerImage(0, "raw", "ADU", "a.fits", build_levels(values), values)


@pytest.fixture
def view(qtbot: QtBot) -> ImageView:
    made = ImageView()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.set_stretch(GREY)
    with qtbot.waitExposed(made):
        made.show()
    return made


def grabbed(view: ImageView) -> QImage:
    return view.grab().toImage()


def grey_at(picture: QImage, x: int, y: int) -> int:
    colour = picture.pixelColor(x, y)
    assert colour.red() == colour.green() == colour.blue()
    return colour.red()


def test_every_pixel_stands_where_it_belongs(view: ImageView) -> None:
    values = np.random.default_rng(3).integers(0, 256, (20, 30)).astype(np.uint16)
    view.set_image(image_of(values))  # 30 x 20 pixels, 10 screen pixels each
    picture = grabbed(view)
    for y in range(20):
        for x in range(30):
            for dx, dy in ((0, 0), (9, 9), (5, 5)):
                assert grey_at(picture, 10 * x + dx, 10 * y + dy) == values[y, x]


def test_row_0_is_on_top_and_around_the_image_is_ground(view: ImageView) -> None:
    values = np.zeros((20, 20), np.uint16)
    values[0] = 200
    view.set_image(image_of(values))
    view.setBackground(QColor("#102030"))
    picture = grabbed(view)
    assert grey_at(picture, 150, 5) == 200
    assert grey_at(picture, 150, 195) == 0
    assert picture.pixelColor(10, 100).name() == "#102030"
    assert picture.pixelColor(290, 100).name() == "#102030"


@pytest.mark.parametrize("shape", [(2000, 3000), (1237, 2011), (300, 5000)])
def test_one_hot_pixel_is_seen_when_zoomed_out(
    view: ImageView, shape: tuple[int, int]
) -> None:
    values = np.zeros(shape, np.float32)
    values[shape[0] // 3, shape[1] // 5] = 255
    view.set_image(image_of(values))
    picture = grabbed(view)
    white = [
        (x, y)
        for x in range(300)
        for y in range(200)
        if picture.pixelColor(x, y).name() == "#ffffff"
    ]
    assert len(white) == 1


def test_the_mean_is_the_other_choice(view: ImageView) -> None:
    values = np.zeros((2000, 3000), np.uint16)
    values[::2] = 200
    view.set_image(image_of(values).with_means())
    assert grey_at(grabbed(view), 150, 100) == 200
    view.set_reduction_choice("mean")
    assert grey_at(grabbed(view), 150, 100) == 100


def half_white() -> np.ndarray:
    """Every other row is white, so that all maxima are."""
    values = np.zeros((2000, 3000), np.uint16)
    values[::2] = 250
    return values


def test_means_are_asked_for_where_most_maxima_would_be_white(
    view: ImageView, qtbot: QtBot
) -> None:
    image = image_of(half_white())
    with qtbot.waitSignal(view.means_needed) as asked:
        view.set_image(image)
    assert asked.args == [image]
    assert grey_at(grabbed(view), 150, 100) == 250  # until they are there
    view.set_image(image.with_means())
    assert view.reduction == "mean"
    assert grey_at(grabbed(view), 150, 100) == 125


def test_every_pixel_for_itself_needs_no_means(view: ImageView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.means_needed):
        view.set_image(image_of(np.full((20, 30), 250, np.uint16)))
    assert view.reduction == "max"
    assert view.pixels_per_point < 1


def test_the_choice_follows_stretch_and_zoom(view: ImageView) -> None:
    view.set_image(image_of(half_white()).with_means())
    assert view.reduction == "mean"
    view.set_stretch(Stretch("linear", 0.0, 1000.0))
    assert view.reduction == "max"
    view.set_stretch(GREY)
    view.show_region((10, 29, 10, 19))
    assert view.reduction == "max"
    view.fit()
    assert view.reduction == "mean"
    view.set_reduction_choice("max")
    assert view.reduction == "max"


def test_what_is_prepared_gets_the_means_it_will_need(view: ImageView) -> None:
    view.set_image(image_of(half_white()))
    grabbed(view)
    assert view.prepare(image_of(half_white()), GREY, "grey").means is not None
    dark = image_of(np.zeros((2000, 3000), np.uint16))
    assert view.prepare(dark, GREY, "grey").means is None


def test_a_new_stretch_changes_the_greys(view: ImageView) -> None:
    view.set_image(image_of(np.full((20, 30), 100, np.uint16)))
    assert grey_at(grabbed(view), 50, 50) == 100
    view.set_stretch(Stretch("linear", 50.0, 100.0))
    assert grey_at(grabbed(view), 50, 50) == 128
    view.set_inverted(True)
    assert grey_at(grabbed(view), 50, 50) == 127


@pytest.mark.parametrize("value", [np.nan, np.inf, 7.0])
def test_nan_and_constant_frames_are_drawn(view: ImageView, value: float) -> None:
    values = np.full((2000, 3000), value, np.float32)
    view.set_image(image_of(values))
    expected = {7.0: 7}.get(value, 255 if value == np.inf else 0)
    assert grey_at(grabbed(view), 150, 100) == expected


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1)])
def test_narrow_frames_are_drawn(view: ImageView, shape: tuple[int, int]) -> None:
    view.set_image(image_of(np.full(shape, 99, np.uint16)))
    view.zoom_in()
    picture = grabbed(view)
    assert grey_at(picture, 150, 100) == 99


def test_red_spares_the_eyes_and_inversion_turns_the_table_round() -> None:
    table = colour_table("red")
    assert QColor.fromRgb(table[0]).name() == "#000000"
    red, green, blue, _ = QColor.fromRgb(table[255]).getRgb()
    assert red == 255
    assert max(green, blue) < 30
    assert colour_table(inverted=True) == colour_table()[::-1]


@pytest.mark.parametrize("changed", ["nothing", "stretch", "colours", "zoom"])
def test_a_picture_prepared_on_another_thread_is_the_one_that_would_be_drawn(
    view: ImageView, changed: str
) -> None:
    rng = np.random.default_rng(5)
    first, second = (
        image_of(rng.integers(0, 256, (400, 600)).astype(np.uint16)) for _ in "ab"
    )
    view.set_image(first)
    grabbed(view)
    thread = threading.Thread(target=view.prepare, args=(second, GREY, "grey"))
    thread.start()
    thread.join()
    if changed == "stretch":
        view.set_stretch(Stretch("linear", 50.0, 90.0))
    elif changed == "colours":
        view.set_inverted(True)
    elif changed == "zoom":
        view.show_region((100, 180, 100, 150))
    view.set_image(second)
    prepared = grabbed(view)
    view.set_image(image_of(second.levels[0]))  # the same values, never prepared
    assert prepared == grabbed(view)


def test_a_prepared_picture_is_used(
    view: ImageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (image_of(np.full((40, 60), v, np.uint16)) for v in (10, 200))
    view.set_image(first)
    grabbed(view)
    view.prepare(second, GREY, "grey")
    monkeypatch.setattr(image_item, "tile", None)  # nothing is left to be computed
    view.set_image(second)
    assert grey_at(grabbed(view), 150, 100) == 200


def test_a_prepared_picture_keeps_no_image_alive(view: ImageView) -> None:
    view.set_image(image_of(np.zeros((40, 60), np.uint16)))
    grabbed(view)
    other = image_of(np.ones((40, 60), np.uint16))
    view.prepare(other, GREY, "grey")
    alive = weakref.ref(other)
    del other
    assert alive() is None
