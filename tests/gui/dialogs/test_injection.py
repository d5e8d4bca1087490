"""Injecting a source into a frame, and removing it again."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.dialogs.injection import InjectionDialog
from darkviewer.gui.engine.tasks import Tasks
from darkviewer.gui.main_window import MainWindow
from tests.helpers.captures import STAR
from tests.helpers.dialogs import settled
from tests.helpers.scene import Scene
from tests.helpers.stars import row_of
from tests.helpers.windows import Driver, settle


def test_an_injected_source_is_found_marked_and_removed(opened: Driver) -> None:
    window, workspace = opened.window, opened.workspace
    before = len(workspace.candidates)
    window.actions_by_name["inject"].trigger()
    dialog = window.findChild(InjectionDialog)
    dialog.x_px.setValue(10)
    dialog.y_px.setValue(12)
    dialog.apply.click()
    opened.settle()
    table = workspace.candidates
    assert len(table) == before + 1
    at = int(np.flatnonzero(table.synthetic)[0])
    assert (table.x[at], table.y[at], table.value_e[at]) == (10, 12, 300)
    assert table.accepted[at]
    assert workspace.selected == table.id[at]
    assert dialog.outcome.text().startswith("1 synthetic leader, 1 candidate")
    dialog.remove.click()
    opened.settle()
    assert len(workspace.candidates) == before
    assert not workspace.candidates.synthetic.any()
    dialog.close()


def test_a_source_is_given_in_the_unit_of_the_window(opened: Driver) -> None:
    workspace = opened.workspace
    workspace.set_parameter("gain_e_per_adu", 2.0)
    opened.settle()
    workspace.set_unit_choice("ADU")
    opened.window.actions_by_name["inject"].trigger()
    dialog = opened.window.findChild(InjectionDialog)
    assert dialog.centre.text() == "2,400 ADU"  # 300 e-, at 2/16 e- of saved ADU
    dialog.centre.setValue(3200)
    dialog.x_px.setValue(10)
    dialog.y_px.setValue(12)
    dialog.apply.click()
    opened.settle()
    table = workspace.candidates
    at = int(np.flatnonzero(table.synthetic)[0])
    assert (table.x[at], table.y[at], table.value_e[at]) == (10, 12, 400)
    dialog.close()


def test_a_source_outside_the_frame_is_refused_in_words(opened: Driver) -> None:
    opened.window.actions_by_name["inject"].trigger()
    dialog = opened.window.findChild(InjectionDialog)
    dialog.x_px.setValue(1000)
    dialog.apply.click()
    opened.settle()
    assert "outside" in dialog.outcome.text()
    assert opened.workspace.injected is None
    dialog.close()


def test_an_injected_star_is_tested_as_well(tested: MainWindow, qtbot: QtBot) -> None:
    workspace = tested.workspace
    workspace.set_frame(4)
    tested.actions_by_name["inject"].trigger()
    dialog = tested.findChild(InjectionDialog)
    dialog.kind.set_value("star")
    dialog.x_px.setValue(12.2)
    dialog.y_px.setValue(35.1)
    dialog.flux.setValue(8000.0)
    dialog.apply.click()
    settle(tested, qtbot)
    row = row_of(workspace, 4, 12, 35)
    assert workspace.candidates.synthetic[row]
    assert workspace.candidates.classification.words[row] == "PSF-like"
    flux = workspace.candidates.classification.evidence.shape.flux_e[row]
    assert flux == pytest.approx(8000, abs=600)
    star = row_of(workspace, *STAR)  # the rows of all other frames are as they were
    assert workspace.candidates.classification.words[star] == "PSF-like"
    assert tested.false_positives.labels.text() == "1 PSF-like"
    workspace.set_parameter("criterion", "ratio")
    assert workspace.injected is None
    dialog.close()


def test_an_injection_arrives_when_its_dialog_is_closed(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    dialog = InjectionDialog(scene.workspace, tasks, parent)
    dialog.x_px.setValue(10)
    dialog.y_px.setValue(12)
    dialog.show()
    dialog.apply.click()
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settled(scene, tasks)
    assert scene.workspace.injected.pixels[12, 10]
    assert scene.workspace.selected == scene.candidate(0, 10, 12)
    tasks.close()
