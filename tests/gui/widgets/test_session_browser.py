"""The browser: what can be opened, and what there is to say where nothing can."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.models.session_model import SessionModel
from darkviewer.storage.demo import demo
from tests.helpers.captures import cube, write_capture, write_frame
from tests.helpers.fits_bytes import header
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


def test_nothing_open_offers_a_folder_and_the_demo(driver: Driver) -> None:
    window = driver.window
    assert not window.actions_by_name["export"].isEnabled()
    assert window.actions_by_name["open"].isEnabled()
    assert window.browser.filter.isEnabled() is False
    assert window.browser.view.isVisible() is False


def test_the_demo_is_one_click_away(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = partial(demo.write_demo, n_frames=3, size=64)
    monkeypatch.setattr(demo, "write_demo", small)
    buttons = driver.window.browser.findChildren(KeyButton)
    next(b for b in buttons if b.text() == "Try the demo").click()
    driver.qtbot.waitUntil(
        lambda: driver.workspace.calibration is not None, timeout=PATIENCE_MS
    )
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


def test_an_empty_folder_is_told_in_words(driver: Driver, tmp_path: Path) -> None:
    driver.open(tmp_path)
    words = driver.window.browser._empty._title.text()
    assert words == "No FITS files here"
    assert driver.workspace.session is None


def test_look_again_finds_a_new_capture(opened: Driver, root: Path) -> None:
    new = root / "2024-05-09" / "20_00_00" / "Dark30s"
    new.mkdir(parents=True)
    write_frame(new / "00001.fits", cube()[0])
    before = opened.workspace.calibration
    opened.window.actions_by_name["rescan"].trigger()
    opened.settle()
    assert opened.workspace.captures[0].path == new
    assert opened.workspace.calibration is before


def test_an_empty_root_says_what_is_there(driver: Driver, tmp_path: Path) -> None:
    for name in ("a.xisf", "b.xisf", "c.xisf"):
        (tmp_path / name).write_bytes(b"XISF0100")
    driver.window.open_path(tmp_path)
    driver.settle()
    words = driver.window.browser._empty._sentence.text()
    assert words.startswith("No FITS files, but 3 XISF files: export as FITS")


def test_a_dropped_file_of_another_kind_says_what_it_is_and_what_to_do(
    driver: Driver, tmp_path: Path
) -> None:
    for name, words in (
        ("m13.xisf", "is an XISF file, not FITS: export as FITS in PixInsight"),
        ("saturn.ser", "is a SER video, not FITS: export the frames as FITS"),
        ("img_1.cr2", "is a camera raw file, not FITS: convert to FITS"),
        ("night.zip", "is an archive, not FITS: unpack it first"),
    ):
        (tmp_path / name).write_bytes(b"something")
        driver.drop(tmp_path / name)
        assert driver.window.status.message.text().startswith(f"{name} {words}")
        assert words in driver.window.browser._empty._sentence.text()


def test_a_dropped_colour_picture_says_what_it_is(
    driver: Driver, tmp_path: Path
) -> None:
    cards = header(NAXIS=3, NAXIS1=4, NAXIS2=3, NAXIS3=3)
    (tmp_path / "cube.fits").write_bytes(cards + bytes(2880))
    driver.drop(tmp_path / "cube.fits")
    heading, advice = driver.window.image.notice.words
    assert heading == "No frame of this capture can be shown"
    assert advice.startswith("cube.fits holds 4x3x3 values, not one plane of pixels")


def captures(folder: Path, count: int) -> list[Path]:
    """Newest first."""
    first = write_capture(folder, cube())
    for hour in range(4, 3 + count):
        target = first.parent.parent / f"{hour:02}_00_00" / first.name
        shutil.copytree(first, target)
    return sorted(folder.rglob("Dark30s"), reverse=True)


def chosen(driver: Driver) -> Path | None:
    return driver.window.browser.view.currentIndex().data(SessionModel.PATH)


def test_long_words_about_an_empty_folder_are_whole_in_a_low_panel(
    driver: Driver, tmp_path: Path
) -> None:
    deep = tmp_path.joinpath("captures of a long night in may", *"abcdef" * 4)
    deep.mkdir(parents=True)
    driver.window.resize(1024, 640)
    driver.open(deep)
    window = driver.window
    window.statistics.all.show()  # figures of a region take the room
    for _ in range(3):
        QApplication.processEvents()
    words = window.browser._empty._sentence
    assert "SharpCap" in words.text()
    assert words.height() >= words.heightForWidth(words.width())


def test_keys_step_through_the_captures(driver: Driver, tmp_path: Path) -> None:
    paths = captures(tmp_path, 3)
    driver.open(tmp_path)
    assert driver.workspace.session.path == paths[0]
    control = Qt.KeyboardModifier.ControlModifier
    for key, place in (
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_PageUp, 0),
        (Qt.Key.Key_PageUp, 0),
    ):
        driver.press(key, control)
        driver.settle()
        assert driver.workspace.session.path == paths[place]
        assert chosen(driver) == paths[place]


def test_a_filter_changes_no_session_and_says_when_nothing_matches(
    driver: Driver, tmp_path: Path
) -> None:
    paths = captures(tmp_path, 3)
    driver.open(tmp_path)
    browser = driver.window.browser
    browser.filter.setText("03_38")
    driver.settle()
    assert driver.workspace.session.path == paths[0]
    browser.filter.setText("nothing like it")
    driver.settle()
    assert driver.workspace.session.path == paths[0]
    assert browser._none.isVisible()
    assert "nothing like it" in browser._none.text()
    browser.filter.clear()
    driver.settle()
    assert not browser._none.isVisible()
    assert chosen(driver) == paths[0]


def test_a_skipped_frame_is_opened_for_a_look(driver: Driver, root: Path) -> None:
    path = next(root.rglob("00002.fits"))
    write_frame(path, cube()[0][:20])
    driver.open(root)
    window = driver.window
    window.menus["Session/Skipped frames"].aboutToShow.emit()
    (action,) = window.menus["Session/Skipped frames"].actions()
    assert action.text() == "00002.fits"
    assert "64x20" in action.toolTip()
    action.trigger()
    driver.settle()
    assert driver.workspace.session.path == path
    assert not window.banner.isVisible()
    assert chosen(driver) is None
