"""What the commands of the command line do; Qt is imported only to open a window."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from darkviewer.core.errors import DarkviewerError, SessionError
from darkviewer.core.parameters import PARAMETERS, Parameters
from darkviewer.core.progress import Job, Progress, drive

if TYPE_CHECKING:
    from darkviewer.core.psf.profile import Psf
    from darkviewer.reports.documents import Outcome

__all__ = [
    "DEMO_PICTURE",
    "calibrated",
    "demo",
    "inject",
    "open_window",
    "process",
    "run_job",
    "say",
    "selftest",
    "sessions",
]

Result = TypeVar("Result")

DEMO_PICTURE = Path("darkviewer-demo.png")
"""What the demo draws where there is no display."""

_BAR_AFTER_S = 0.3


def say(text: str) -> None:
    """One line on standard error."""
    print(f"darkviewer: {' '.join(text.split())}", file=sys.stderr)


def open_window(arguments: argparse.Namespace) -> None:
    """``darkviewer`` and ``darkviewer open``."""
    if arguments.screenshot is None and _headless() and not _chosen_platform():
        raise DarkviewerError(
            "There is no display to open a window on: use `darkviewer process`, or "
            "--screenshot FILE for a picture of the window"
        )
    _show(arguments.path, arguments)


def demo(arguments: argparse.Namespace) -> None:
    """``darkviewer demo``."""
    from darkviewer.reports.documents import process_lines
    from darkviewer.storage.demo.demo import DEMO_SESSION, demo_folder, write_demo

    root = run_job(
        write_demo(
            arguments.out or demo_folder(),
            frames=arguments.frames,
            size=arguments.size,
            seed=arguments.seed,
        )
    )
    if arguments.no_window:
        print(root)
        return
    if _headless() and arguments.screenshot is None:
        arguments.screenshot, arguments.fresh = DEMO_PICTURE, True
    _show(root, arguments)
    if arguments.screenshot is not None:
        outcome = calibrated(root / DEMO_SESSION, Parameters(), engine="fast")
        print(*process_lines(outcome), sep="\n")


def sessions(arguments: argparse.Namespace) -> None:
    """``darkviewer sessions``."""
    from darkviewer.reports.documents import as_json, session_document, session_lines
    from darkviewer.storage.captures.scan import scan

    found = run_job(scan(arguments.root))
    if arguments.json:
        documents = [session_document(session) for session in found]
        print(as_json({"root": str(arguments.root), "sessions": documents}))
    elif not found:
        raise SessionError(
            f"{arguments.root} holds no FITS files: choose the folder above the "
            "captures"
        )
    else:
        print(*session_lines(found), sep="\n")


def process(arguments: argparse.Namespace) -> None:
    """``darkviewer process``."""
    from darkviewer.reports.documents import as_json, process_document, process_lines

    parameters = _parameters(arguments)
    if arguments.engine == "ccdproc" and parameters.needs_tests:
        raise DarkviewerError(
            "The star test and the master of the other frames are not part of the "
            "notebooks: use --engine fast, or --criterion ratio --master in-sample"
        )
    outcome = calibrated(
        arguments.session,
        parameters,
        engine=arguments.engine,
        psf=_profile(arguments),
        profile="" if arguments.psf is None else str(arguments.psf),
    )
    outcome = replace(outcome, all_leaders=arguments.all_leaders)
    _say_what_is_odd(outcome)
    written = [] if arguments.out is None else _exported(outcome, arguments.out)
    if arguments.json:
        print(as_json(process_document(outcome)))
    else:
        print(*process_lines(outcome), sep="\n")
    for path in written:
        say(f"wrote {path}")


def inject(arguments: argparse.Namespace) -> None:
    """``darkviewer inject``."""
    from darkviewer.core.calibration.pipeline import processors
    from darkviewer.core.injection.plan import InjectionPlan, default_fluxes
    from darkviewer.core.injection.recovery import inject_and_recover
    from darkviewer.core.vetting.noise_alone import simulate_noise
    from darkviewer.core.vetting.session import examine_session
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.injection import Trial, injection_document, injection_lines

    parameters = _parameters(arguments)
    plain = replace(
        parameters,
        criterion="ratio",
        master="in-sample",
        detection="peak",
        threshold_sigma=0.0,
    )
    outcome = calibrated(arguments.session, plain, engine="fast")
    outcome = replace(outcome, parameters=parameters)
    _say_what_is_odd(outcome)
    psf = _profile(arguments)
    tests = run_job(examine_session(outcome.calibration, parameters, psf=psf))
    examiner = tests.examiner
    fluxes = arguments.flux or default_fluxes(examiner.noise.typical_e2)
    plan = InjectionPlan(tuple(fluxes), arguments.per_flux, arguments.seed)
    job = inject_and_recover(
        examiner,
        plan,
        floor_e=tests.floor_e,
        memory_bytes=outcome.calibration.request.memory_bytes,
        threads=processors(),
    )
    noise = simulate_noise(
        examiner, floor_e=tests.floor_e, floor_sigma=tests.floor_sigma
    )
    trial = Trial(outcome, tests, plan, run_job(job), noise)
    if arguments.json:
        print(as_json(injection_document(trial)))
    else:
        print(*injection_lines(trial), sep="\n")


def _say_what_is_odd(outcome: Outcome) -> None:
    for sentence in (*outcome.skipped.values(), *outcome.calibration.notes):
        say(sentence)


def _profile(arguments: argparse.Namespace) -> Psf | None:
    if arguments.psf is None:
        return None
    from darkviewer.storage.fits.psf_file import read_psf

    return read_psf(arguments.psf)


def _parameters(arguments: argparse.Namespace) -> Parameters:
    return Parameters(
        **{item.name: getattr(arguments, item.name) for item in PARAMETERS}
    )


def selftest(_: argparse.Namespace) -> None:
    """``darkviewer selftest``."""
    from darkviewer.cli.selftest import selftest as passed

    for line in passed():
        print(line)


def calibrated(
    folder: Path,
    parameters: Parameters,
    *,
    engine: str,
    psf: Psf | None = None,
    profile: str = "",
) -> Outcome:
    """Read, calibrate and search a session with either engine, and test it if asked."""
    from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
    from darkviewer.core.candidates.selection import candidate_table
    from darkviewer.core.vetting.session import examine_session
    from darkviewer.reports.documents import Outcome
    from darkviewer.storage.captures.scan import read_session
    from darkviewer.storage.fits.frame import FitsFrame

    session = read_session(folder)
    if not session.frames:
        reasons = [item.reason for item in session.skipped] or session.health.reasons
        raise SessionError(f"No frame in {folder} can be used: {reasons[0]}")
    sources = tuple(FitsFrame(frame) for frame in session.frames)
    found = run_job(calibrate(CalibrationRequest(0, sources, parameters)))
    reference = None
    if engine == "ccdproc":
        from darkviewer.runs.reference import process_with_ccdproc

        reference = run_job(process_with_ccdproc(found))
    leaders = found.leaders if reference is None else reference.leaders
    table = candidate_table(leaders, found.master.shape, parameters)
    if parameters.needs_tests:
        tests = examine_session(found, parameters, psf=psf, profile=profile)
        table = run_job(tests).selection.table(parameters).in_raster_order()
    return Outcome(session, parameters, found, table, reference)


def _exported(outcome: Outcome, folder: Path) -> list[Path]:
    from darkviewer.storage.exports.export import export_job

    return run_job(
        export_job(
            outcome.calibration,
            outcome.session,
            outcome.table,
            folder,
        )
    )


def run_job(job: Job[Result]) -> Result:
    """Drive a job to its end, with a bar on a terminal."""
    with _progress_bar() as report:
        return drive(job, report=report)


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(leave=False, file=sys.stderr, delay=_BAR_AFTER_S) as bar:

        def report(event: Progress) -> None:
            bar.set_description_str(event.stage, refresh=False)
            bar.total = event.total or None
            bar.update(event.done - bar.n)

        yield report


# the window


def _show(path: Path | None, arguments: argparse.Namespace) -> None:
    if _headless():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    gc.disable()  # until the window is there: nothing of it is garbage
    try:
        from darkviewer.gui.startup.app import run
    except ImportError as error:
        raise DarkviewerError(
            f"The window cannot open, Qt does not load here ({error}): `make setup` "
            "installs what it needs, the README lists it"
        ) from error
    status = run(
        path,
        screenshot=arguments.screenshot,
        fresh=arguments.fresh,
        watchdog=arguments.watchdog,
    )
    if status:
        raise DarkviewerError(
            f"The picture could not be saved as {arguments.screenshot}: choose a "
            "name that ends in .png in a folder that may be written to"
        )
    if arguments.screenshot is not None:
        say(f"wrote {arguments.screenshot}")


def _chosen_platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "")


def _headless() -> bool:
    """True where a window would be seen by nobody."""
    if _chosen_platform().startswith(("offscreen", "minimal")):
        return True
    if not sys.platform.startswith("linux"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
