"""The window of the agreement of reviewers."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.gui.dialogs.agreement import AgreementPanel
from darkviewer.storage.opinions.store import add_opinions
from tests.helpers.windows import Driver


def said(reviewer: str, name: str, x: int) -> Opinion:
    verdict = Verdict(reviewer, EVENT, "f" * 64, x, 5, name)
    return Opinion(VERDICT, verdict.subject, verdict.as_value(), who=reviewer)


def opened_panel(driver: Driver, qtbot: QtBot, *opinions: Opinion) -> AgreementPanel:
    judgements = driver.window.judgements
    assert judgements.opinions.wait_read(20)
    panel = AgreementPanel(judgements, driver.window.status.hide, driver.window)
    panel.show()
    add_opinions(opinions)
    many = len({one.value["reviewer"] for one in opinions if one.value})
    qtbot.waitUntil(
        lambda: panel.found is not None and len(panel.found.verdicts) == many
    )
    return panel


def test_nobody_has_judged_yet(driver: Driver, qtbot: QtBot) -> None:
    panel = opened_panel(driver, qtbot)
    assert panel.outcome.text() == "Nobody has given a verdict yet."
    assert not panel.differing.isEnabled()


def test_one_reviewer_agrees_with_nobody(driver: Driver, qtbot: QtBot) -> None:
    panel = opened_panel(driver, qtbot, said("ann", "hot", 10))
    assert panel.outcome.text() == "Only one reviewer: ann (1 verdict)."


def test_what_differs_can_be_reviewed(driver: Driver, qtbot: QtBot) -> None:
    panel = opened_panel(
        driver,
        qtbot,
        *(said("ann", "hot", 10 * n) for n in range(5)),
        *(said("bert", "hot", 10 * n) for n in range(4)),
        said("bert", "noise", 40),
        said("cleo", "noise", 990),
    )
    words = panel.outcome.text()
    assert "ann (5 verdicts), bert (5 verdicts), cleo (1 verdict)" in words
    assert "Judged differently: 1" in words
    assert "5 items" in words
    assert panel.pairs.rowCount() == 3
    assert panel.who.text() == "Rows: what ann said; columns: bert"
    assert panel.counts.rowCount() == 2
    panel.pair_table.selectRow(1)
    assert panel.who.text() == "Rows: what ann said; columns: cleo"
    assert panel.counts.rowCount() == 0
    panel.differing.click()
    assert driver.window.status.isHidden()  # what this panel was told to do


def test_all_in_one_class_has_no_kappa(driver: Driver, qtbot: QtBot) -> None:
    panel = opened_panel(
        driver,
        qtbot,
        *(said("ann", "hot", 10 * n) for n in range(3)),
        *(said("bert", "hot", 10 * n) for n in range(3)),
    )
    assert "Fleiss' κ is not defined" in panel.outcome.text()


def test_nothing_judged_by_two(driver: Driver, qtbot: QtBot) -> None:
    panel = opened_panel(
        driver, qtbot, said("ann", "hot", 10), said("bert", "hot", 900)
    )
    assert "nothing was judged by two" in panel.outcome.text()
    assert not panel.differing.isEnabled()
