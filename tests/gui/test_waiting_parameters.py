"""Results carry the parameters they were made with, whatever is asked for meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table
from PySide6.QtCore import Qt

from darkviewer.core.calibration import pipeline
from darkviewer.core.errors import DarkviewerError, SessionError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Job, Progress
from darkviewer.core.vetting import session as vetting
from darkviewer.gui.actions import commands
from darkviewer.gui.dialogs.injection import InjectionDialog
from darkviewer.gui.widgets.captions import caption
from darkviewer.storage.exports.export import export
from tests.helpers.captures import STAR, cube
from tests.helpers.jobs import endless
from tests.helpers.windows import Driver, choose, escape, type_number, written


def failing(*_what: object, **_how: object) -> Job[None]:
    yield Progress("Working", 0, 1)
    raise SessionError("the disk is gone: look for it")


def of(table: Table) -> dict:
    return table.meta["parameters"]


def check_values(table: Table) -> None:
    """Every number follows from raw pixels and the parameters in the same file."""
    own = of(table)
    scale = own["gain_e_per_adu"] / 2 ** own["padding_bits"]
    combined = {"median": np.median, "average": np.mean}[own["method"]]
    raw = cube().astype(float)
    residual = (raw - combined(raw, axis=0)) * scale
    assert len(table)
    for row in table:
        expected = residual[row["frame_number"] - 1, row["y"], row["x"]]
        assert row["value_e"] == pytest.approx(expected, abs=1e-6)
        assert row["value_e"] > own["threshold_e"]


def check_panel(at: Driver, waiting: set[str]) -> None:
    """The panel marks exactly what the results were not made with."""
    rows = at.window.parameters.rows
    assert {name for name, row in rows.items() if row.waiting} == waiting
    for name in waiting:
        assert "*" in rows[name]._words.text()
        assert "the results shown used" in rows[name].toolTip()
    if not waiting:
        assert at.workspace.requested == at.workspace.parameters


CHANGES = [
    ("threshold_e", "0", 200.0),
    ("gain_e_per_adu", "2", 1.39),
    ("padding_bits", "2", 4),
]


@pytest.mark.parametrize(("name", "text", "shown"), CHANGES)
def test_a_cancelled_number_goes_back_and_is_never_written(
    opened: Driver,
    hang: Callable[[], None],
    tmp_path: Path,
    name: str,
    text: str,
    shown: float,
) -> None:
    hang()
    before, picture = opened.workspace.candidates, opened.window.store.current
    type_number(opened, name, text)
    check_panel(opened, {name})
    assert getattr(opened.workspace.requested, name) == float(text)
    assert getattr(opened.workspace.parameters, name) == shown
    assert opened.workspace.candidates is before
    escape(opened)
    check_panel(opened, set())
    assert opened.window.parameters.rows[name].field.value() == shown
    assert getattr(opened.workspace.parameters, name) == shown
    assert opened.window.store.current is picture
    assert not opened.workspace.history.canUndo()
    table = written(opened, tmp_path / "out")
    assert of(table)[name] == shown
    check_values(table)


def test_what_is_written_during_a_run_is_what_is_shown(
    opened: Driver,
    hang: Callable[[], None],
    tmp_path: Path,
) -> None:
    workspace = opened.workspace
    hang()
    type_number(opened, "gain_e_per_adu", "2")
    table = workspace.candidates.in_raster_order()
    paths = export(workspace.calibration, workspace.session, table, tmp_path / "out")
    check_values(Table.read(paths[1], format="ascii.ecsv"))
    escape(opened)


def test_a_finished_change_is_written_with_its_own_values(
    opened: Driver,
    tmp_path: Path,
) -> None:
    type_number(opened, "gain_e_per_adu", "2")
    opened.settle()
    choose(opened, "method", "average")
    opened.settle()
    check_panel(opened, set())
    table = written(opened, tmp_path / "out")
    assert of(table)["gain_e_per_adu"] == 2.0
    assert of(table)["method"] == "average"
    check_values(table)


def test_a_selection_is_applied_while_a_run_is_under_way(
    opened: Driver,
    hang: Callable[[], None],
    tmp_path: Path,
) -> None:
    hang()
    choose(opened, "method", "average")
    type_number(opened, "threshold_e", "400")
    check_panel(opened, {"method"})
    assert opened.workspace.candidates.value_e.min() > 400
    escape(opened)
    check_panel(opened, set())
    assert opened.workspace.parameters == Parameters(threshold_e=400.0)
    opened.workspace.history.undo()
    assert opened.workspace.requested == Parameters()
    assert not opened.window.tasks.busy
    check_values(written(opened, tmp_path / "out"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("criterion", "psf"), ("criterion", "both"), ("master", "leave-one-out")],
)
def test_tests_cancelled_half_way_leave_the_notebooks_answer(
    opened: Driver,
    hang: Callable[[], None],
    tmp_path: Path,
    name: str,
    value: str,
) -> None:
    before = opened.workspace.candidates
    words = caption(opened.workspace, opened.window.store.current, STAR[0])
    hang()
    choose(opened, name, value)
    assert name in opened.workspace.waiting
    check_panel(opened, {name, "master"})
    assert opened.workspace.candidates is before
    assert not opened.workspace.parameters.left_out
    now = caption(opened.workspace, opened.window.store.current, STAR[0])
    assert now == words
    escape(opened)
    check_panel(opened, set())
    assert opened.workspace.requested == Parameters()
    table = written(opened, tmp_path / "out")
    assert of(table)["criterion"] == "ratio"
    assert table.meta["master"]["in_sample"] is True
    check_values(table)


def test_a_failed_run_goes_back_too(
    opened: Driver,
    hang: Callable[..., None],
    tmp_path: Path,
) -> None:
    hang(failing)
    type_number(opened, "gain_e_per_adu", "2")
    opened.settle()
    check_panel(opened, set())
    assert opened.workspace.parameters == opened.workspace.requested == Parameters()
    choose(opened, "criterion", "psf")
    opened.settle()
    check_panel(opened, set())
    assert opened.workspace.requested == Parameters()
    check_values(written(opened, tmp_path / "out"))


def test_undo_during_a_run_ends_it(
    opened: Driver,
    hang: Callable[[], None],
) -> None:
    hang()
    type_number(opened, "gain_e_per_adu", "2")
    opened.qtbot.waitUntil(lambda: opened.window.tasks.computing.busy)
    opened.workspace.history.undo()
    check_panel(opened, set())
    opened.settle()  # nothing runs any more
    assert opened.workspace.history.canRedo()


def test_an_undone_step_that_is_cancelled_can_be_undone_again(
    opened: Driver,
    hang: Callable[[], None],
) -> None:
    type_number(opened, "gain_e_per_adu", "2")
    opened.settle()
    opened.window.tasks.kept.clear()
    hang()
    opened.workspace.history.undo()
    check_panel(opened, {"gain_e_per_adu"})
    assert opened.workspace.requested.gain_e_per_adu == 1.39
    escape(opened)
    check_panel(opened, set())
    assert opened.workspace.parameters.gain_e_per_adu == 2.0
    assert opened.workspace.history.canUndo()
    assert not opened.workspace.history.canRedo()


def test_an_injection_never_mixes_two_calibrations(
    opened: Driver,
) -> None:
    commands.open_injection(opened.window)
    dialog = opened.window.findChild(InjectionDialog)
    dialog.x_px.setValue(10)
    dialog.y_px.setValue(12)
    type_number(opened, "gain_e_per_adu", "2")
    dialog.apply.click()  # waits for the run, with the frame of 1.39
    opened.settle()
    assert opened.workspace.parameters.gain_e_per_adu == 2.0
    assert opened.workspace.injected is None
    assert "inject again" in dialog.outcome.text()
    assert not opened.workspace.candidates.synthetic.any()
    dialog.close()


def test_cancelled_tests_of_a_new_session_show_the_notebooks_answer(
    driver: Driver,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(vetting, "examine_session", endless)
    driver.workspace.set_parameters(Parameters(criterion="psf", threshold_sigma=3.0))
    driver.window.open_path(root)
    driver.qtbot.waitUntil(lambda: driver.workspace.calibration is not None)
    assert driver.workspace.candidates is None
    escape(driver)
    check_panel(driver, set())
    assert driver.workspace.parameters == Parameters()
    assert driver.workspace.selected is not None
    check_values(written(driver, tmp_path / "out"))


def test_calibrating_again_cancelled_changes_nothing(
    opened: Driver,
    hang: Callable[[], None],
    tmp_path: Path,
) -> None:
    before = opened.workspace.candidates
    hang()
    opened.window.actions_by_name["calibrate"].trigger()
    opened.workspace.set_parameter("ratio", 0.4)  # selects, and ends nothing
    assert opened.window.tasks.computing.busy
    opened.workspace.set_parameter("ratio", 0.3)
    escape(opened)
    check_panel(opened, set())
    assert len(opened.workspace.candidates) == len(before)
    check_values(written(opened, tmp_path / "out"))


def test_where_nothing_is_shown_yet_the_panel_offers_to_run(
    driver: Driver,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = pipeline.calibrate
    monkeypatch.setattr(pipeline, "calibrate", endless)
    driver.window.open_path(root)
    panel = driver.window.parameters
    escape(driver)
    assert panel.run.isVisible()
    assert panel.state.text() == "not calibrated yet"
    monkeypatch.setattr(pipeline, "calibrate", real)
    driver.qtbot.mouseClick(panel.run, Qt.MouseButton.LeftButton)
    driver.settle()
    assert driver.workspace.calibration is not None
    assert not panel.run.isVisible()
    assert panel.state.text() == ""


def test_a_table_of_other_parameters_is_refused(opened: Driver, tmp_path: Path) -> None:
    workspace = opened.workspace
    own = workspace.candidates.in_raster_order()
    for other in (
        {"gain_e_per_adu": 2.0},
        {"padding_bits": 2},
        {"method": "average"},
        {"threshold_e": 0.0},
        {"criterion": "psf"},
        {"master": "leave-one-out"},
    ):
        table = replace(own, parameters=replace(own.parameters, **other))
        with pytest.raises(DarkviewerError, match="then export"):
            export(workspace.calibration, workspace.session, table, tmp_path / "out")
        assert not (tmp_path / "out").exists()
