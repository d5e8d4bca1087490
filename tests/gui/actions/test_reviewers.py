"""The menu about those who judge."""

from __future__ import annotations

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.gui.dialogs.agreement import AgreementPanel
from darkviewer.gui.dialogs.reviewer_skill import ReviewerSkillPanel
from darkviewer.storage.opinions.store import add_opinions
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


def test_what_differs_becomes_the_queue(opened: Driver) -> None:
    at = at_the_desk(opened)
    review = at.window.reviewing
    entry = review.current
    assert entry is not None
    review.give("hot", stay=True)
    place = review.book.content[entry.best]
    x, y = review.book.grid.on_sensor(entry.x, entry.y)
    other = Verdict("bert", EVENT, place, x, y, "noise")
    add_opinions([Opinion(VERDICT, other.subject, other.as_value(), who="bert")])
    for _ in range(2):
        at.window.actions_by_name["agreement"].trigger()
    (panel,) = at.window.findChildren(AgreementPanel)
    at.qtbot.waitUntil(lambda: panel.differing.isEnabled())
    review.go(3)  # of this nobody else said anything
    at.window.places.go("image")
    panel.differing.click()
    rest(at)
    assert at.window.places.current == "review"
    assert not at.window.findChildren(AgreementPanel)  # it was over the desk
    assert review.current is not None
    assert (review.current.x, review.current.y) == (entry.x, entry.y)
    assert (review.progress.judged, review.progress.total) == (1, 1)


def test_one_window_says_what_salt_says(driver: Driver) -> None:
    for _ in range(2):
        driver.window.actions_by_name["skill"].trigger()
    (panel,) = driver.window.findChildren(ReviewerSkillPanel)
    driver.qtbot.waitUntil(lambda: panel.salted == [])
