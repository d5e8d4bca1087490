"""The real window on real FITS files: what a user does, from opening to closing."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from darkviewer.core.calibration import pipeline
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.dialogs.injection import InjectionDialog
from darkviewer.gui.geometry.pixel_coords import centre
from darkviewer.gui.models.session_model import SessionModel
from darkviewer.gui.startup.app import make_window, run
from darkviewer.gui.startup.memory import recall, remember
from darkviewer.storage.appdata.settings import Settings, save
from darkviewer.storage.demo import demo
from tests.helpers.captures import HOT, NX, NY, STAR, cube, write_frame
from tests.helpers.windows import PATIENCE_MS, Driver


def test_the_title_ends_inside_the_window(driver: Driver) -> None:
    title = driver.window._title
    bar = driver.window.menuBar()
    for width in (driver.window.width(), 1024, 1300):
        driver.window.resize(width, 800)
        driver.qtbot.waitUntil(lambda width=width: bar.width() == width)
        assert title.geometry().right() < width


# opening


def test_a_root_opens_calibrated_with_its_best_candidate(opened: Driver) -> None:
    workspace, window = opened.workspace, opened.window
    assert workspace.calibration is not None
    assert len(workspace.calibration.used) == 5
    assert workspace.selected == opened.id_of(*STAR)
    assert workspace.frame == STAR[0]
    assert window.windowTitle() == "2024-05-08 / 03_38_48 / Dark30s  –  Darkviewer"
    assert window.status.used.text() == "5 of 5 frames used"
    assert window.candidates.model.rowCount() == len(workspace.candidates)


def test_nothing_open_offers_a_folder_and_the_demo(driver: Driver) -> None:
    window = driver.window
    assert not window.actions_by_name["export"].isEnabled()
    assert window.actions_by_name["open"].isEnabled()
    assert window.browser.filter.isEnabled() is False
    assert window.browser.view.isVisible() is False


def test_the_demo_is_one_click_away(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = partial(demo.write_demo, frames=3, size=64)
    monkeypatch.setattr(demo, "write_demo", small)
    buttons = driver.window.browser.findChildren(KeyButton)
    next(b for b in buttons if b.text() == "Try the demo").click()
    driver.qtbot.waitUntil(lambda: driver.workspace.calibration is not None)
    driver.settle()
    assert driver.workspace.root == demo.demo_folder()


def test_another_session_is_a_click_away(driver: Driver, root: Path) -> None:
    older = root / "2024-05-07" / "21_00_00" / "Dark10s"
    older.mkdir(parents=True)
    for number, frame in enumerate(cube()[:3], start=1):
        write_frame(older / f"{number:05}.fits", frame)
    driver.open(root)
    assert driver.workspace.session.path.name == "Dark30s"
    view = driver.window.browser.view
    model = view.model()
    index = model.index(0, 0, model.index(1, 0))
    assert index.data(SessionModel.PATH) == older
    driver.qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(index).center(),
    )
    driver.settle()
    assert driver.workspace.session.path == older
    assert len(driver.workspace.calibration.used) == 3


def test_filter_keeps_the_sessions_that_hold_every_word(opened: Driver) -> None:
    browser = opened.window.browser
    proxy = browser.view.model()
    browser.filter.setText("dark30s 05-08")
    assert proxy.rowCount() == 1
    browser.filter.setText("dark99s")
    assert proxy.rowCount() == 0


def test_a_single_file_opens_for_a_look(driver: Driver, root: Path) -> None:
    file = next(root.rglob("00003.fits"))
    driver.open(file)
    assert driver.workspace.frame_count == 1
    assert driver.workspace.calibration is None
    assert "two" in driver.window.status.message.text()


def test_a_dropped_folder_opens(driver: Driver, root: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(root))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    driver.window.dropEvent(event)
    driver.settle()
    assert driver.workspace.root == root
    assert driver.window.recent == [root]


def test_an_empty_folder_is_told_in_words(driver: Driver, tmp_path: Path) -> None:
    driver.open(tmp_path)
    words = driver.window.browser._empty._title.text()
    assert words == "No FITS files here"
    assert driver.workspace.session is None


def test_a_missing_folder_is_told_in_words(driver: Driver, tmp_path: Path) -> None:
    driver.open(tmp_path / "gone")
    assert "does not exist" in driver.window.status.message.text()


def test_what_must_be_known_stands_above_the_image(driver: Driver, root: Path) -> None:
    (next(root.rglob("00002.fits"))).write_bytes(b"not FITS at all")
    driver.open(root)
    banner = driver.window.banner
    assert banner.isVisible()
    assert "00002.fits" in banner.words.text()
    assert driver.window.status.used.text() == "4 of 5 frames used, 1 skipped"
    assert "00002.fits" in driver.window.status.used.toolTip()


@pytest.mark.parametrize("value", [1000, np.nan])
def test_blank_frames_are_told_above_the_image(
    driver: Driver, root: Path, value: float
) -> None:
    for path in root.rglob("*.fits"):
        blank = np.full_like(cube()[0], 0, np.float32) + np.float32(value)
        write_frame(path, blank)
    driver.open(root)
    words = driver.window.banner.words.text()
    assert words.startswith("00001.fits holds no")
    assert words.endswith("(and 4 more)")
    assert driver.window.status.used.text() == "5 of 5 frames used, 5 blank"
    assert driver.window.status.message.text() == ""
    model = driver.window.browser.model
    (session,) = driver.workspace.sessions
    badge = model.index_of(session)
    assert badge.data(SessionModel.LEVEL) == "warn"
    assert badge.data(SessionModel.DETAILS) == words


def test_look_again_finds_a_new_capture(opened: Driver, root: Path) -> None:
    new = root / "2024-05-09" / "20_00_00" / "Dark30s"
    new.mkdir(parents=True)
    write_frame(new / "00001.fits", cube()[0])
    before = opened.workspace.calibration
    opened.window.actions_by_name["rescan"].trigger()
    opened.settle()
    assert opened.workspace.captures[0].path == new
    assert opened.workspace.calibration is before


# parameters


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


def test_undo_takes_back_a_whole_drag_at_once(opened: Driver) -> None:
    workspace, row = opened.workspace, opened.window.parameters.rows["threshold_e"]
    row.slider.setSliderDown(True)
    for value in (500, 600, 700):
        row.slider.setValue(value)
    row.slider.setSliderDown(False)
    assert workspace.parameters.threshold_e > 500
    opened.window.image.setFocus()
    opened.settle()
    opened.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert workspace.parameters.threshold_e == 200
    assert not workspace.history.canUndo()
    opened.settle()
    opened.window.actions_by_name["redo"].trigger()
    assert workspace.parameters.threshold_e > 500


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


# candidates


def test_a_row_brings_its_frame_and_its_pixel(opened: Driver) -> None:
    view, model = opened.window.candidates.view, opened.window.candidates.model
    row = model.row_of(opened.id_of(*HOT))
    opened.qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(model.index(row, 1)).center(),
    )
    opened.settle()
    assert opened.workspace.selected == opened.id_of(*HOT)
    assert opened.workspace.frame == HOT[0]


def test_j_and_k_walk_through_the_rows_in_their_order(opened: Driver) -> None:
    window, model = opened.window, opened.window.candidates.model
    window.image.setFocus()
    window.candidates.select_first()
    opened.press(Qt.Key.Key_J)
    assert opened.workspace.selected == model.id_at(1)
    opened.press(Qt.Key.Key_K)
    assert opened.workspace.selected == model.id_at(0)
    opened.press(Qt.Key.Key_Up)
    assert opened.workspace.selected == model.id_at(0)


def test_the_selection_survives_sorting_and_filtering(opened: Driver) -> None:
    candidates, workspace = opened.window.candidates, opened.workspace
    chosen = workspace.selected
    candidates.model.sort(3)
    assert workspace.selected == chosen
    candidates.filter.setText(f"frame {HOT[0] + 1}")
    opened.qtbot.waitUntil(lambda: candidates.model.row_of(chosen) is None)
    assert workspace.selected == chosen
    candidates.filter.setText("")
    opened.qtbot.waitUntil(lambda: candidates.model.row_of(chosen) is not None)
    assert candidates.view.currentIndex().row() == candidates.model.row_of(chosen)


def test_a_filter_that_is_not_understood_is_marked(opened: Driver) -> None:
    candidates = opened.window.candidates
    candidates.filter.setText("colour<3")
    opened.qtbot.waitUntil(lambda: candidates.filter.property("valid") == "false")
    assert "not understood" in opened.window.status.message.text()
    candidates.filter.setText("x<3")
    opened.qtbot.waitUntil(lambda: candidates.filter.property("valid") == "true")


def test_enter_zooms_to_the_candidate_and_backspace_returns(opened: Driver) -> None:
    window = opened.window
    window.image.setFocus()
    whole = window.image.region
    opened.press(Qt.Key.Key_Return)
    x0, x1, y0, y1 = window.image.region
    assert x1 - x0 < NX - 1
    assert x0 <= STAR[1] <= x1
    assert y0 <= STAR[2] <= y1
    opened.press(Qt.Key.Key_Backspace)
    assert window.image.region == whole


def test_a_click_on_a_marker_selects_its_row(opened: Driver) -> None:
    window = opened.window
    window.candidates.select_first()
    opened.workspace.set_frame(HOT[0])
    opened.settle()
    view = window.image.view
    seen = view._view.rect(view._size())
    point = (centre(*HOT[1:]) - seen.topLeft()) * view._view.scale
    opened.qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint()
    )
    assert opened.workspace.selected == opened.id_of(*HOT)
    row = window.candidates.view.currentIndex().row()
    assert row == window.candidates.model.row_of(opened.id_of(*HOT))


# regions and keys


def test_a_typed_region_is_shown(opened: Driver) -> None:
    window = opened.window
    window.image.setFocus()
    opened.press(Qt.Key.Key_G)
    assert window.region.hasFocus()
    window.region.clear()
    opened.qtbot.keyClicks(window.region, "10:29, 5:24")
    opened.press(Qt.Key.Key_Return)
    x0, x1, y0, y1 = window.image.region
    assert (x0 <= 10, x1 >= 29, y0, y1) == (True, True, 5, 24)
    assert window.region.text() == f"{x0}:{x1}, 5:24"


def test_a_region_that_is_none_is_refused(opened: Driver) -> None:
    region = opened.window.region
    region.begin()
    region.setText("somewhere")
    opened.press(Qt.Key.Key_Return)
    assert region.property("valid") == "false"
    opened.press(Qt.Key.Key_Escape)
    assert region.text() == f"0:{NX - 1}, 0:{NY - 1}"


def test_keys_are_text_in_a_text_field_and_commands_elsewhere(opened: Driver) -> None:
    window, workspace = opened.window, opened.workspace
    window.candidates.filter.setFocus()
    opened.qtbot.keyClicks(window.candidates.filter, "r")
    opened.press(Qt.Key.Key_Left)
    assert workspace.layer == "residual"
    assert workspace.frame == STAR[0]
    assert window.candidates.filter.text() == "r"
    window.candidates.filter.clear()
    window.image.setFocus()
    opened.press(Qt.Key.Key_R)
    assert workspace.layer == "raw"
    opened.press(Qt.Key.Key_D)
    assert workspace.layer == "residual"


def test_arrow_keys_step_frames_but_not_while_a_slider_has_them(
    opened: Driver,
) -> None:
    window, workspace = opened.window, opened.workspace
    window.image.setFocus()
    opened.press(Qt.Key.Key_Right)
    assert workspace.frame == STAR[0] + 1
    opened.press(Qt.Key.Key_Home)
    assert workspace.frame == 0
    opened.press(Qt.Key.Key_End)
    assert workspace.frame == 4
    slider = window.parameters.rows["ratio"].slider
    slider.setFocus()
    opened.press(Qt.Key.Key_Left)
    assert workspace.frame == 4
    assert workspace.parameters.ratio < 0.3


# injection


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


def test_a_source_outside_the_frame_is_refused_in_words(opened: Driver) -> None:
    opened.window.actions_by_name["inject"].trigger()
    dialog = opened.window.findChild(InjectionDialog)
    dialog.x_px.setValue(1000)
    dialog.apply.click()
    opened.settle()
    assert "outside" in dialog.outcome.text()
    assert opened.workspace.injected is None
    dialog.close()


# cancelling and closing


def endless(_request: object) -> Job[None]:
    """A calibration that never ends by itself."""
    done = 0
    while True:
        time.sleep(0.01)
        done += 1
        yield Progress("Combining", done % 100, 100)


def test_cancel_stops_a_run_within_a_second(
    driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "calibrate", endless)
    window = driver.window
    window.open_path(root)
    driver.qtbot.waitUntil(window.status.job.isVisible, timeout=PATIENCE_MS)
    assert "Combining" in window.status.job.stage.text()
    window.image.setFocus()
    started = time.monotonic()
    driver.press(Qt.Key.Key_Escape)
    driver.qtbot.waitUntil(lambda: not window.status.job.isVisible(), timeout=1000)
    assert time.monotonic() - started < 1.0
    assert driver.workspace.calibration is None
    assert window.status.message.text().startswith("Cancelled: nothing is calibrated")


def test_closing_during_a_run_ends_cleanly(
    driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "calibrate", endless)
    driver.window.open_path(root)
    driver.qtbot.waitUntil(lambda: driver.window.tasks.computing.busy)
    started = time.monotonic()
    driver.window.close()
    assert time.monotonic() - started < 1.0


def test_a_fault_opens_one_dialog_and_the_window_stays(
    driver: Driver,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fall(_request: object) -> Job[None]:
        yield Progress("Combining", 0, 1)
        raise ZeroDivisionError("a fault of the program")

    monkeypatch.setattr(pipeline, "calibrate", fall)
    driver.open(root)
    driver.window.tasks.calibrate()
    driver.settle()
    dialogs = [w for w in driver.window.findChildren(object) if _is_fault(w)]
    assert len(dialogs) == 1
    assert dialogs[0].text.toPlainText().count("a fault of the program") == 2
    assert "Calibrating failed" in caplog.text
    dialogs[0].close()


def _is_fault(widget: object) -> bool:
    return type(widget).__name__ == "FaultDialog"


# remembering


def test_theme_parameters_and_recent_are_remembered(opened: Driver, root: Path) -> None:
    settings = Settings()
    opened.window.theme_choice.choose("light")
    opened.window.parameters.rows["ratio"].field.setValue(0.45)
    settings.remember(root)
    remember(opened.window, settings)
    assert settings.last_root == str(root)
    again = make_window(Settings())
    recall(again, settings)
    assert again.workspace.palette.name == "light"
    assert again.workspace.parameters.ratio == 0.45
    assert again.recent == [root]
    again.close()
    again.deleteLater()
    opened.window.theme_choice.choose("dark")


def test_damaged_parameters_are_told_and_replaced(opened: Driver) -> None:
    settings = Settings(parameters={"ratio": 7.0})
    recall(opened.window, settings)
    assert opened.workspace.parameters.ratio == 0.3
    assert "Parameters" in opened.window.status.message.text()


@pytest.mark.usefixtures("qapp")
def test_what_was_open_last_opens_again(root: Path, tmp_path: Path) -> None:
    save(Settings(last_root=str(root)))
    picture = tmp_path / "window.png"  # made once a session is calibrated
    assert run(None, screenshot=picture) == 0
    assert picture.stat().st_size > 10_000


@pytest.mark.usefixtures("qapp")
def test_a_picture_of_the_window_is_written(root: Path, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    assert run(root, screenshot=picture, fresh=True) == 0
    assert picture.stat().st_size > 10_000
