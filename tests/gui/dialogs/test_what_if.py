"""Limits that are tried before they are used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from darkviewer.core.review.salt import share_of
from darkviewer.core.review.what_if import Stars
from darkviewer.gui.dialogs.recovery import RecoveryWindow
from darkviewer.gui.dialogs.what_if import Sources, WhatIfWindow, share_words
from darkviewer.gui.main_window import MainWindow
from darkviewer.runs.injection_rounds import ROUNDS
from tests.helpers.captures import STAR
from tests.helpers.windows import settle


class Asked:
    """What the window finds, and what it asked for."""

    def __init__(self) -> None:
        self.stars = Stars(*np.array([STAR]).T)
        self.trial = None
        self.injected = 0
        self.went: list[tuple[int, int, int]] = []

    @property
    def sources(self) -> Sources:
        return Sources(lambda: self.stars, lambda: self.trial, self._inject, self._go)

    def _inject(self) -> None:
        self.injected += 1

    def _go(self, *place: int) -> None:
        self.went.append(place)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def panel(tested: MainWindow, asked: Asked, qtbot: QtBot) -> WhatIfWindow:
    made = WhatIfWindow(tested.workspace, tested.examining, asked.sources, tested)
    made.show()
    answered(tested, qtbot)
    return made


def answered(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.examining.idle)
    settle(window, qtbot)


def texts(panel: WhatIfWindow, row: int) -> list[str]:
    return [cell.text() for cell in panel.cells[row]]


def test_nothing_changes_until_it_is_used(
    tested: MainWindow, panel: WhatIfWindow, asked: Asked, qtbot: QtBot
) -> None:
    workspace = tested.workspace
    before, steps = workspace.parameters, workspace.history.count()
    assert not panel.use.isEnabled()
    assert panel.titles[0].text() == "Gained: 0"
    assert not panel.rows["ratio"].isEnabled()  # nobody asks for it
    panel.rows["threshold_e"].field.setValue(4000)
    answered(tested, qtbot)
    assert workspace.parameters == before
    assert panel.titles[1].text().endswith("of them 1 called PSF-like")
    assert STAR in [panel.lost.place_of(row) for row in range(panel.lost.rowCount())]
    assert texts(panel, 2)[1].startswith("1 of 1: 100 %")
    assert texts(panel, 2)[2].startswith("0 of 1: 0 %")
    click_first(panel.tables[1])
    QTest.keyClick(panel.tables[1], Qt.Key.Key_Return)
    assert asked.went == [panel.lost.place_of(0)] * 2
    panel.use.click()
    assert workspace.parameters.threshold_e == 4000
    assert workspace.history.count() == steps + 1
    assert not panel.use.isEnabled()
    workspace.history.undo()
    assert workspace.parameters == before
    panel.close()


def click_first(table: QTableView) -> None:
    place = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_return_in_a_field_tries_a_number_and_uses_nothing(
    tested: MainWindow, panel: WhatIfWindow, qtbot: QtBot
) -> None:
    before, field = tested.workspace.parameters, panel.rows["threshold_e"].field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "450")
    for _ in range(2):
        QTest.keyClick(field, Qt.Key.Key_Return)
    answered(tested, qtbot)
    assert panel.then.threshold_e == 450
    assert tested.workspace.parameters == before
    assert panel.use.isEnabled()


def test_what_was_tried_is_taken_back(
    tested: MainWindow, panel: WhatIfWindow, asked: Asked, qtbot: QtBot
) -> None:
    row = panel.rows["p_min"]
    before = row.field.value()
    row.slider.setValue(row.slider.maximum())
    assert row.field.value() > before
    panel.reset.click()
    assert row.field.value() == before
    assert panel.then == tested.workspace.parameters
    assert texts(panel, 3)[0] == "No stars were injected yet."
    panel.inject.click()
    assert asked.injected == 1
    asked.stars = Stars(*np.zeros((3, 0), np.int64))
    panel.try_again()
    answered(tested, qtbot)
    assert texts(panel, 2) == ["Nothing was called PSF-like yet.", "–", "–"]
    panel.close()


def test_what_cannot_be_known_is_said(
    tested: MainWindow, panel: WhatIfWindow, qtbot: QtBot
) -> None:
    panel.rows["threshold_e"].field.setValue(0)
    assert "Leaders are known above" in panel.outcome.text()
    assert panel.outcome.isVisible()
    assert panel.use.isEnabled()
    assert texts(panel, 1) == ["Candidates", "–", "–"]
    panel.rows["threshold_e"].field.setValue(4000)
    answered(tested, qtbot)
    assert not panel.outcome.isVisible()
    tested.workspace.set_session(None)
    assert panel.outcome.text() == "No session is calibrated."
    tested.workspace.text_size_changed.emit()
    panel.close()


def test_injected_stars_beside_the_verdicts(
    tested: MainWindow, panel: WhatIfWindow, asked: Asked, qtbot: QtBot
) -> None:
    """Of stars that were tested otherwise nothing is said."""
    tested.actions_by_name["recovery"].trigger()
    injecting = tested.findChild(RecoveryWindow)
    injecting.per_flux.setValue(ROUNDS)
    injecting.start()
    qtbot.waitUntil(lambda: injecting.trial is not None)
    answered(tested, qtbot)
    asked.trial = injecting.trial
    panel.rows["threshold_e"].field.setValue(4000)
    answered(tested, qtbot)
    name, now, then = texts(panel, 3)
    assert name == "Injected stars, found"
    recovery = asked.trial.recovery
    usable = ~recovery.lost
    for words, limits in ((now, tested.workspace.parameters), (then, panel.then)):
        hits = int((recovery.recovered(limits) & usable).sum())
        assert words.startswith(f"{hits:,} of {int(usable.sum()):,}: ")
    assert panel.inject.isHidden()
    outcome = asked.trial.outcome
    another = replace(outcome, calibration=replace(outcome.calibration))
    asked.trial = replace(asked.trial, outcome=another)
    panel.try_again()
    answered(tested, qtbot)
    assert texts(panel, 3) == ["The injected stars were tested otherwise.", "–", "–"]
    injecting.close()
    panel.close()


def test_a_share_has_its_interval() -> None:
    """8 of 10: 49 to 94 %, as in Brown, Cai and DasGupta 2001."""
    assert share_words(share_of(8, 10)) == "8 of 10: 80 % (49 to 94 %)"
    assert share_words(None) == share_words(share_of(0, 0)) == "–"
