"""One measurement of the window in a process of its own: a JSON report on one line.

``python -m benchmarks.gui_child view CAPTURE`` and so on, see `MEASUREMENTS`.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF

from benchmarks.window import Bench, opened
from darkviewer.core.candidates.selection import CandidateTable, Selection
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.session import examine_session
from darkviewer.gui.startup.watchdog import Watchdog

__all__: list[str] = []

STEPS = 200
SLIDER_PLACES = 40
TESTED_ABOVE_E = 155.0
"""From 7/8 of it on, so that it can be lowered: 1100 leaders of a frame are tested."""

Report = dict[str, Any]


def view(capture: Path) -> Report:
    """Stretch drag, pan and frame step: seconds of every step."""
    with opened(capture) as bench:
        bench.window.image.set_markers_visible(True)
        check_picture(bench)
        return {
            "stretch": stretch_drag(bench),
            "pan": pan(bench),
            "pan in": zoomed_in(bench, pan),
            "frame": frame_steps(bench),
            "frame shown": frames_shown(bench),
        }


def check_picture(bench: Bench) -> None:
    """At 16 screen pixels per pixel the picture is what the notebooks would show."""
    image, workspace = bench.window.image, bench.workspace
    workspace.set_layer("raw")
    workspace.select_candidate(None)
    bench.settle()
    image.set_markers_visible(False)
    image.set_stretch_kind("linear")
    image.set_levels(14000.0, 16000.0)
    x0, y0 = 400, 300
    image.show_region(x0, x0 + 39, y0, y0 + 29)
    bench.settle()
    raw, seen = bench.window.store.current.raw, bench.picture()
    viewport = image.view._view
    corner = viewport.rect(image.view._size()).topLeft()
    for x, y in np.random.default_rng(1).integers(
        (x0, y0), (x0 + 40, y0 + 30), (50, 2)
    ):
        row, column = (
            int((pixel + 0.5 - edge) * viewport.scale)
            for pixel, edge in ((y, corner.y()), (x, corner.x()))
        )
        expected = math.floor(256 * (float(raw[y, x]) - 14000) / 2000)
        assert seen[row, column] == min(max(expected, 0), 255), (x, y)
    image.set_markers_visible(True)
    workspace.set_layer("residual")
    image.auto_stretch()
    image.view.fit()
    bench.settle()


@contextmanager
def changing(bench: Bench) -> Iterator[None]:
    """Assert that the measured action changes the picture."""
    before = bench.fingerprint()
    yield
    assert bench.fingerprint() != before, "the picture did not change"


def stretch_drag(bench: Bench) -> list[float]:
    """The white handle of the histogram, slowly down by a third of its way."""
    bar = bench.window.image.bar
    start = bar.y_of(bar.levels.white)
    with changing(bench):
        return drag(bench, bar, [QPointF(40, start + 0.25 * k) for k in range(STEPS)])


def pan(bench: Bench) -> list[float]:
    """To and fro with the right button."""
    way = [QPointF(400 + 60 * math.sin(k / 9), 240 + k / 8) for k in range(STEPS)]
    bench.window.image.view.zoom_in()  # fitted there is nothing to move
    bench.settle()
    with changing(bench):
        seconds = drag(bench, bench.image, way, right=True)
    bench.window.image.view.fit()
    bench.settle()
    return seconds


def zoomed_in(bench: Bench, measure: Callable[[Bench], list[float]]) -> list[float]:
    """The same at more than one screen pixel per pixel."""
    bench.window.image.show_region(500, 700, 500, 620)
    bench.settle()
    return measure(bench)


def drag(
    bench: Bench, widget: Any, way: list[QPointF], *, right: bool = False
) -> list[float]:
    bench.send(widget, QEvent.Type.MouseButtonPress, way[0], right=right)
    seconds = bench.steps(
        lambda k: bench.send(widget, QEvent.Type.MouseMove, way[k + 1], right=right),
        len(way) - 1,
    )
    bench.send(widget, QEvent.Type.MouseButtonRelease, way[-1], right=right)
    bench.settle()
    return seconds


def frame_steps(bench: Bench) -> list[float]:
    """Ten frames a second, as a held arrow key: the longest pass of the event loop."""
    workspace = bench.workspace
    workspace.set_frame(0)
    bench.settle()
    there_and_back = fold(workspace.frame_count)
    with changing(bench):
        seconds = bench.held(
            lambda k: workspace.set_frame(there_and_back(k + 1)), 61, pause_s=0.1
        )
        bench.settle()
    return seconds


def frames_shown(bench: Bench) -> list[float]:
    """One after the other at leisure: from the key to the picture on screen."""
    shown: list[int] = []
    bench.workspace.frame_shown.connect(shown.append)
    there_and_back = fold(bench.workspace.frame_count)
    seconds = []
    for k in range(2 * bench.workspace.frame_count):
        bench.settle()
        target = there_and_back(k + 1)
        if target == bench.workspace.frame:
            continue
        shown.clear()
        seconds.append(
            bench.step_until(
                lambda t=target: bench.workspace.set_frame(t), lambda: bool(shown)
            )
        )
    return seconds


def fold(count: int) -> Callable[[int], int]:
    """0, 1, 2 ... count - 1, and back again."""
    period = 2 * (count - 1)
    return lambda k: count - 1 - abs(count - 1 - k % period)


def sliders(capture: Path) -> Report:
    """Threshold and ratio, with markers and table of the crowded frame on show."""
    with opened(capture, Parameters(threshold_e=150.0, ties="all")) as bench:
        bench.workspace.set_frame(1)
        bench.settle()
        rows = bench.window.parameters.rows
        report: Report = {"rows": len(bench.workspace.candidates)}
        for name, start in (("threshold_e", 200), ("ratio", 100)):
            slider = rows[name].slider
            slider.setValue(start)
            bench.settle()
            check_counts(bench)
            slider.setSliderDown(True)
            to, by = fold(SLIDER_PLACES), slider.singleStep()  # each another value
            with changing(bench):
                report[name] = bench.steps(
                    lambda k, s=slider, first=start, to=to, by=by: s.setValue(
                        first + by * to(k + 1)
                    ),
                    STEPS,
                )
            slider.setSliderDown(False)
            bench.settle()
            check_counts(bench)
            slider.setValue(start)
        report["pan"] = pan(bench)
    return report


def check_counts(bench: Bench) -> None:
    """Table, funnel and markers hold what numpy counts among all leaders."""
    workspace, window = bench.workspace, bench.window
    parameters, frame = workspace.parameters, workspace.frame
    counts = []
    for leaders in workspace.calibration.leaders:
        above = leaders.value_e > parameters.threshold_e
        value, lowest = leaders.value[above], leaders.lowest4[above]
        like_psf = lowest.astype(float) >= parameters.ratio * value
        counts.append((len(value), int(like_psf.sum())))
    table: CandidateTable = workspace.candidates
    totals = np.sum(counts, axis=0)
    assert (len(table), int(table.accepted.sum())) == tuple(totals)
    assert window.candidates.model.rowCount() == totals[0]
    assert window.parameters.funnel.frame_counts[1:] == counts[frame]
    assert window.image.view._marks.arrangement.total == counts[frame][0]


def stalls(capture: Path) -> Report:
    """Gaps of the event loop while a session is opened and calibrated ten times."""
    with opened(None) as bench:
        watchdog = Watchdog(record=True)
        watchdog.start()
        bench.window.open_path(capture)
        bench.loop_until(lambda: bench.workspace.calibration is not None)
        first = bench.workspace.calibration
        for _ in range(9):
            bench.loop_until(lambda: not bench.busy)
            bench.window.tasks.calibrate(afresh=True)
        bench.loop_until(lambda: not bench.busy)
        watchdog.stop()
        again = bench.workspace.calibration
        assert again is not first
        for one, other in zip(again.leaders, first.leaders, strict=True):
            np.testing.assert_array_equal(one.value, other.value)
    return _gaps(watchdog)


def star_tests(capture: Path) -> Report:
    """Gaps of the event loop while the leaders are tested again and again.

    Because the PSF test is chosen, because the threshold sinks below what was tested,
    and because the width changes.
    """
    with opened(capture, Parameters(threshold_e=TESTED_ABOVE_E + STEPS / 8)) as bench:
        workspace = bench.workspace
        watchdog = Watchdog(record=True)
        watchdog.start()
        workspace.set_parameter("criterion", "psf")
        bench.loop_until(lambda: not bench.busy)
        for left in range(STEPS // 8, -1, -1):
            workspace.set_parameter("threshold_e", TESTED_ABOVE_E + left)
            bench.let_pass(0.04)
        for tenths in range(19, 11, -1):
            bench.loop_until(lambda: not bench.busy)
            workspace.set_parameter("fwhm_px", tenths / 10)
        bench.loop_until(lambda: not bench.busy)
        watchdog.stop()
        bench.settle()
        check_tests(bench)
        tested = workspace.examination.leaders[workspace.frame]
    return _gaps(watchdog) | {"tested": len(tested)}


def check_tests(bench: Bench) -> None:
    """The table shows what the same tests say outside the window."""
    workspace, parameters = bench.workspace, bench.workspace.parameters
    tests = drive(examine_session(workspace.calibration, parameters))
    shape = workspace.calibration.master.shape
    expected = Selection(tests.leaders, shape, evidence=tests.evidence)
    again, shown = expected.table(parameters), workspace.candidates
    np.testing.assert_array_equal(shown.id, again.id)
    np.testing.assert_array_equal(shown.accepted, again.accepted)
    p = [t.classification.evidence.shape.p for t in (shown, again)]
    np.testing.assert_array_equal(*p)


def _gaps(watchdog: Watchdog) -> Report:
    return {
        "longest": max(watchdog.gaps_s),
        "p99": watchdog.wait_s(99),
        "gaps": len(watchdog.gaps_s),
        "where": [str(stall) for stall in watchdog.stalls],
    }


MEASUREMENTS: dict[str, Callable[[Path], Report]] = {
    "view": view,
    "sliders": sliders,
    "stalls": stalls,
    "tests": star_tests,
}

if __name__ == "__main__":
    print(json.dumps(MEASUREMENTS[sys.argv[1]](Path(sys.argv[2]))))
