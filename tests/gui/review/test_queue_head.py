from __future__ import annotations

import math

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.queue_head import QueueHead, time_words

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.0, "0 min"),
        (14.4, "14 min"),
        (119.0, "119 min"),
        (120.0, "2 h"),
        (140.0, "2 h 20 min"),
        (3000.0, "50 h"),
        (math.nan, "–"),
    ],
)
def test_time_in_words(minutes: float, words: str) -> None:
    assert time_words(minutes) == words


def a_head(qtbot: QtBot, width: int) -> QueueHead:
    head = QueueHead()
    qtbot.addWidget(head)
    head.resize(width, 100)
    head.show()
    return head


def test_count_and_minutes_stand_first_and_the_rest_is_quiet(qtbot: QtBot) -> None:
    head = a_head(qtbot, 240)
    empty = head.grab().toImage()
    assert head.left.text() == "– left at your pace"
    head.set_counts(212, 268)
    head.set_progress(37, 212, minutes=14, an_hour=159, left=66)
    assert head.counts.text() == "212 pixels, 268 events"
    assert head.count.accessibleName() == "37 of 212 · 14 min"
    assert "212 pixels, 268 events" in head.count.toolTip()
    assert head.rate.text() == "159 an hour"
    assert head.left.text() == "66 min left at your pace"
    assert head.grab().toImage() != empty
    head.resize(170, 100)
    assert head.left.text() == "66 min left"


def test_numbers_change_no_size(qtbot: QtBot) -> None:
    head = a_head(qtbot, 240)
    parts = head.counts, head.count, head.bar, head.rate, head.left
    head.set_progress(9, 212, minutes=1, an_hour=math.nan, left=math.nan)
    before = [part.geometry() for part in parts]
    head.set_progress(100_000, 100_000, minutes=9000, an_hour=12_345, left=12_345)
    head.grab()
    assert [part.geometry() for part in parts] == before


def test_the_bar_is_as_long_as_the_part_that_is_judged(qtbot: QtBot) -> None:
    head = a_head(qtbot, 240)
    accent = head.palette().color(head.palette().ColorRole.Accent)

    def filled() -> int:
        shown = head.bar.grab().toImage()
        row = shown.height() // 2
        return sum(shown.pixelColor(x, row) == accent for x in range(shown.width()))

    lengths = []
    for judged in (0, 53, 106, 212):
        head.set_progress(judged, 212, minutes=1, an_hour=1, left=1)
        lengths.append(filled() / head.bar.width())
    assert lengths == pytest.approx([0, 0.25, 0.5, 1], abs=0.02)
