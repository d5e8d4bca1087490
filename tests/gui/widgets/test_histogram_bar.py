from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from darkviewer.core.display.statistics import histogram
from darkviewer.gui.graphics.histogram_curve import curve
from darkviewer.gui.text.units import Shown
from darkviewer.gui.widgets.histogram_bar import HistogramBar, Levels, decimals_for
from tests.helpers.scene import shown

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot: QtBot) -> HistogramBar:
    made = shown(qtbot, HistogramBar(), 78, 440)
    made.set_levels(Levels(-100.0, 300.0), Shown(1.0, "e-"))
    return made


def drag(qtbot: QtBot, bar: HistogramBar, start: float, end: float) -> None:
    qtbot.mousePress(bar, LEFT, pos=QPoint(70, round(start)))
    qtbot.mouseMove(bar, QPoint(70, round((start + end) / 2)))
    qtbot.mouseMove(bar, QPoint(70, round(end)))
    qtbot.mouseRelease(bar, LEFT, pos=QPoint(70, round(end)))


def test_values_grow_upwards_around_the_handles(bar: HistogramBar) -> None:
    assert bar.value_at(440) < -100 < 300 < bar.value_at(0)
    for value in (-100.0, 0.0, 300.0):
        assert bar.value_at(bar.y_of(value)) == pytest.approx(value)


@pytest.mark.parametrize(("which", "other"), [("black", 300.0), ("white", -100.0)])
def test_dragging_a_handle_moves_it_alone(
    qtbot: QtBot, bar: HistogramBar, which: str, other: float
) -> None:
    start = bar.y_of(getattr(bar.levels, which))
    target = bar.value_at(round(start) + 20) - bar.value_at(round(start))
    emitted = []
    bar.levels_changed.connect(lambda *levels: emitted.append(levels))
    before = getattr(bar.levels, which)
    drag(qtbot, bar, start, start + 20)
    assert getattr(bar.levels, which) == pytest.approx(before + target)
    assert other in (bar.levels.black, bar.levels.white)
    assert len(emitted) == 2  # while dragging
    assert emitted[-1] == (bar.levels.black, bar.levels.white)


def test_dragging_between_the_handles_moves_both(
    qtbot: QtBot, bar: HistogramBar
) -> None:
    middle = bar.y_of(100.0)
    by = bar.value_at(0) - bar.value_at(30)
    drag(qtbot, bar, middle, middle - 30)
    assert bar.levels.black == pytest.approx(-100 + by)
    assert bar.levels.white == pytest.approx(300 + by)


def test_white_stays_above_black(qtbot: QtBot, bar: HistogramBar) -> None:
    drag(qtbot, bar, bar.y_of(-100.0), 5)
    assert bar.levels.white == 300.0
    assert -100 < bar.levels.black < 300


def test_a_double_click_asks_for_automatic_levels(
    qtbot: QtBot, bar: HistogramBar
) -> None:
    with qtbot.waitSignal(bar.automatic_requested):
        qtbot.mouseDClick(bar, LEFT, pos=QPoint(70, 200))


def test_numbers_can_be_typed(bar: HistogramBar) -> None:
    emitted = []
    bar.levels_changed.connect(lambda *levels: emitted.append(levels))
    edit = bar._numbers["black"]
    assert edit.text() == "−100 e⁻"
    edit.setFocus()
    QTest.keyClicks(edit, "-50.5")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert emitted == [(-50.5, 300.0)]
    bar.set_levels(Levels(-50.5, 300.0), Shown(1.0, "e-"))
    edit.clearFocus()
    assert edit.text() == "−50.5 e⁻"


def test_a_typed_number_across_the_other_handle_is_refused(bar: HistogramBar) -> None:
    before, edit = bar.levels, bar._numbers["white"]
    edit.setFocus()
    QTest.keyClicks(edit, "-900")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert bar.levels == before
    assert edit.callout.text == "White must be above black, −100 e⁻"


@pytest.mark.parametrize("text", ["1e400", "-inf", "", "abc", "--"])
def test_what_is_no_number_changes_nothing(bar: HistogramBar, text: str) -> None:
    emitted = []
    bar.levels_changed.connect(lambda *levels: emitted.append(levels))
    edit = bar._numbers["black"]
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert emitted == []
    assert bar.levels == Levels(-100.0, 300.0)


def test_without_an_image_there_is_nothing_to_drag(
    qtbot: QtBot, bar: HistogramBar
) -> None:
    bar.set_levels(None)
    emitted = []
    bar.levels_changed.connect(lambda *levels: emitted.append(levels))
    drag(qtbot, bar, 100, 200)
    qtbot.mouseDClick(bar, LEFT, pos=QPoint(70, 200))
    assert emitted == []
    assert not bar._numbers["white"].isVisible()
    bar.grab()


@pytest.mark.parametrize(
    "values",
    [
        np.random.default_rng(1).normal(0, 30, (100, 100)).astype(np.float32),
        np.full((10, 10), 5, np.uint16),
        np.full((10, 10), np.nan, np.float32),
    ],
)
def test_any_image_has_a_curve(bar: HistogramBar, values: np.ndarray) -> None:
    known = histogram(values, 1000)
    bar.set_histogram(known)
    bar.grab()
    points = curve(known, -100, 300, width=78, height=440)
    assert points.size() == 220
    assert all(0 <= point.x() <= 78 and 0 <= point.y() <= 440 for point in points)


@pytest.mark.parametrize(
    ("span", "value", "decimals"),
    [
        (25_000, 10, 0),
        (280, 10, 1),
        (60, -900, 2),
        (5, 10, 3),
        (0.001, 10, 4),
        (458, 1105.2, 0),  # "1,105.2 ADU" is wider than the bar
        (5, -1105.2, 0),
    ],
)
def test_decimals_follow_the_span(span: float, value: float, decimals: int) -> None:
    assert decimals_for(span, value) == decimals
