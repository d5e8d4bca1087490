"""A layer that takes long: what is lit, written and shown stays one thing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.layers.layer_image import LayerImage, Summary
from darkviewer.core.layers.layers import Layers
from darkviewer.gui.controls.buttons import ActionButton
from darkviewer.gui.engine import frame_store
from darkviewer.gui.main_window import MainWindow
from tests.helpers.windows import Driver

RAW, RESIDUAL = Qt.Key.Key_R, Qt.Key.Key_D
LONG_MS = 400


@pytest.fixture(params=["load", "summarise"])
def gate(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> threading.Event:
    """Residuals are loaded, or put in order, only while it is set, as it is at first.

    The second is what takes long of a large frame while its leaders are tested.
    """
    opened = threading.Event()
    opened.set()
    load, summarise = Layers.load, frame_store.summarise

    def slow_load(self: Layers, frame: int, layer: str, **more: object) -> LayerImage:
        if request.param == "load" and layer == "residual":
            opened.wait(20)
        return load(self, frame, layer, **more)

    def slow_summary(image: LayerImage) -> Summary:
        if request.param == "summarise" and image.layer == "residual":
            opened.wait(20)
        return summarise(image)

    monkeypatch.setattr(Layers, "load", slow_load)
    monkeypatch.setattr(frame_store, "summarise", slow_summary)
    return opened


def lit(window: MainWindow) -> list[str]:
    """Layer buttons as they stand in the tool bar."""
    return [b.text() for b in layer_buttons(window) if b.isChecked()]


def on_their_way(window: MainWindow) -> list[str]:
    return [b.text() for b in layer_buttons(window) if b.loading]


def layer_buttons(window: MainWindow) -> list[ActionButton]:
    return [
        button
        for button in window.findChildren(ActionButton)
        if button.action.objectName().startswith("layer_")
    ]


def caption(window: MainWindow) -> list[str]:
    return window.image.notes.caption.texts


@contextmanager
def waiting(opened: Driver, gate: threading.Event) -> Iterator[Driver]:
    """Raw is on screen, the residual of another frame was asked for."""
    window = opened.window
    opened.press(RAW)
    opened.settle()
    window.image.looks.ask_automatic("residual")  # black and white are not known
    gate.clear()
    opened.press(Qt.Key.Key_End)
    opened.qtbot.waitUntil(lambda: window.image.view.image.frame == 4)
    opened.press(RESIDUAL)
    opened.qtbot.wait(LONG_MS)
    yield opened
    gate.set()


def test_a_layer_that_is_not_there_yet_is_not_lit(
    opened: Driver, gate: threading.Event
) -> None:
    window = opened.window
    with waiting(opened, gate):
        assert window.image.view.image.layer == "raw"
        assert lit(window) == ["Raw"]
        assert on_their_way(window) == ["Residual"]
        assert caption(window) == [
            "Raw · frame 5 of 5 · 00005.fits",
            "Residual of frame 5 is being loaded…",
        ]
    opened.settle()
    assert window.image.view.image.layer == "residual"
    assert lit(window) == ["Residual"]
    assert on_their_way(window) == []
    assert len(caption(window)) == 1
    assert caption(window)[0].startswith("Residual · frame 5 of 5")


def test_neither_asking_again_nor_zooming_nor_inverting_light_it(
    opened: Driver, gate: threading.Event
) -> None:
    window = opened.window
    with waiting(opened, gate):
        words = caption(window)
        for key in (RESIDUAL, Qt.Key.Key_Plus, Qt.Key.Key_I):
            opened.press(key)
            opened.qtbot.wait(5)
            assert lit(window) == ["Raw"]
            assert caption(window) == words


def test_going_back_asks_for_nothing_any_more(
    opened: Driver, gate: threading.Event
) -> None:
    window = opened.window
    with waiting(opened, gate):
        opened.press(RAW)
        opened.qtbot.wait(20)
        assert lit(window) == ["Raw"]
        assert on_their_way(window) == []
        assert caption(window) == ["Raw · frame 5 of 5 · 00005.fits"]
