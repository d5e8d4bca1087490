"""The classes of all pixels in the window: what is on show, and nothing else."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from darkviewer.core.hazard import survey as surveying
from darkviewer.core.progress import drive
from darkviewer.gui.controls.buttons import ActionButton
from darkviewer.gui.dialogs.bad_pixels import BadPixelsDialog
from darkviewer.runs import pace
from darkviewer.runs.sensor import classes_of
from darkviewer.runs.session import calibrated, read_capture, request_for
from darkviewer.storage.lights.mask_reader import read_mask
from tests.helpers.captures import cube, write_capture
from tests.helpers.image_areas import caption, note
from tests.helpers.jobs import endless
from tests.helpers.lights import (
    CARDS,
    FRAMES,
    HOT,
    NX,
    NY,
    PLANTED,
    SATURATED,
    TELEGRAPH,
    darks,
    write_darks,
)
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


@pytest.fixture
def sensor(driver: Driver, tmp_path: Path) -> Driver:
    """The window on darks of a sensor whose pixels are known."""
    driver.folder = write_darks(tmp_path / "captures" / "2024-05-08" / "Dark30s")
    driver.open(tmp_path / "captures")
    return driver


def press_c(at: Driver) -> None:
    at.press(Qt.Key.Key_C)
    at.settle()


def class_at(at: Driver, x: int, y: int) -> str:
    """What is said of the pixel under the cursor."""
    area = at.window.image
    area.pointing._hover((x, y))
    at.settle()
    line = next(one for one in area.notes.probe.texts if one.startswith("class"))
    return line.removeprefix("class ")


def table(at: Driver) -> dict[str, tuple[str, ...]]:
    at.qtbot.waitUntil(lambda: bool(at.window.statistics.classes.texts))
    return {name: rest for name, *rest in at.window.statistics.classes.texts}


def button(at: Driver) -> ActionButton:
    return next(
        one
        for one in at.window.findChildren(ActionButton)
        if one.action.objectName() == "layer_classes"
    )


def test_every_planted_pixel_is_shown_as_what_it_is(sensor: Driver) -> None:
    window = sensor.window
    press_c(sensor)
    assert window.image.shown_layer == "classes"
    assert button(sensor).isChecked()
    assert caption(window.image) == f"Classes of pixels · median of {FRAMES} frames"
    assert {place: class_at(sensor, *place) for place in PLANTED} == PLANTED
    assert window.image.classes.isVisible()
    assert not window.image.bar.isVisible()
    counted = table(sensor)
    assert counted["bad column"][:2] == [str(NY), f"{100 / NX:.3f}"]
    assert counted["telegraph"][0] == "1"
    assert counted["all"][0] == f"{NX * NY:,}"
    assert not window.statistics.few.isVisible()
    sensor.press(Qt.Key.Key_D)
    sensor.settle()
    assert window.image.bar.isVisible()
    assert not window.image.classes.isVisible()
    sensor.qtbot.waitUntil(window.statistics.few.isVisible)
    assert class_at(sensor, *HOT) == "hot"  # is known on every layer now


def test_they_are_those_of_the_mask_that_the_window_writes(
    sensor: Driver, tmp_path: Path
) -> None:
    """With amplifiers that no new calibration was made for, too."""
    press_c(sensor)
    for amplifiers in ("auto", "2x1"):
        sensor.workspace.set_parameter("amplifiers", amplifiers)
        sensor.settle()
        folder = tmp_path / amplifiers
        dialog = BadPixelsDialog(sensor.workspace, sensor.window.tasks, sensor.window)
        dialog.folder.setText(str(folder))
        dialog.write.click()
        sensor.qtbot.waitUntil(lambda at=folder: any(at.glob("*.fits")))
        sensor.settle()
        dialog.close()
        path = next(folder.glob("*.fits"))
        bad = read_mask(path).bits != 0
        np.testing.assert_array_equal(sensor.workspace.classes.severity > 0, bad)
        with fits.open(path) as hdus:
            record = json.loads("\n".join(hdus["PROVENANCE"].data["LINE"]))
        assert record["parameters"]["amplifiers"] == amplifiers


def test_while_it_runs_the_master_is_shown_and_says_so(
    sensor: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = sensor.window
    with monkeypatch.context() as patch:
        patch.setattr(surveying, "survey", endless)
        sensor.press(Qt.Key.Key_C)
        sensor.qtbot.waitUntil(lambda: window.image.shown_layer == "master")
        sensor.qtbot.waitUntil(lambda: button(sensor).loading)
        assert "being classified" in caption(window.image)
        assert "class" not in "".join(window.image.notes.probe.texts)
        sensor.qtbot.waitUntil(lambda: window.status.job.isVisible())
        window.status.job.cancel.click()
        sensor.settle()
    assert caption(window.image).endswith("Choose Classes (C) to start again")
    assert not button(sensor).loading
    press_c(sensor)
    assert class_at(sensor, *TELEGRAPH) == "telegraph"


def test_choosing_it_again_before_the_cancelled_run_has_ended_starts_it(
    sensor: Driver,
) -> None:
    sensor.press(Qt.Key.Key_C)
    sensor.qtbot.waitUntil(lambda: sensor.window.tasks.busy)
    sensor.press(Qt.Key.Key_Escape)
    sensor.press(Qt.Key.Key_C)
    sensor.qtbot.waitUntil(lambda: sensor.workspace.classes is not None)
    sensor.settle()
    assert class_at(sensor, *TELEGRAPH) == "telegraph"


def test_a_frame_that_vanished_is_named_and_nothing_is_shown(sensor: Driver) -> None:
    sensor.window.arrivals.close()
    sorted(sensor.folder.glob("*.fits"))[3].unlink()
    sensor.press(Qt.Key.Key_C)
    sensor.qtbot.waitUntil(lambda: not sensor.window.tasks.busy)
    sensor.qtbot.waitUntil(lambda: "Not classified:" in caption(sensor.window.image))
    assert "1 of 8 frames can no longer be read" in caption(sensor.window.image)
    assert sensor.workspace.classes is None
    for dialog in sensor.window.findChildren(type(QApplication.activeModalWidget())):
        dialog.close()


def test_other_parameters_classify_again_and_a_threshold_does_not(
    sensor: Driver,
) -> None:
    press_c(sensor)
    first = sensor.workspace.classes
    sensor.workspace.set_parameter("threshold_e", 500.0)
    sensor.settle()
    assert sensor.workspace.classes is first
    seen = []
    sensor.workspace.classes_changed.connect(
        lambda: seen.append(sensor.workspace.classes)
    )
    sensor.workspace.set_parameter("method", "average")
    sensor.settle()
    second = sensor.workspace.classes
    assert first not in seen  # what was on show is never shown of other parameters
    assert second not in (None, first)
    assert caption(sensor.window.image).startswith("Classes of pixels · average")
    known = drive(
        classes_of(
            drive(
                calibrated(
                    request_for(
                        drive(read_capture(sensor.folder)), sensor.workspace.parameters
                    )
                )
            )
        )
    )
    np.testing.assert_array_equal(second.severity, known.severity)
    sensor.workspace.set_parameter("master", "leave-one-out")
    sensor.settle()
    assert sensor.workspace.classes not in (None, second)


def test_nobody_looks_nothing_is_classified(sensor: Driver) -> None:
    press_c(sensor)
    sensor.press(Qt.Key.Key_R)
    sensor.workspace.set_parameter("method", "average")
    sensor.settle()
    assert sensor.workspace.classes is None
    assert sensor.workspace.classes_missing == ""


def test_frames_left_out_say_nothing_of_a_pixel(sensor: Driver) -> None:
    """Without the three frames in which it is high a telegraph pixel is ordinary."""
    press_c(sensor)
    before = sensor.workspace.classes
    names = {info.name: info for info in sensor.workspace.frames.infos}
    for frame in (2, 5, 7):  # from 1
        sensor.window.judgements.exclude([names[f"{frame:05}.fits"]], "telegraph")
        sensor.settle()
    sensor.qtbot.waitUntil(lambda: sensor.workspace.frames.used == FRAMES - 3)
    sensor.settle()
    assert before.n_frames == FRAMES
    assert sensor.workspace.classes.n_frames == FRAMES - 3
    assert class_at(sensor, *TELEGRAPH) == "ordinary"
    assert class_at(sensor, *HOT) == "hot"


def test_another_session_has_classes_of_its_own(sensor: Driver, tmp_path: Path) -> None:
    press_c(sensor)
    write_capture(tmp_path / "other", cube())
    sensor.open(tmp_path / "other")
    assert sensor.window.image.shown_layer == "classes"
    image = sensor.window.image.view.image
    assert image.levels[0] is sensor.workspace.classes.severity
    assert image.shape == cube().shape[1:]
    sensor.window.tasks.open(tmp_path / "nothing")
    sensor.qtbot.waitUntil(lambda: sensor.workspace.classes is None)


def test_frames_that_arrive_do_not_start_it_by_themselves(
    sensor: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "QUIET_S", 0.05)
    press_c(sensor)
    raw = darks(FRAMES + 1)[-1]
    when = "2024-05-08T03:40:00"
    header = fits.Header({**CARDS, "IMAGETYP": "DARK", "DATE-OBS": when})
    fits.writeto(sensor.folder / f"{FRAMES + 1:05}.fits", raw, header)
    sensor.window.actions_by_name["rescan"].trigger()
    sensor.qtbot.waitUntil(
        lambda: sensor.workspace.frames.used == FRAMES + 1, timeout=PATIENCE_MS
    )
    sensor.settle()
    assert sensor.workspace.classes is None
    assert "since frames were added" in caption(sensor.window.image)
    press_c(sensor)
    assert sensor.workspace.classes.n_frames == FRAMES + 1


def test_stretch_and_colours_of_codes_are_given(sensor: Driver) -> None:
    press_c(sensor)
    window = sensor.window
    for name in ("stretch_log", "auto", "invert", "colours_viridis", "reduce_mean"):
        assert not window.actions_by_name[name].isEnabled(), name
    look = window.image.looks["classes"]
    window.image.set_levels(2.0, 3.0)
    window.image.set_stretch_kind("log")
    window.image.auto_stretch()
    window.image.colours.choose("viridis")
    assert window.image.looks["classes"] == look
    assert (look.stretch.black, look.stretch.white) == (0.0, 8.0)
    window.image.set_reduction("mean")
    assert window.image.view.reduction == "max"
    window.resize(1, 1)  # as small as it becomes
    window.image.view.resize(80, 60)
    window.image.view.fit()
    sensor.qtbot.waitUntil(
        lambda: note(window.image).startswith("the worst class of 2")
    )
    window.actions_by_name["preset_residual"].trigger()
    sensor.settle()
    assert window.image.shown_layer == "residual"


def test_a_region_is_counted_and_copied(sensor: Driver) -> None:
    press_c(sensor)
    x, y = HOT
    sensor.workspace.set_region((x - 1, x + 1, y - 2, y + 2))
    sensor.settle()
    sensor.qtbot.waitUntil(lambda: table(sensor)["all"][0] == "15")
    assert table(sensor)["hot"] == ["1", "6.7", "–"]
    assert sensor.window.statistics.title == "CLASSES 3 × 5"
    sensor.window.statistics.copy()
    copied = dict(
        line.split("\t")[:2]
        for line in QApplication.clipboard().text().splitlines()[1:]
    )
    assert copied["hot"] == "1"
    assert copied["ordinary"] == "14"
    sensor.workspace.set_region(None)
    sensor.qtbot.waitUntil(lambda: table(sensor)["all"][0] == f"{NX * NY:,}")


@pytest.mark.parametrize("frames", [2, 3])
def test_of_few_frames_it_says_what_they_cannot_tell(
    driver: Driver, tmp_path: Path, frames: int
) -> None:
    folder = write_darks(tmp_path / "captures" / "2024-05-08" / "Dark30s")
    for path in sorted(folder.glob("*.fits"))[frames:]:
        path.unlink()
    driver.open(tmp_path / "captures")
    press_c(driver)
    assert f"{frames} frames" in caption(driver.window.image).splitlines()[1]
    assert class_at(driver, *SATURATED) == "saturated"


def test_one_frame_has_no_classes(driver: Driver, tmp_path: Path) -> None:
    folder = write_darks(tmp_path / "captures" / "2024-05-08" / "Dark30s")
    for path in sorted(folder.glob("*.fits"))[1:]:
        path.unlink()
    driver.open(tmp_path / "captures")
    for dialog in driver.window.findChildren(type(QApplication.activeModalWidget())):
        dialog.close()
    assert not driver.window.actions_by_name["layer_classes"].isEnabled()
    assert driver.window.image.shown_layer == "raw"


def test_the_gui_thread_computes_nothing_of_it(
    sensor: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[threading.Thread] = []
    real = surveying.survey

    def noted(*what: Any) -> Any:
        ran.append(threading.current_thread())
        return real(*what)

    with monkeypatch.context() as patch:
        patch.setattr(surveying, "survey", noted)
        press_c(sensor)
    assert sensor.workspace.classes is not None
    assert len(ran) == 1
    assert ran[0] is not threading.main_thread()
