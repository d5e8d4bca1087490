"""The window of what synthetic events say about a reviewer."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.salt import SALT, Salted
from darkviewer.core.review.verdict import Verdict
from darkviewer.gui.dialogs.reviewer_skill import ReviewerSkillPanel
from darkviewer.storage.opinions.store import Opinions
from tests.helpers.windows import Driver


def say(
    opinions: Opinions, salted: Salted, x: int, *, who: str = "", frame: str = "f"
) -> None:
    shown = {SALT: salted.as_shown()}
    verdict = Verdict(
        who or opinions.who,
        EVENT,
        frame,
        x,
        5,
        salted.verdict,
        shown=shown,
        salted=True,
    )
    opinions.say(VERDICT, verdict.subject, verdict.as_value())


def test_before_any_salt_was_judged(driver: Driver, qtbot: QtBot) -> None:
    panel = ReviewerSkillPanel(driver.window.judgements, driver.window)
    panel.show()
    qtbot.waitUntil(lambda: panel.salted is not None)
    assert "no synthetic event yet" in panel.outcome.text()
    assert panel.alarms.text() == ""


def test_completeness_and_false_alarms_are_counted(
    driver: Driver, qtbot: QtBot
) -> None:
    opinions = driver.window.judgements.opinions
    for n in range(4):
        name = "psf-like" if n else "noise"
        say(opinions, Salted("star", 900.0, found=True, verdict=name), 10 * n)
    say(opinions, Salted("star", 900.0, True, "psf-like"), 500, who="bert")
    panel = ReviewerSkillPanel(driver.window.judgements, driver.window)
    panel.show()
    qtbot.waitUntil(lambda: panel.salted is not None)
    assert panel.outcome.text() == "You called 3 of 4 synthetic stars PSF-like."
    assert "no stars" not in panel.alarms.text()
    assert panel.model.index(0, 1).data() == "4"
    for frame in "fgh":  # one event in three frames
        say(opinions, Salted("hot", 900.0, False, "hot"), 600, frame=frame)
    say(opinions, Salted("pair", 900.0, found=False, verdict="psf-like"), 700)
    panel.renew()
    qtbot.waitUntil(lambda: len(panel.salted or []) == 6)
    # Wilson 1927: 1 of 2 is 0.095 to 0.905, 0 of 2 is 0 to 0.658
    assert panel.alarms.text() == (
        "False alarms among 2 events that are no stars: you 1, 50 % (9 to 91), "
        "program and you 0, 0 % (0 to 66)."
    )


def test_stars_that_were_never_shown_are_said(driver: Driver, qtbot: QtBot) -> None:
    opinions = driver.window.judgements.opinions
    say(opinions, Salted("star", 900.0, True, "psf-like", (700.0, 600.0)), 10)
    panel = ReviewerSkillPanel(driver.window.judgements, driver.window)
    panel.show()
    qtbot.waitUntil(lambda: panel.salted is not None)
    assert panel.outcome.text() == (
        "You called 1 of 1 synthetic star PSF-like. 2 more not listed: 1 of 3 were "
        "accepted by the program and called so by you."
    )
