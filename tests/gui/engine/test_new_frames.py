"""Frames that arrive are calibrated together, at a bounded cost; see `NewFrames`."""

from __future__ import annotations

import time

import pytest

from darkviewer.core.errors import FrameError
from darkviewer.core.progress import Progress
from darkviewer.gui.engine import growing
from darkviewer.runs import pace
from darkviewer.storage.captures import scan
from tests.gui.engine.test_arrivals import Bench, bench
from tests.helpers.captures import another, cube, write_capture, write_frame

__all__ = ["bench"]  # the fixture: a window on a capture of five frames


def waits(bench: Bench) -> str:
    label = bench.window.status.new
    return label.text() if label.isVisibleTo(bench.window) else ""


def arrive(bench: Bench, name: str) -> None:
    write_frame(bench.capture / name, another(int(name[:5])))


def test_frames_that_wait_are_counted_and_f5_takes_them(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "QUIET_S", 1000.0)
    monkeypatch.setattr(pace, "LONGEST_S", 1000.0)
    arrive(bench, "00006.fits")
    bench.until(lambda: waits(bench) == "1 new frame waits (F5)")
    arrive(bench, "00007.fits")
    bench.until(lambda: waits(bench) == "2 new frames wait (F5)")
    assert len(bench.workspace.calibration.used) == 5
    bench.window.actions_by_name["rescan"].trigger()
    bench.until(lambda: bench.used() == 7)
    assert waits(bench) == ""


def test_blocks_are_kept_again_when_another_capture_is_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    least: list[int] = []
    monkeypatch.setattr(growing, "give_back_blocks_from", least.append)
    arrive(bench, "00006.fits")
    bench.until(lambda: bench.used() == 6)
    assert least == [2**20]
    bench.window.open_path(write_capture(bench.root.with_name("other"), cube()))
    bench.until(lambda: bench.used() == 5)
    assert least == [2**20, 2**25]  # what glibc keeps by itself


def test_a_frame_that_was_replaced_does_not_wait(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "QUIET_S", 1000.0)
    monkeypatch.setattr(pace, "LONGEST_S", 1000.0)
    before = bench.workspace.calibration
    values = cube()[1]
    values[3, 4] += 400
    write_frame(bench.capture / "00002.fits", values)
    bench.until(lambda: bench.workspace.calibration not in (None, before))
    assert bench.used() == 5
    (bench.capture / "00002.fits").write_bytes(b"SIMPLE  =   F")
    bench.until(lambda: bench.used() == 4)


def test_results_stay_on_show_until_the_new_ones_are_there(bench: Bench) -> None:
    missing = []

    def taken() -> bool:
        missing.append(bench.workspace.calibration is None)
        return bench.used() == 6

    arrive(bench, "00006.fits")
    bench.until(taken)
    assert not any(missing)
    assert bench.workspace.calibration.request.memory_bytes <= 200 * 2**20
    assert len(bench.workspace.session.frames) == 6


def test_headers_are_read_once_and_outgrown_results_are_forgotten(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = scan.read_file

    def counted(path, **options):  # type: ignore[no-untyped-def]
        read.append(path.name)
        return real(path, **options)

    monkeypatch.setattr(scan, "read_file", counted)
    for count in (6, 7, 8):
        arrive(bench, f"{count:05}.fits")
        bench.until(lambda count=count: bench.used() == count)
    assert set(read) == {"00006.fits", "00007.fits", "00008.fits"}
    kept = bench.window.tasks.kept
    held = sorted(len(known.used) for known, _ in kept._recent._results.values())
    assert held == [5, 8]
    assert [len(result.used) for result in kept._unwritten][-1] == 8
    assert {len(result.used) for result in kept._unwritten} <= {5, 8}


def test_a_frame_that_comes_and_goes_waits_no_more(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "QUIET_S", 1000.0)
    arrive(bench, "00006.fits")
    bench.until(lambda: waits(bench) != "")
    (bench.capture / "00006.fits").unlink()
    bench.until(lambda: waits(bench) == "")
    assert bench.window.tasks.new_frames.session is None


def test_another_capture_is_opened_while_frames_wait(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "QUIET_S", 1000.0)
    arrive(bench, "00006.fits")
    bench.until(lambda: waits(bench) != "")
    bench.workspace.set_session(None)
    assert waits(bench) == ""


def test_esc_leaves_the_results_and_the_frames_waiting(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, tasks = bench.workspace.calibration, bench.window.tasks
    with monkeypatch.context() as held:
        _hold_runs(held)
        arrive(bench, "00006.fits")
        bench.until(lambda: tasks.computing.busy)
        tasks.cancel()
        bench.until(lambda: waits(bench) == "1 new frame waits (F5)")
    assert bench.workspace.calibration is before
    tasks.rescan()
    bench.until(lambda: bench.used() == 6)


def test_a_run_that_fails_says_so_as_any_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    bench.window.tasks.failed.connect(lambda _title, failure: said.append(failure.text))

    def fails(_request):  # type: ignore[no-untyped-def]
        yield from ()
        raise FrameError("00006.fits cannot be read: the drive is gone")

    for module in ("growing", "tasks"):
        monkeypatch.setattr(f"darkviewer.gui.engine.{module}.calibrated", fails)
    arrive(bench, "00006.fits")
    bench.until(lambda: bool(said))
    assert said == ["00006.fits cannot be read: the drive is gone"]
    assert len(bench.workspace.session.frames) == 6


def _hold_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs go on until they are cancelled."""

    def endless(_request):  # type: ignore[no-untyped-def]
        while True:
            yield Progress("Calibrating", 0, 1)
            time.sleep(0.005)

    for module in ("growing", "tasks"):
        monkeypatch.setattr(f"darkviewer.gui.engine.{module}.calibrated", endless)


def test_frames_that_are_due_wait_for_what_is_computed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = bench.window.tasks
    tasks.new_frames.due.emit()  # none wait
    assert not tasks.computing.busy
    with monkeypatch.context() as held:
        _hold_runs(held)
        tasks.calibrate(afresh=True)
        arrive(bench, "00006.fits")
        bench.until(lambda: tasks.new_frames.count == 1)
        tasks.new_frames.due.emit()
        assert tasks.new_frames.count == 1
        tasks.computing.cancel()
    bench.until(lambda: bench.used() == 6)
