"""While a capture runs: what the window tells and draws by itself."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.gui.engine.test_arrivals import Bench, bench
from tests.helpers.captures import cube, write_frame

__all__ = ["bench"]  # the fixture: a window on a capture of five frames


def test_a_check_that_turns_amber_is_told_by_desktop_sound_and_strip(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, told, beeps = bench.window, [], []
    night, workspace = window.night, bench.workspace
    monkeypatch.setattr(night.notification, "tell", lambda *what: told.append(what))
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(1))
    bench.until(lambda: workspace.checks is not None)
    assert night.strip.words.text() == "5 frames, 1 series"
    night.choices.toggle("sound")
    night.strip.button.click()
    assert night.strip.plot.isVisible()
    write_frame(bench.capture / "00006.fits", cube()[0][::-1] + 400)
    bench.until(lambda: bool(told))
    ((title, words, level),) = told
    assert title == workspace.session.title
    assert words.startswith("the level of 00006.fits")
    assert (level, beeps) == ("warn", [1])
    assert night.strip.words.text() == "6 frames, 1 series"
    assert "00006.fits" in window.banner.words.text()
    night.choices.toggle("notify")
    night.choices.toggle("sound")
    write_frame(bench.capture / "00007.fits", cube()[1][::-1] + 900)
    bench.until(lambda: bench.used() == 7 and window.checking.idle)
    night.telling.turned.emit("another", "these frames see light", "bad")
    assert (len(told), len(beeps)) == (1, 1)
    assert "these frames see light" in window.status.message.text()


def test_a_capture_that_begins_is_offered_then_opened(bench: Bench) -> None:
    window, workspace = bench.window, bench.workspace
    night = window.night
    night.choices.set("open_new", True)
    night.input.at = float("inf")  # somebody types all the time
    first, second = (
        bench.root / "2024-05-09" / f"20_0{n}_00" / "Dark30s" for n in range(2)
    )
    for folder in (first, second):
        folder.mkdir(parents=True)
    for number in range(3):
        write_frame(first / f"{number}.fits", cube()[number])
    bench.until(night.line.isVisible)
    assert workspace.session.path == bench.capture
    night.line.button.click()
    bench.until(lambda: workspace.session.path == first)
    assert not night.line.isVisible()
    night.input.at = 0.0
    for number in range(3):
        write_frame(second / f"{number}.fits", cube()[number])
    bench.until(lambda: workspace.session.path == second)
    assert not night.line.isVisible()


def test_a_click_on_the_night_opens_its_frame(bench: Bench) -> None:
    window, workspace = bench.window, bench.workspace
    bench.until(lambda: workspace.checks is not None)
    frame = window.night.frames.tonight()[3]
    window.night.strip.plot.frame_requested.emit(frame)
    assert workspace.frame_info.name == frame.name


def test_a_series_that_is_not_on_show_is_told_in_the_status_line(
    bench: Bench,
) -> None:
    window, workspace = bench.window, bench.workspace
    other = bench.root / "2024-05-09" / "20_00_00" / "Dark30s"
    other.mkdir(parents=True)
    for number in range(5):
        write_frame(other / f"{number}.fits", cube()[number] + 400 * (number == 2))
    said = window.status.message.text
    bench.until(lambda: "Dark30s: the level of 2.fits" in said())
    assert workspace.session.path == bench.capture
    assert window.night.strip.words.text() == "10 frames, 2 series"
    window.showMinimized()
    window.night.notification.clicked.emit()
    assert not window.isMinimized()
