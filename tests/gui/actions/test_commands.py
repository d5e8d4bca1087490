"""Commands as the menus trigger them, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from darkviewer.gui.dialogs.manual import ManualDialog
from darkviewer.gui.dialogs.pixel_table import PixelTable
from tests.helpers.windows import Driver

Answers = Callable[[str], None]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """What is chosen in Qt's own dialogs; empty as when they are cancelled."""

    def choose(text: str) -> None:
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: text)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (text, ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (text, ""))

    return choose


def trigger(driver: Driver, name: str) -> None:
    driver.window.actions_by_name[name].trigger()


def test_a_chosen_folder_is_opened(
    driver: Driver, root: Path, answers: Answers
) -> None:
    answers(str(root))
    trigger(driver, "open")
    driver.settle()
    assert driver.workspace.root == root


def test_a_chosen_file_is_opened(driver: Driver, root: Path, answers: Answers) -> None:
    answers(str(next(root.rglob("00003.fits"))))
    trigger(driver, "open_file")
    driver.settle()
    assert driver.workspace.frame_count == 1


@pytest.mark.parametrize("name", ["open", "open_file"])
def test_a_cancelled_choice_opens_nothing(
    driver: Driver, answers: Answers, name: str
) -> None:
    answers("")
    trigger(driver, name)
    assert driver.workspace.root is None
    assert not driver.window.tasks.busy


@pytest.mark.parametrize(
    "place", ["/gone" * 900, "/" + 300 * "9", "/go\0ne", "~nobody-of-this-name/x"]
)
def test_what_no_folder_is_called_is_told_and_another_can_be_chosen(
    driver: Driver, answers: Answers, root: Path, place: str
) -> None:
    """As settings and other programs may bring it."""
    driver.open(Path(place))
    assert "does not exist" in driver.window.status.message.text()
    answers(str(root))
    trigger(driver, "open")
    driver.settle()
    assert driver.workspace.root == root


def test_blinking_starts_stops_and_ends_by_escape(opened: Driver) -> None:
    image = opened.window.image
    trigger(opened, "blink")
    assert image.blinking
    trigger(opened, "blink")
    assert not image.blinking
    trigger(opened, "blink_next")
    trigger(opened, "cancel")
    assert not image.blinking


def test_the_frame_blinks_with_the_median_of_all(opened: Driver) -> None:
    window = opened.window
    trigger(opened, "blink_master")
    assert window.image.blinking
    at = opened.workspace.frame
    assert set(window.image.blink.cycle) == {(at, "raw"), (at, "master")}
    trigger(opened, "blink_master")
    assert not window.image.blinking
    window.places.go("frames")
    opened.qtbot.waitUntil(lambda: window.frames.picture._thumbnails.master is not None)
    trigger(opened, "blink_master")
    assert window.frames.picture.blinking
    assert not window.image.blinking
    trigger(opened, "blink_master")
    assert not window.frames.picture.blinking


def test_linear_and_logarithmic_take_turns(opened: Driver) -> None:
    image = opened.window.image
    image.set_stretch_kind("asinh")
    for kind in ("log", "linear", "log"):
        trigger(opened, "linear_or_log")
        assert image.stretch_kind == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("pixel_table", PixelTable), ("manual", ManualDialog)],
)
def test_one_panel_is_enough(opened: Driver, name: str, kind: type[QWidget]) -> None:
    for _ in range(2):
        trigger(opened, name)
        opened.settle()
    (panel,) = opened.window.findChildren(kind)
    assert panel.isVisible()
    panel.close()


def test_the_support_bundle_is_written_where_it_was_asked_for(
    driver: Driver, tmp_path: Path, answers: Answers
) -> None:
    answers("")
    trigger(driver, "support")
    assert list(tmp_path.glob("*.zip")) == []
    answers(str(tmp_path / "support.zip"))
    trigger(driver, "support")
    assert (tmp_path / "support.zip").stat().st_size > 0
    assert "support.zip" in driver.window.status.message.text()


def test_recent_folders_open_again(opened: Driver, root: Path) -> None:
    menu = opened.window.menus["File/Open recent"]
    menu.aboutToShow.emit()
    (action,) = menu.actions()
    assert action.text() == str(root).replace("&", "&&")
    opened.workspace.set_session(None)
    action.trigger()
    opened.settle()
    assert opened.workspace.session is not None


def test_full_screen_goes_and_comes_back(driver: Driver) -> None:
    for full in (True, False):
        trigger(driver, "full_screen")
        state = driver.window.windowState()
        assert bool(state & Qt.WindowState.WindowFullScreen) is full
