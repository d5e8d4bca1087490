"""The desk: what stands where, and what it says where there is nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from darkviewer.gui.controls.buttons import ActionButton
from darkviewer.gui.review.desk import PARTS
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


def test_without_a_session_it_offers_the_captures(driver: Driver) -> None:
    at_the_desk(driver)
    desk = driver.window.desk
    assert desk.isVisible()
    assert desk.words[0] == "Choose a session"
    assert driver.window.browser.isVisible()
    assert not desk.offer.isVisible()


def test_a_threshold_above_everything_says_so(opened: Driver) -> None:
    at_the_desk(opened)
    desk = opened.window.desk
    assert desk.words == ("", "")
    opened.workspace.set_parameter("threshold_e", 90_000.0)
    rest(opened)
    assert desk.words[0] == "No candidates: the threshold is 90,000 e⁻"
    (said,) = (one for one in desk.findChildren(QLabel) if one.text() == desk.words[0])
    below = said.mapTo(desk, said.rect().bottomLeft()).y()
    assert 0 < desk.offer.mapTo(desk, QPoint()).y() - below < 30  # they belong together
    opened.qtbot.mouseClick(desk.offer, Qt.MouseButton.LeftButton)
    assert opened.window.places.current == "image"
    assert opened.window.parameters.isAncestorOf(opened.window.focusWidget())


def test_when_all_are_judged_it_says_so(opened: Driver) -> None:
    at_the_desk(opened)
    review, desk = opened.window.reviewing, opened.window.desk
    total = len(review.entries)
    for _ in range(total):
        review.give("noise")
    assert review.progress.judged == total
    assert review.current is None
    assert desk.words[0] == f"All {total} are judged"
    offered = desk.outcomes.findChildren(ActionButton)
    named = opened.window.actions_by_name
    assert [one.action for one in offered] == [named["export"], named["report"]]
    assert all(one.isVisible() for one in offered)
    assert not desk.offer.isVisible()
    opened.press(Qt.Key.Key_K)
    assert not offered[0].isVisible()
    assert review.index == total - 1
    assert desk.words == ("", "")


@pytest.mark.parametrize(("width", "wide"), [(1440, True), (1024, False)])
def test_all_side_by_side_where_there_is_room(
    opened: Driver, width: int, wide: bool
) -> None:
    opened.window.resize(width, 800)
    at_the_desk(opened)
    desk = opened.window.desk
    made = {name: QLabel(name) for name in PARTS}
    for name, part in made.items():
        desk.put(name, part)
    opened.settle()
    assert desk.wide is wide
    seen = {name for name, part in made.items() if part.isVisible()}
    away = set() if wide else {"bar", "evidence", "remarks", "log"}
    assert seen == set(PARTS) - away
    desk.bring_forward("evidence")
    opened.settle()
    assert made["evidence"].isVisible()
    before = {
        name: part.mapTo(desk, part.rect().center()) for name, part in made.items()
    }
    opened.window.reviewing.next()
    opened.settle()
    after = {
        name: part.mapTo(desk, part.rect().center()) for name, part in made.items()
    }
    assert before == after
    opened.window.resize(2464 - width, 800)
    opened.settle()
    assert desk.wide is not wide
