"""Criteria of a pixel in columns that never move."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from darkviewer.core.candidates.explain import BEATS, Criterion, every_criterion
from darkviewer.core.parameters import Parameters
from darkviewer.gui.review.criteria import Criteria
from darkviewer.gui.startup.app import make_application
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.evidence import evidence

ASKED = (
    Criterion("above the threshold", 1325.2, 200.0, ">", "e-", True),
    Criterion("fits a star", 3e-52, 0.001, "≥", "", False, "p"),
    Criterion("high alone in one frame only", 3, 2, "<", "frames", False),
)
OTHER = (
    Criterion("above the threshold", 90.0, 200.0, ">", "e-", False),
    Criterion("fits a star", float("nan"), 0.001, "≥", "", False, "p"),
    Criterion("high alone in one frame only", 1, 2, "<", "frames", True),
)


@pytest.fixture
def criteria(qtbot: QtBot) -> Criteria:
    made = Criteria()
    qtbot.addWidget(made)
    made.resize(320, 240)
    made.show()
    return made


def test_each_row_says_value_and_limit(criteria: Criteria) -> None:
    criteria.show_criteria(ASKED)
    assert criteria.sentences() == (
        "✓ above the threshold: 1,325.2 > 200.0 e⁻",
        "✗ fits a star: p 3e−52 < 0.001",
        "✗ high alone in one frame only: 3 ≥ 2 frames",
    )
    assert "1,325.2 > 200.0" in criteria.accessibleDescription()


def test_another_pixel_moves_nothing(criteria: Criteria) -> None:
    criteria.show_criteria(ASKED)
    before = [criteria.row_box(row) for row in range(3)], criteria.minimumSizeHint()
    criteria.grab()
    criteria.show_criteria(OTHER)
    criteria.grab()
    after = [criteria.row_box(row) for row in range(3)], criteria.minimumSizeHint()
    assert before == after


@pytest.mark.parametrize("room", range(250, 340, 10))
def test_another_value_does_not_change_the_words(
    criteria: Criteria, painted: list[str], room: int
) -> None:
    criteria.resize(room, 240)
    names = set()
    for ratio in (0.471, -0.243, 1.0):
        asked = Criterion(
            "neighbours bright enough", ratio, 0.3, "≥", "", ratio > 0.3, "ratio"
        )
        for hidden in (False, True):
            painted.clear()
            criteria.show_criteria((asked,), hidden=hidden)
            criteria.grab()
            names |= {text for text in painted if "neighbours" in text or "…" in text}
    assert len(names) == 1


def test_a_failing_one_is_red_in_its_place(criteria: Criteria) -> None:
    bad = PALETTES["dark"].bad

    def red(row: int) -> int:
        box = criteria.row_box(row).toRect()
        part = criteria.grab(box).toImage()
        wide, high = part.width(), part.height()
        colours = (
            part.pixelColor(x, y).name() for x in range(wide) for y in range(high)
        )
        return sum(colour == bad for colour in colours)

    criteria.show_criteria(ASKED)
    assert red(0) == 0 < red(1)
    criteria.show_criteria(OTHER)
    assert red(0) > 0 == red(2)


def test_hidden_the_questions_stay_without_answers(criteria: Criteria) -> None:
    criteria.show_criteria(ASKED, hidden=True)
    assert criteria.sentences() == tuple(f"– {one.name}" for one in ASKED)
    criteria.show_criteria(ASKED)
    criteria.show_criteria(None)  # another pixel, of which nothing is known yet
    assert criteria.sentences() == tuple(f"– {one.name}" for one in ASKED)
    criteria.grab()


def test_narrow_it_takes_two_lines_for_each(criteria: Criteria, qtbot: QtBot) -> None:
    criteria.show_criteria(ASKED)
    high = criteria.minimumSizeHint().height()
    criteria.resize(150, 500)
    qtbot.waitUntil(lambda: criteria.folded)
    assert criteria.minimumSizeHint().height() == 2 * high
    criteria.grab()
    criteria.resize(320, 240)
    qtbot.waitUntil(lambda: not criteria.folded)


def test_more_of_them_ask_for_more_room(criteria: Criteria) -> None:
    high = criteria.minimumSizeHint().height()
    criteria.show_criteria(ASKED * 5)
    assert criteria.minimumSizeHint().height() == high * 15 / 12


def test_a_row_that_is_cut_has_its_tip(criteria: Criteria) -> None:
    criteria.show_criteria(ASKED)
    place = criteria.row_box(1).center().toPoint()
    tip = QHelpEvent(QEvent.Type.ToolTip, place, criteria.mapToGlobal(place))
    QApplication.sendEvent(criteria, tip)
    assert QToolTip.text() == "✗ fits a star: p 3e−52 < 0.001"
    QToolTip.hideText()
    assert criteria.tip_at(QPoint(5, 239)) == ""


def test_every_name_fits_the_column_of_the_desk(
    criteria: Criteria, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the program asks, with values of four digits and their limits."""
    make_application()
    rooms: list[tuple[str, float, float]] = []

    def seen(painter: QPainter, box: QRectF, text: str, _align: object) -> None:
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        rooms.append((text, wide, box.width()))

    monkeypatch.setattr("darkviewer.gui.review.criteria.draw", seen)
    values = np.full((5, 5), 2480.0)
    values[2, 2] = 3517.0
    known = evidence(significance=142.1, p=0.97)
    asked = every_criterion(values, known, 0, Parameters(threshold_sigma=5))
    criteria.show_criteria([one for one in asked if one.quantity != BEATS])
    criteria.resize(293, 300)
    criteria.grab()
    assert len(rooms) == 2 * (len(asked) - 3)
    assert [text for text, wide, room in rooms if wide > room] == []
