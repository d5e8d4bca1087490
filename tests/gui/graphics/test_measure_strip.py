"""A strip takes clicks for frames, and drags and typing for its limits."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.measure_strip import MeasureStrip
from darkviewer.gui.models.strip_data import DRAWN, StripData
from darkviewer.gui.style import fonts
from tests.gui.graphics.test_strip_paint import LINES, data
from tests.helpers.scene import shown

LEFT = Qt.MouseButton.LeftButton
VALUES = [10.0, 10.4, np.nan, 9.6, 10.1]


@pytest.fixture
def strip(qtbot: QtBot) -> MeasureStrip:
    return shown(qtbot, MeasureStrip(data(VALUES, lines=LINES)), 700, 100)


def heard(strip: MeasureStrip) -> tuple[list[object], list[object]]:
    """Limits while a line is moved, and those set."""
    moved: list[object] = []
    done: list[object] = []
    strip.limit_moved.connect(lambda name, limit: moved.append((name, limit)))
    strip.limit_set.connect(lambda name, limit: done.append((name, limit)))
    return moved, done


def at(strip: MeasureStrip, end: str) -> QPoint:
    """The grip of a line."""
    plot = strip.plot()
    return QPointF(plot.box.right(), plot.y_of(strip.data.lines.ends[end])).toPoint()


def drag(qtbot: QtBot, strip: MeasureStrip, end: str, value: float) -> None:
    start, plot = at(strip, end), strip.plot()
    to = QPoint(start.x(), round(plot.y_of(value)))
    qtbot.mousePress(strip, LEFT, pos=start)
    qtbot.mouseMove(strip, to)
    qtbot.mouseRelease(strip, LEFT, pos=to)


def test_what_looks_the_same_is_not_painted_again(strip: MeasureStrip) -> None:
    before = strip.data
    strip.set_data(data(VALUES, lines=LINES))
    assert strip.data is before
    strip.set_data(data(VALUES, lines=LINES.moved(3.0)))
    assert strip.data is not before


def test_a_click_and_a_drag_ask_for_frames_and_the_wheel_for_the_next(
    strip: MeasureStrip, qtbot: QtBot
) -> None:
    asked: list[int] = []
    strip.frame_requested.connect(asked.append)
    points = [strip.point(n).toPoint() for n in range(5)]
    qtbot.mousePress(strip, LEFT, pos=points[3])
    qtbot.mouseMove(strip, points[4])
    qtbot.mouseRelease(strip, LEFT, pos=points[4])
    qtbot.mouseClick(strip, Qt.MouseButton.RightButton, pos=points[0])
    qtbot.mouseClick(strip, LEFT, pos=QPoint(2, points[0].y()))  # its words
    strip.set_current(3)
    for turn in (-120, 120, 0):
        event = QWheelEvent(
            QPointF(points[3]),
            QPointF(strip.mapToGlobal(points[3])),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(strip, event)
    assert asked == [3, 4, 4, 2]


@pytest.mark.parametrize(
    ("end", "value", "limit"), [("high", 11, 1), ("low", 7.5, 2.5)]
)
def test_a_line_that_is_dragged_moves_the_limit_to_both_sides(
    strip: MeasureStrip, qtbot: QtBot, end: str, value: float, limit: float
) -> None:
    moved, done = heard(strip)
    scale = strip.plot().scale
    drag(qtbot, strip, end, value)
    assert [name for name, _ in (*moved, *done)] == ["level", "level"]
    assert moved == done
    found = done[0][1]
    pixel = (scale[1] - scale[0]) / strip.plot().box.height()
    assert found == pytest.approx(limit, abs=pixel)
    ends = strip.data.lines.ends
    assert ends["high"] - 10 == pytest.approx(10 - ends["low"]) == pytest.approx(found)


def test_a_line_cannot_be_dragged_through_the_other_one(
    strip: MeasureStrip, qtbot: QtBot
) -> None:
    _, done = heard(strip)
    drag(qtbot, strip, "high", 8.5)
    drag(qtbot, strip, "low", 11.5)
    assert done[0] == ("level", 0.0)


def test_a_press_on_a_line_alone_changes_nothing(
    strip: MeasureStrip, qtbot: QtBot
) -> None:
    moved, done = heard(strip)
    qtbot.mouseClick(strip, LEFT, pos=at(strip, "high"))
    assert not moved
    assert not done


def test_the_scale_stays_while_a_line_is_dragged(
    strip: MeasureStrip, qtbot: QtBot
) -> None:
    scale, start = strip.plot().scale, at(strip, "high")
    qtbot.mousePress(strip, LEFT, pos=start)
    qtbot.mouseMove(strip, start - QPoint(0, 6))
    strip.set_data(data(VALUES, lines=LINES.moved(2.4)))  # what the checks answer
    assert strip.plot().scale == scale
    qtbot.mouseRelease(strip, LEFT, pos=start)
    assert strip.plot().scale == strip.data.scale != scale


def test_a_line_that_goes_while_it_is_dragged_is_let_go(
    strip: MeasureStrip, qtbot: QtBot
) -> None:
    moved, done = heard(strip)
    start = at(strip, "high")
    qtbot.mousePress(strip, LEFT, pos=start)
    strip.set_data(data(VALUES))
    qtbot.mouseMove(strip, start - QPoint(0, 9))
    qtbot.mouseRelease(strip, LEFT, pos=start)
    strip.name.limit_wanted.emit()
    strip.name.reset_wanted.emit()
    assert (moved, done) == ([], [])
    assert not strip.field.isVisible()


def test_a_click_on_the_value_lets_it_be_typed(
    strip: MeasureStrip, qtbot: QtBot
) -> None:
    _, done = heard(strip)
    for end, text in (("high", "11,25"), ("low", "8.5"), ("low", "8")):
        box = strip.plot().value_boxes()[end]
        qtbot.mouseClick(strip, LEFT, pos=box.center().toPoint())
        assert strip.field.isVisible()
        strip.field.selectAll()
        qtbot.keyClicks(strip.field, text)
        qtbot.keyClick(strip.field, Qt.Key.Key_Return)
        assert not strip.field.isVisible()
    assert done == [("level", 1.25), ("level", 1.5)]  # 8 is what it was


def test_what_lies_beyond_the_other_line_is_refused_with_the_reason(
    strip: MeasureStrip, qtbot: QtBot
) -> None:
    _, done = heard(strip)
    strip.name.limit_wanted.emit()
    strip.field.selectAll()
    qtbot.keyClicks(strip.field, "3")
    qtbot.keyClick(strip.field, Qt.Key.Key_Return)
    assert "at least 10" in strip.field.callout.text
    qtbot.keyClick(strip.field, Qt.Key.Key_Escape)
    assert not done
    strip.name.limit_wanted.emit()
    strip.resize(720, 100)
    assert not strip.field.isVisible()


def test_the_menu_resets_and_chooses(strip: MeasureStrip, qtbot: QtBot) -> None:
    _, done = heard(strip)
    strip.name.reset_wanted.emit()
    assert done == [("level", None)]
    with qtbot.waitSignal(strip.measure_chosen) as chosen:
        strip.name.chosen.emit("noise")
    assert chosen.args == ["noise"]


def test_the_tip_names_frame_value_and_limit(strip: MeasureStrip, qtbot: QtBot) -> None:
    strip.set_data(data(VALUES, lines=LINES, left_out=frozenset({3})))
    tips = {}
    for name, place in {
        "frame": strip.point(1).toPoint(),
        "left out": strip.point(3).toPoint(),
        "line": at(strip, "low"),
        "value": strip.plot().value_boxes()["high"].center().toPoint(),
        "words": QPoint(2, 90),
    }.items():
        qtbot.mouseMove(strip, place)
        tips[name] = strip.toolTip(), strip.cursor().shape()
    shapes = Qt.CursorShape
    assert "1.fits: 10.4" in tips["frame"][0]
    assert "3.fits: 9.6, left out" in tips["left out"][0]
    assert "check level: a rule." in tips["line"][0]
    assert tips["line"][1] == shapes.SizeVerCursor
    assert tips["value"][1] == shapes.IBeamCursor
    assert tips["words"][1] == shapes.ArrowCursor
    assert DRAWN["level"].tip[:10] in tips["words"][0]


def test_all_words_have_room_also_when_the_text_is_large(qtbot: QtBot) -> None:
    strip = shown(qtbot, MeasureStrip(data(VALUES, lines=LINES)), 700, 100)
    small = strip.minimumSizeHint()
    try:
        fonts.set_scale(2.0)
        large = strip.minimumSizeHint()
        assert large.height() == 2 * small.height()
        assert large.width() > 1.5 * small.width()
        assert strip.name.sizeHint().width() < strip.words_width()
    finally:
        fonts.set_scale(1.0)
    assert strip.sizeHint().height() > small.height()


def test_of_no_frames_nothing_is_asked(qtbot: QtBot) -> None:
    strip = shown(qtbot, MeasureStrip(StripData(DRAWN["corner"])), 700, 100)
    asked: list[int] = []
    strip.frame_requested.connect(asked.append)
    qtbot.mouseClick(strip, LEFT, pos=strip.plot().box.center().toPoint())
    assert not asked
    assert strip._with_unit("5") == "5"  # its second line is no unit
