"""Pictures saved from the window, read back by other programs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyqtgraph as pg
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QSizeF, Qt
from PySide6.QtWidgets import QApplication

from darkviewer.core.display.stretch import Stretch
from darkviewer.core.parameters import Parameters, spec
from darkviewer.core.progress import drive
from darkviewer.gui.actions.plots_on_show import plots_on_show
from darkviewer.gui.dialogs import picture as dialogs
from darkviewer.gui.dialogs import picture_orders
from darkviewer.gui.dialogs.picture import PictureDialog
from darkviewer.gui.dialogs.picture_facts import facts_of
from darkviewer.gui.dialogs.picture_jobs import Target, View, view_job
from darkviewer.gui.geometry.viewport import Viewport
from darkviewer.gui.graphics.picture_sheet import Sheet
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.style.theme import HAZARD_COLOURS, PALETTES
from darkviewer.gui.text.candidate_filter import RowFilter
from darkviewer.gui.widgets.blink import AGAINST_MASTER, RAW_AND_RESIDUAL
from darkviewer.storage.exports.movie import ffmpeg
from tests.helpers.captures import FRAMES, HOT, NX, NY, cube
from tests.helpers.windows import Driver


class Saving:
    """The dialog, and a file dialog that gives the name wanted."""

    def __init__(
        self, driver: Driver, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.driver, self.folder = driver, folder
        driver.window.actions_by_name["save_picture"].trigger()
        self.dialog = driver.window.findChild(PictureDialog)
        self.offered: list[str] = []
        self.name = "picture.png"
        monkeypatch.setattr(dialogs, "ask_new_file", self._ask)

    def _ask(self, _parent: object, _title: str, start: Path, *, kinds: str) -> Any:
        self.offered.append(start.name)
        assert start.suffix in kinds
        return self.folder / self.name if self.name else None

    def choose(self, kind: str) -> None:
        self.dialog.kind.set_value(kind)
        self.dialog.kind.value_changed.emit(kind)

    def save(self, name: str) -> str:
        self.name = name
        self.dialog.save.click()
        self.driver.qtbot.waitUntil(lambda: "Drawing" not in self.dialog.outcome.text())
        self.driver.settle()
        return self.dialog.outcome.text()

    def read(self, name: str) -> tuple[np.ndarray, dict[str, str]]:
        assert self.save(name) == f"Saved as {name}"
        with Image.open(self.folder / name) as image:
            return np.asarray(image.convert("RGB")), dict(image.text)


@pytest.fixture
def saving(opened: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saving:
    return Saving(opened, tmp_path / "pictures", monkeypatch)


def test_whole_frame_has_the_pixels_of_the_file_and_says_what_it_is(
    saving: Saving,
) -> None:
    frame = HOT[0]
    at = saving.driver.workspace
    at.set_layer("raw")
    at.set_frame(frame)
    saving.driver.settle()
    image = saving.driver.window.image
    image.set_levels(0.0, 51200.0)  # a grey level is 200 ADU
    saving.choose("frame")
    for row in range(3):
        saving.dialog.drawn.item(row).setCheckState(Qt.CheckState.Unchecked)
    picture, texts = saving.read("frame.png")
    grey = np.floor(cube()[frame] / 200.0)
    assert np.array_equal(picture, np.repeat(grey[..., None], 3, axis=-1))
    assert saving.offered == ["2024-05-08_03_38_48_Dark30s_raw_frame3.png"]
    said = texts["Description"].split("\n")
    assert said[0] == "2024-05-08 / 03_38_48 / Dark30s"
    assert f"frame 3 of {FRAMES}" in said[1]
    assert "x, y 0:63, 0:47 (0-based)" in said[1]
    assert said[2] == "linear from 0 (black) to 51,200 ADU (white), grey"
    assert texts["Software"].startswith("Darkviewer ")
    told = json.loads(texts["Darkviewer"])
    assert told["frames"] == [f"{n:05}.fits" for n in range(1, FRAMES + 1)]
    assert told["parameters"] == at.parameters.as_dict()
    (shown,) = told["shown"]
    assert (shown["layer"], shown["frame_number"]) == ("raw", 3)
    assert (shown["stretch"]["black"], shown["stretch"]["white"]) == (0.0, 51200.0)
    assert shown["region"] == [0, NX - 1, 0, NY - 1]


def test_a_view_has_the_size_chosen_and_its_caption_below(saving: Saving) -> None:
    size = saving.driver.window.image.view.viewport().size()
    once, _ = saving.read("once.png")
    assert once.shape[1] == size.width()
    assert once.shape[0] > size.height()
    saving.dialog.sizes.set_value(3)
    thrice, texts = saving.read("thrice.png")
    assert thrice.shape[1] == 3 * size.width()
    assert "median of 5 frames" in texts["Description"]
    saving.dialog.sizes.set_value(0)
    sensor, _ = saving.read("sensor.png")
    assert sensor.shape[1] == 420  # the caption is wider than 64 pixels
    assert saving.offered[-1].endswith("_residual_frame2_view.png")
    saving.choose("cutouts")
    assert saving.dialog.sizes.value == 1
    saving.driver.workspace.select_candidate(None)
    assert "pixel history" not in {
        plot.name for plot in plots_on_show(saving.driver.window)
    }


def test_other_parameters_are_named(saving: Saving) -> None:
    at = saving.driver.workspace
    at.set_parameters(Parameters(**{**at.parameters.as_dict(), "ratio": 0.25}))
    saving.driver.settle()
    _, texts = saving.read("a.png")
    line = texts["Description"].split("\n")[-2]
    assert line.startswith("Parameters: ")
    assert f"{spec('ratio').label} 0.25" in line


def test_the_table_s_candidates_as_cutouts(saving: Saving) -> None:
    saving.choose("cutouts")
    assert saving.dialog.drawn.isRowHidden(0)
    _, texts = saving.read("cutouts.png")
    table = saving.driver.workspace.candidates
    told = json.loads(texts["Darkviewer"])["shown"][0]
    accepted = {int(one) for one in table.id[table.accepted]}
    assert set(told["candidates"]) == accepted
    assert told["cutout_px"] == 5
    saving.dialog.cutouts.set_value(21)
    larger, texts = saving.read("larger.png")
    assert "21 × 21 pixels of the residual" in texts["Description"]
    assert larger.shape[0] > 126


def test_a_plot_as_png_and_as_svg(saving: Saving) -> None:
    saving.choose("plot")
    assert "histogram" in [plot.name for plot in saving.dialog._plots]
    actions = {action.text(): action for action in saving.dialog.plot.menu.actions()}
    actions["histogram"].trigger()
    assert saving.dialog.plot.text() == "histogram"
    picture, texts = saving.read("plot.png")
    bar = saving.driver.window.image.bar
    assert picture.shape[0] > bar.height()
    assert "Histogram" in texts["Description"]
    saving.dialog.form.set_value("svg")
    assert saving.save("plot.svg") == "Saved as plot.svg"
    root = ElementTree.parse(saving.folder / "plot.svg").getroot()
    space = {"svg": "http://www.w3.org/2000/svg"}
    described = root.findtext("svg:desc", namespaces=space)
    assert described is not None
    assert described == texts["Description"]
    assert root.findall(".//svg:text", space)
    assert not root.findall(".//svg:image", space)
    assert {float(part) for part in root.get("viewBox").split()[2:]} == {
        float(picture.shape[0]),
        float(picture.shape[1]),
    }


def test_chosen_frames_blink(saving: Saving) -> None:
    saving.choose("blink")
    saving.dialog.frames.setText("1, 3")
    assert saving.save("blink.png") == "Saved as blink.png"
    with Image.open(saving.folder / "blink.png") as image:
        assert image.n_frames == 2
        assert image.info["duration"] == pytest.approx(500)  # two per second
        said = image.text["Description"]
    assert "frame 1 of 5" in said
    assert "frame 3 of 5" in said
    saving.dialog.frames.setText("99")
    saving.dialog.save.click()
    assert "no frame 99" in saving.dialog.frames.callout.text


def test_what_blinks_on_screen_as_a_movie(saving: Saving) -> None:
    if ffmpeg() is None:
        pytest.skip("no ffmpeg here")
    saving.choose("blink")
    saving.dialog.form.set_value("mp4")
    assert saving.save("blink.mp4") == "Saved as blink.mp4"
    assert b"ftyp" in (saving.folder / "blink.mp4").read_bytes()[:16]


def test_without_ffmpeg_there_is_no_movie_to_choose(
    saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ffmpeg", lambda: None)
    saving.dialog.form.set_value("mp4")
    saving.choose("blink")
    assert saving.dialog.form.value == "png"


def test_a_name_that_was_completed_is_not_replaced(saving: Saving) -> None:
    saving.folder.mkdir()
    there = saving.folder / "mine.png"
    there.write_bytes(b"precious")
    assert saving.save("mine") == "Saved as mine-2.png"
    assert there.read_bytes() == b"precious"
    assert saving.save("mine.png") == "Saved as mine.png"  # Qt has asked by then
    assert there.read_bytes() != b"precious"


def test_nothing_is_written_into_the_capture(saving: Saving) -> None:
    saving.folder = saving.driver.workspace.session.path
    before = sorted(saving.folder.iterdir())
    assert "never writes" in saving.save("a.png").replace("which Darkviewer ", "")
    assert sorted(saving.folder.iterdir()) == before
    saving.name = ""
    saving.dialog.save.click()  # no file was chosen
    assert "never writes" in saving.dialog.outcome.text()


def test_cancelled_nothing_is_left(
    saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, go_on = Event(), Event()

    def waits(_sheet: Sheet, top: int, bottom: int) -> np.ndarray:
        drawing.set()
        go_on.wait(60)
        return np.zeros((bottom - top, _sheet.width, 3), np.uint8)

    monkeypatch.setattr(Sheet, "band", waits)
    saving.dialog.sizes.set_value(4)  # more than one band
    saving.name = "a.png"
    saving.dialog.save.click()
    saving.driver.qtbot.waitUntil(drawing.is_set)
    saving.driver.window.tasks.cancel()
    go_on.set()
    outcome = saving.dialog.outcome
    saving.driver.qtbot.waitUntil(lambda: outcome.text() == "Cancelled.")
    assert not saving.folder.exists()
    assert saving.dialog.save.isEnabled()


def test_what_cannot_be_saved_says_why(saving: Saving) -> None:
    at = saving.driver.workspace
    saving.choose("cutouts")
    at.set_session(None)
    saving.driver.settle()
    assert not saving.dialog.save.isEnabled()
    assert "no candidates" in saving.dialog.words.text()
    saving.choose("view")
    assert "no image" in saving.dialog.words.text()


def test_plots_are_looked_for_when_the_dialog_comes_forward(saving: Saving) -> None:
    saving.driver.window.places.go("frames")
    saving.driver.settle()
    event = QEvent(QEvent.Type.WindowActivate)
    QApplication.sendEvent(saving.dialog, event)
    assert saving.dialog._plots[0].name == "strips of frames"
    saving.choose("plot")
    assert saving.dialog.plot.text() == "strips of frames"


def test_the_folder_is_opened(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        dialogs.QDesktopServices,
        "openUrl",
        lambda url: opened.append(url.toLocalFile()),
    )
    saving.save("a.png")
    saving.dialog.show_folder.click()
    assert opened == [str(saving.folder)]


def test_layers_nobody_has_looked_at_get_their_limits(saving: Saving) -> None:
    blink = saving.driver.window.image.blink
    saving.choose("blink")
    blink.set_plan(RAW_AND_RESIDUAL)
    assert saving.save("two.png") == "Saved as two.png"
    with Image.open(saving.folder / "two.png") as image:
        shown = json.loads(image.text["Darkviewer"])["shown"]
    assert [one["layer"] for one in shown] == ["raw", "residual"]
    raw = cube()[saving.driver.workspace.frame]
    stretch = shown[0]["stretch"]
    assert raw.min() <= stretch["black"] < np.median(raw) < stretch["white"]
    blink.set_plan(AGAINST_MASTER)
    assert saving.save("master.png") == "Saved as master.png"
    with Image.open(saving.folder / "master.png") as image:
        shown = json.loads(image.text["Darkviewer"])["shown"]
    assert shown[1]["frame_number"] is None
    scale = saving.driver.workspace.parameters.scale
    first, second = (one["stretch"]["black"] for one in shown)
    assert second == pytest.approx(first * scale)


def test_means_are_made_where_they_are_shown(saving: Saving) -> None:
    image = saving.driver.window.image
    shot = image.view.shot(PALETTES["dark"])
    assert shot is not None
    assert shot.image.means is None
    pixels = np.asarray(shot.image.levels[0])
    half = replace(
        shot,
        reduction="mean",
        view=Viewport(32, 24, 0.5),
        size=QSizeF(32, 24),
        stretch=Stretch("linear", float(pixels.min()), float(np.ptp(pixels))),
    )
    path = saving.folder / "mean.png"
    target = Target(path, replaces=False, check=lambda _: None)
    view = View(1.0, 1.0, marks=False, bar=False, caption=False)
    drive(view_job(target, half, view, facts_of(saving.driver.workspace), "means"))
    means = pixels.reshape(24, 2, 32, 2).mean(axis=(1, 3))
    with Image.open(path) as picture:
        grey = np.asarray(picture)[..., 0]
        assert "means of 2 × 2 pixels shown" in picture.text["Description"]
    assert np.array_equal(grey, half.stretch.formula(means))


def test_a_filter_of_the_table_is_one_of_the_sheet(saving: Saving) -> None:
    at = saving.driver.workspace
    table = at.candidates
    frame, x, y = HOT
    assert not table.accepted[(table.frame == frame) & (table.x == x)].any()
    at.set_row_filter(RowFilter(text=f"x={x}"))
    saving.driver.settle()
    saving.choose("cutouts")
    _, texts = saving.read("hot.png")
    told = json.loads(texts["Darkviewer"])["shown"][0]
    assert told["candidates"] == [(frame * NY + y) * NX + x]
    assert f"filter x={x}" in texts["Description"]
    saving.choose("view")
    _, texts = saving.read("view.png")
    assert f"filter x={x}" in texts["Description"]


def test_labels_of_the_psf_test_are_below_the_cutouts(tested: MainWindow) -> None:
    table = tested.workspace.candidates
    rows, total = picture_orders._rows_shown(tested.workspace, table)
    words = [w for _, w in picture_orders._captions(tested.workspace, table, rows)]
    assert total == len(words) > 0
    assert words[0][1].endswith(" · PSF-like")


def test_plots_of_one_name_are_told_apart(saving: Saving) -> None:
    window = saving.driver.window
    plots = [pg.PlotWidget(window) for _ in range(2)]
    for plot in plots:
        plot.setAccessibleName("a plot")
        plot.show()
    names = [plot.name for plot in plots_on_show(window)]
    assert names[-2:] == ["a plot", "a plot 2"]


def test_classes_have_their_colours_and_what_these_mean(saving: Saving) -> None:
    window = saving.driver.window
    window.actions_by_name["layer_classes"].trigger()
    saving.driver.settle()
    saving.choose("frame")
    picture, texts = saving.read("classes.png")
    assert saving.offered == ["2024-05-08_03_38_48_Dark30s_classes.png"]
    lines = texts["Description"].split("\n")
    assert lines[1].startswith("Classes of pixels · median")
    assert "black" not in texts["Description"]  # there is no stretch to tell
    below = {"#" + bytes(pixel).hex() for pixel in picture[NY:].reshape(-1, 3)}
    assert {colour.lower() for colour in HAZARD_COLOURS.values()} <= below
    (shown,) = json.loads(texts["Darkviewer"])["shown"]
    assert (shown["layer"], shown["frame_number"]) == ("classes", None)
    assert shown["stretch"]["colours"] == "classes"


def test_return_saves_again(saving: Saving) -> None:
    """A button that is disabled meanwhile would leave the keyboard to another one."""
    saving.dialog.save.setFocus()
    saving.read("a.png")
    assert saving.dialog.focusWidget() is saving.dialog.save
