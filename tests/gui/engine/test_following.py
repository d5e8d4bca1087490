"""The newest frame comes on show by itself, until another one is chosen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtTest import QTest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.engine.following import _newest
from darkviewer.gui.frames_on_show import FramesOnShow
from tests.gui.engine.test_arrivals import Bench, bench
from tests.helpers.captures import STAR, cube, write_frame

__all__ = ["bench"]  # the fixture: a window on a capture of five frames


def arrive(bench: Bench, number: int, used: int) -> None:
    write_frame(bench.capture / f"{number:05}.fits", cube()[0] + number)
    bench.until(lambda: bench.used() == used)
    QTest.qWait(1)


def follow(bench: Bench) -> None:
    bench.window.actions_by_name["night_follow"].trigger()


def test_each_frame_that_arrives_is_shown_until_another_one_is_chosen(
    bench: Bench,
) -> None:
    window, workspace = bench.window, bench.workspace
    arrive(bench, 6, 6)
    assert workspace.frame == STAR[0]  # off by default
    window.strip.toggle_play()
    window.strip.follow.click()
    assert not window.strip.playing
    assert window.strip.follow.isChecked()
    assert workspace.frame == 5
    arrive(bench, 7, 7)
    assert workspace.frame == 6
    assert workspace.frame_info.name == "00007.fits"
    workspace.step_frame(-1)
    bench.until(lambda: not window.night.choices["follow"])
    assert not window.strip.follow.isChecked()
    assert "No longer following" in window.status.message.text()
    arrive(bench, 8, 8)
    assert workspace.frame == 5
    follow(bench)
    assert workspace.frame == 7
    assert window.status.message.text() == ""


def test_what_the_program_does_is_no_choice(bench: Bench) -> None:
    """A first candidate, a threshold, a frame that is left out, another capture."""
    window, workspace = bench.window, bench.workspace
    workspace.select_candidate(None)
    follow(bench)
    workspace.set_parameter("threshold_e", 150.0)
    arrive(bench, 6, 6)
    assert (workspace.frame, workspace.selected is None) == (5, True)
    window.judgements.exclude(workspace.session.frames[:1], "odd")
    bench.until(lambda: bench.used() == 5)
    assert workspace.frame_info.name == "00006.fits"
    other = bench.root / "2024-05-09" / "20_00_00" / "Dark30s"
    other.mkdir(parents=True)
    for number in range(1, 4):  # what is left out is left out there, too
        write_frame(other / f"{number}.fits", cube()[number])
    bench.until(lambda: other in workspace.sessions)
    workspace.request_capture(other)
    bench.until(lambda: bench.used() == 3)
    assert window.night.choices["follow"]
    assert workspace.frame == 2


def test_a_frame_left_out_is_newest_only_where_it_is_shown(bench: Bench) -> None:
    window, workspace = bench.window, bench.workspace
    follow(bench)
    window.judgements.exclude(workspace.session.frames[4:], "odd")
    bench.until(lambda: bench.used() == 4)
    assert workspace.frame_info.name == "00005.fits"
    workspace.set_excluded_view("hide")
    window.night.following.keep_up()
    assert workspace.frame_info.name == "00004.fits"


def test_a_frame_of_another_capture_is_opened(bench: Bench) -> None:
    window, workspace = bench.window, bench.workspace
    other = bench.root / "2024-05-09" / "20_00_00" / "Dark30s"
    other.mkdir(parents=True)
    for number in range(5):
        write_frame(other / f"{number}.fits", cube()[number])
    bench.until(lambda: other in workspace.sessions)
    workspace.set_parameter("criterion", "psf")  # tests the leaders after each run
    follow(bench)
    following, series = window.night.following, workspace.session.series
    following.show(other, workspace.sessions[other][0].series, "3.fits")
    bench.until(lambda: workspace.frame_info.name == "3.fits" and bench.used() == 5)
    assert not window.night.choices["follow"]
    workspace.set_parameter("criterion", "ratio")
    bench.until(lambda: workspace.examined)
    following.show(other, workspace.session.series, "4.fits")
    assert workspace.frame_info.name == "4.fits"
    following.show(other, workspace.session.series, "gone.fits")
    assert workspace.frame_info.name == "4.fits"
    # Another capture is chosen since that one cannot be read: the wish is forgotten.
    following.show(bench.root / "gone", "", "00002.fits")
    bench.until(lambda: workspace.awaited is None)
    workspace.request_capture(bench.capture, series)
    bench.until(lambda: workspace.session is not None and bench.used() == 5)
    assert following._wish is None


def test_newest_is_the_last_in_time_where_all_headers_tell_it() -> None:
    def newest(*minutes: int | None) -> int:
        infos = tuple(
            FrameInfo(
                Path(f"{n}.fits"),
                (4, 4),
                ">u2",
                time=None if minute is None else datetime(2024, 5, 8, 3, minute),
            )
            for n, minute in enumerate(minutes)
        )
        names = tuple(info.name for info in infos)
        order = tuple(range(len(infos)))
        shown = FramesOnShow(names, infos, len(infos), order=order)
        return _newest(SimpleNamespace(frames=shown, excluded_view="show"))

    assert newest(1, 3, 2) == 1
    assert newest(1, 1, 1) == 2
    assert newest(3, None, 1) == 2
