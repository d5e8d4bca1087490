"""The parameters: what a change shows, selects or computes again."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from darkviewer.core.parameters import PARAMETERS, Parameters
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.widgets.parameter_panel import ORDER
from tests.helpers.captures import cube, write_capture
from tests.helpers.windows import Driver, settle


def test_the_threshold_follows_the_slider_without_a_new_run(opened: Driver) -> None:
    workspace, row = opened.workspace, opened.window.parameters.rows["threshold_e"]
    run_before, count = workspace.calibration, len(workspace.candidates)
    row.slider.setValue(row.slider.maximum())
    assert workspace.parameters.threshold_e == 5000
    assert len(workspace.candidates) == 0 < count
    assert opened.window.candidates.model.rowCount() == 0
    assert opened.window.parameters.funnel.session_counts == (0, 0, 0)
    assert workspace.calibration is run_before
    assert not opened.window.tasks.busy


def test_ratio_typed_as_a_number_counts_at_once(opened: Driver) -> None:
    workspace, row = opened.workspace, opened.window.parameters.rows["ratio"]
    accepted = workspace.candidates.accepted.sum()
    row.field.setValue(0.99)
    assert workspace.candidates.accepted.sum() < accepted
    row.field.setValue(0.3)
    assert workspace.candidates.accepted.sum() == accepted


def test_a_recomputing_parameter_starts_a_run_and_the_last_one_wins(
    opened: Driver,
) -> None:
    rows = opened.window.parameters.rows
    for gain in (1.0, 2.0, 3.0):
        rows["gain_e_per_adu"].field.setValue(gain)
    opened.settle()
    assert opened.workspace.calibration.request.parameters.gain_e_per_adu == 3.0


def test_reset_gives_the_notebooks_values(opened: Driver) -> None:
    rows, workspace = opened.window.parameters.rows, opened.workspace
    rows["ratio"].field.setValue(0.5)
    rows["neighbours"].segments._buttons[8].click()
    assert (workspace.parameters.ratio, workspace.parameters.neighbours) == (0.5, 8)
    opened.window.parameters.reset()
    assert (workspace.parameters.ratio, workspace.parameters.neighbours) == (0.3, 4)
    assert rows["ratio"].field.value() == 0.3
    assert rows["neighbours"].segments.value == 4


def test_every_parameter_has_its_row() -> None:
    assert sorted(ORDER) == sorted(item.name for item in PARAMETERS)


def test_the_criterion_chooses_which_rows_are_shown(untested: MainWindow) -> None:
    rows = untested.parameters.rows
    shown = {name for name, row in rows.items() if not row.isHidden()}
    assert {"ratio", "neighbours", "ties"} <= shown
    tested = {"fwhm_px", "p_min", "dbic_min", "master", "detection", "amplifiers"}
    assert not shown & tested
    untested.workspace.set_parameter("criterion", "psf")
    shown = {name for name, row in rows.items() if not row.isHidden()}
    assert tested <= shown
    assert not shown & {"ratio", "neighbours", "ties"}


def test_what_was_changed_is_never_hidden(untested: MainWindow) -> None:
    untested.workspace.set_parameter("threshold_sigma", 3.0)
    assert not untested.parameters.rows["threshold_sigma"].isHidden()


def test_the_notebooks_values_are_one_click_away(
    tested: MainWindow, qtbot: QtBot
) -> None:
    workspace = tested.workspace
    tested.parameters.reset()
    settle(tested, qtbot)
    assert workspace.parameters == Parameters()
    assert workspace.candidates.classification is None
    workspace.history.undo()
    assert workspace.examined
    assert workspace.candidates.classification is not None


def test_the_master_follows_the_criterion_until_it_is_chosen(
    tested: MainWindow, qtbot: QtBot
) -> None:
    segments = tested.parameters.rows["master"].segments
    assert segments.value == "leave-one-out"
    segments.value_changed.emit("in-sample")
    settle(tested, qtbot)
    assert tested.workspace.parameters.master == "in-sample"
    segments.value_changed.emit("leave-one-out")
    settle(tested, qtbot)
    assert tested.workspace.parameters.master == "auto"


def test_two_frames_leave_none_out(driver: Driver, root: Path, tmp_path: Path) -> None:
    driver.window.workspace.set_parameter("criterion", "psf")
    row = driver.window.parameters.rows["master"]
    few = write_capture(tmp_path / "few", cube()[:2])
    for path, value in ((root, "leave-one-out"), (few, "in-sample"), (root, "leave")):
        driver.open(path)
        button = row.segments._buttons["leave-one-out"]
        assert row.segments.value.startswith(value)
        assert button.isEnabled() == (path == root)
    driver.open(few)
    assert "this capture has 2 frames" in button.toolTip()
    caption = driver.window.image.notes.caption.texts[0]
    assert caption.endswith("master: median of 2 frames")


def test_each_drag_of_a_slider_is_one_step_to_undo(
    untested: MainWindow, qtbot: QtBot
) -> None:
    workspace = untested.workspace
    slider = untested.parameters.rows["threshold_e"].slider
    before = [workspace.requested.threshold_e]
    for _ in range(2):
        slider.sliderPressed.emit()
        for _ in range(3):
            slider.setSliderDown(True)
            slider.setValue(slider.value() + 20)
        slider.setSliderDown(False)
        settle(untested, qtbot)
        before.append(workspace.requested.threshold_e)
    assert len(set(before)) == 3
    for expected in reversed(before[:-1]):
        workspace.history.undo()
        assert workspace.requested.threshold_e == expected
