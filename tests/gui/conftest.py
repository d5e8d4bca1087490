"""A window that leaves nothing behind: no thread, no timer, no widget."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.core.calibration import pipeline
from darkviewer.core.vetting import noise_alone
from darkviewer.core.vetting import session as vetting
from darkviewer.gui.engine import kept_results
from darkviewer.gui.engine.frame_store import FrameStore
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, apply_palette
from darkviewer.gui.threads import ending
from darkviewer.gui.workspace import Workspace
from tests.helpers import stars
from tests.helpers.captures import cube, write_capture
from tests.helpers.desks import Desk
from tests.helpers.jobs import endless
from tests.helpers.scene import PATIENCE_MS, Scene
from tests.helpers.tracing import trace_worker_threads
from tests.helpers.windows import Driver, open_window, settle


@pytest.fixture(autouse=True, scope="session")
def what_is_imported_stays() -> None:
    """To look through it again after every test would take longer than the tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def coverage_sees_workers() -> None:
    trace_worker_threads()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine ends threads late; here they must end."""
    monkeypatch.setattr(ending, "JOIN_S", 60.0)


@pytest.fixture(autouse=True)
def little_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each session that stays open has noise drawn for it: here a tenth of it."""
    monkeypatch.setattr(noise_alone, "SAMPLE", noise_alone.SAMPLE // 10)
    monkeypatch.setattr(noise_alone, "PIXELS_DRAWN", noise_alone.PIXELS_DRAWN // 10)


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """It waits as long as a busy machine may need."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed"):
        wait = partial(getattr(qtbot, name), timeout=PATIENCE_MS)
        monkeypatch.setattr(qtbot, name, wait)
    return qtbot


@pytest.fixture
def swept() -> None:
    """What the test before has left in memory goes, now that pytest has let go of it.

    What stays then (modules, caches) is not looked through after every test.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture
def freezes(swept: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:  # noqa: ARG001
    """Gets an entry whenever the application was run: its window is frozen then.

    To ask for the number of frozen objects would walk through all of them.
    """
    seen, freeze = [], gc.freeze

    def noted() -> None:
        seen.append(1)
        freeze()

    monkeypatch.setattr(gc, "freeze", noted)
    return seen


@pytest.fixture(autouse=True)
def nothing_dangles(qapp: QApplication, freezes: list[int]) -> Iterator[None]:
    """Fail a test that leaves threads or top-level widgets behind."""
    threads = set(threading.enumerate())
    widgets = set(QApplication.topLevelWidgets())
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if freezes:
        gc.unfreeze()
    running = [
        item
        for item in gc.get_objects()
        if isinstance(item, QThread) and item.isRunning() and item != qapp.thread()
    ]
    assert not running, f"threads still run: {[t.objectName() for t in running]}"
    left = [t for t in set(threading.enumerate()) - threads if not t.daemon]
    assert not left, f"threads still run: {left}"
    new = set(QApplication.topLevelWidgets()) - widgets
    shown = [w for w in new if w.isVisible()]
    assert not shown, f"widgets still shown: {shown}"
    # Where the application was run the process would end: nobody deletes the window,
    # and each window after it would be dressed together with this one.
    for window in new:
        if isinstance(window, MainWindow):
            window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def text_of_normal_size(qapp: QApplication) -> Iterator[None]:
    """The size of the text is the application's: the next test has other widgets."""
    yield
    if fonts.scale() != 1.0:
        fonts.set_scale(1.0)
        qapp.setFont(fonts.body())
        apply_palette(PALETTES["dark"])


@pytest.fixture
def scene(tmp_path: Path, qtbot: QtBot) -> Iterator[Scene]:
    """A workspace, its store, and a capture on disk that is not open yet."""
    workspace = Workspace()
    store = FrameStore(workspace)
    yield Scene(workspace, store, write_capture(tmp_path, cube()), qtbot)
    store.close()


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """The window as a new user meets it."""
    return open_window(qtbot)


@pytest.fixture
def driver(window: MainWindow, qtbot: QtBot) -> Driver:
    """The same, with words for what a user does."""
    return Driver(window, qtbot)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A capture root with one sound session."""
    write_capture(tmp_path / "captures", cube())
    return tmp_path / "captures"


@pytest.fixture
def opened(driver: Driver, root: Path) -> Driver:
    """The window with that session, calibrated."""
    driver.open(root)
    return driver


@pytest.fixture
def untested(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """The window on a capture with a star, calibrated, before the PSF test."""
    write_capture(tmp_path / "captures", stars.darks())
    window.open_path(tmp_path / "captures")
    settle(window, qtbot)
    return window


@pytest.fixture
def tested(untested: MainWindow, qtbot: QtBot) -> MainWindow:
    """The same, after the PSF test."""
    untested.parameters.rows["criterion"].segments.value_changed.emit("psf")
    settle(untested, qtbot)
    return untested


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A workspace with its tasks; results are written to the disk at once."""
    monkeypatch.setattr(kept_results, "_WRITE_AFTER_MS", 0)
    made = Desk(qtbot)
    yield made
    made.tasks.close()


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """One sound session."""
    return write_capture(tmp_path, cube())


@pytest.fixture
def hang(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets every run from now on last until it is cancelled."""

    def begin(job: object = endless) -> None:
        monkeypatch.setattr(pipeline, "calibrate", job)
        monkeypatch.setattr(vetting, "examine_session", job)

    return begin
