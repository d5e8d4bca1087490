"""What holds for every test: no thread left behind, nobody's settings touched."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.injection import Trial
from darkviewer.runs.injection_rounds import inject_in_rounds
from darkviewer.runs.report_plan import ReportPlan
from darkviewer.runs.reported import Reported, reported
from darkviewer.runs.session import calibrated, process, read_capture, request_for
from tests.helpers.lights import write_sensor_file
from tests.helpers.reports import PARAMETERS, write_night
from tests.helpers.shots import write_shots
from tests.helpers.simulated import darks

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("darkviewer", deadline=None, max_examples=60)
settings.load_profile("darkviewer")


@pytest.fixture(autouse=True, scope="session")
def interrupts_are_heard() -> Iterator[None]:
    """Also by programs that tests of a script in the background start.

    Its shell has such processes ignore SIGINT, and so would all that they start.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings, cache and data of the test stay in a folder of the test."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME",
            "XDG_RUNTIME_DIR",
        ):
            # astropy and Qt warn where they do not exist or others may enter
            (home / name.lower()).mkdir(mode=0o700)
            patch.setenv(name, str(home / name.lower()))
        yield home


def running_threads() -> set[threading.Thread]:
    """Threads of Python; what it knows of Qt's own threads never goes away.

    tqdm's monitor is a daemon of that library which watches slow bars.
    """
    return {
        thread
        for thread in threading.enumerate()
        if thread.is_alive()
        and type(thread).__name__ not in ("_DummyThread", "TMonitor")
    }


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """A thread that outlives its test is a defect."""
    before = running_threads()
    yield
    deadline = time.monotonic() + 2
    while left := running_threads() - before:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left behind: {sorted(t.name for t in left)}")
        time.sleep(0.01)


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """Four flat frames of 32x48 in a capture; the second has the notebooks' injection.

    At x=15, y=25 is 300 ADU above its surroundings, its four neighbours 100.
    """
    cube = np.full((4, 32, 48), 1000, np.uint16)
    cube[:, 0, 0] = 900  # all of one value would be a blank frame
    cube[range(4), 0, range(1, 5)] = 900  # and without this three would be copies
    cube[1, 25, 15] += 300
    for y, x in ((24, 15), (26, 15), (25, 14), (25, 16)):
        cube[1, y, x] += 100
    return write_shots(tmp_path, cube)


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """Stars of 300 and 8000 e- injected into five small frames, in two rounds."""
    night = darks((64, 96), frames=5)
    night.star(2, 40.2, 30.1, 6000)
    root = tmp_path_factory.mktemp("injected")
    capture = write_shots(root, [frame.values for frame in night.frames()])
    parameters = Parameters(criterion="psf")
    session = drive(read_capture(capture))
    calibration = drive(calibrated(request_for(session, parameters)))
    return drive(
        inject_in_rounds(
            calibration,
            session,
            parameters,
            per_flux=20,
            fluxes_e=(300.0, 8000.0),
            rounds=2,
        )
    )


@pytest.fixture(scope="session")
def sensor_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small sensor; its darks lie in a capture beside it."""
    return write_sensor_file(tmp_path_factory.mktemp("sensor"))


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A capture with three events that look like stars."""
    return write_night(tmp_path_factory.mktemp("night"))


@pytest.fixture(scope="session")
def found(night: Path) -> Reported:
    """All that a report says of it; nobody has reviewed anything."""
    outcome = drive(process(night, PARAMETERS))
    plan = ReportPlan(per_flux=10, fluxes_e=(300.0, 8000.0), cutouts=2)
    return drive(reported(outcome, contents=Contents(), plan=plan))
