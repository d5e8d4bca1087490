from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from darkviewer.gui.startup.watchdog import Watchdog
from darkviewer.gui.threads.background import Background, Task


@pytest.fixture
def watchdog(qtbot: QtBot) -> Iterator[Watchdog]:
    qtbot.wait(1)
    made = Watchdog(limit_s=0.04, record=True)
    made.start()
    yield made
    made.stop()


def test_a_long_event_is_reported_with_its_place(
    watchdog: Watchdog,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # this file stands in for the program
    monkeypatch.setattr(
        "darkviewer.gui.startup.watchdog._HERE", __file__.rpartition("/")[0]
    )

    def sleep_on_the_gui_thread() -> None:
        time.sleep(0.08)

    QTimer.singleShot(5, sleep_on_the_gui_thread)
    with caplog.at_level(logging.WARNING):
        qtbot.wait(150)
    stall = max(watchdog.stalls, key=lambda item: item.seconds)
    assert stall.seconds >= 0.08
    assert "test_watchdog.py" in stall.what
    assert "sleep_on_the_gui_thread" in stall.what
    assert stall.busy_s < 0.04
    assert "sleep_on_the_gui_thread" in caplog.text


def test_a_thread_that_holds_the_lock_of_python_is_named(
    watchdog: Watchdog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "darkviewer.gui.startup.watchdog._HERE", __file__.rpartition("/")[0]
    )
    background = Background("greedy")
    # sorting holds the lock from beginning to end
    numbers = np.random.default_rng(1).random(2_000_000).tolist()

    def sort_for_long() -> None:
        numbers.sort()

    background.submit(
        Task("", 0, sort_for_long, lambda _: None, lambda _: pytest.fail("failed"))
    )
    qtbot.waitUntil(lambda: background.idle)
    qtbot.wait(20)
    background.close()
    assert max(item.seconds for item in watchdog.stalls) > 0.1


def test_a_quiet_loop_has_short_gaps(qtbot: QtBot) -> None:
    made = Watchdog(record=True)
    made.start()
    qtbot.wait(100)
    made.stop()
    assert np.median(made.gaps_s) < 0.016
    assert sum(made.gaps_s) == pytest.approx(0.1, abs=0.08)


def test_waiting_is_that_of_an_input_at_a_random_moment() -> None:
    made = Watchdog()
    made.gaps_s = [0.01] * 90 + [0.1]
    # simulated: which gap is hit, and when within it
    rng = np.random.default_rng(7)
    edges = np.cumsum([0.0, *made.gaps_s])
    moments = rng.uniform(0, edges[-1], 200_000)
    waits = edges[np.searchsorted(edges, moments)] - moments
    for percent in (50, 90, 95, 99):
        assert made.wait_s(percent) == pytest.approx(
            np.percentile(waits, percent), rel=0.02
        )


def test_it_leaves_no_thread(qtbot: QtBot) -> None:
    made = Watchdog()
    made.start()
    qtbot.wait(5)
    made.stop()
    assert "watchdog" not in [thread.name for thread in threading.enumerate()]
