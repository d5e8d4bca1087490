"""Implementation of the commands; Qt is imported only to open a window."""

from __future__ import annotations

import argparse
import gc
import itertools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from darkviewer.cli.exclusion import judge_of
from darkviewer.cli.export_options import export_plan
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.interruption import jobs_stop, leaving_at_once
from darkviewer.cli.said import hearing
from darkviewer.core.errors import Cancelled, DarkviewerError, SessionError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.gain.said import same_gain
from darkviewer.core.parameters import PARAMETERS, Parameters
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.runs.session import process as run_session

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.psf.profile import Psf
    from darkviewer.runs.session import Outcome
    from darkviewer.storage.exports.plan import ExportPlan

__all__ = [
    "DEMO_PICTURE",
    "OF_THE_SKY",
    "demo",
    "inject",
    "measured_profile",
    "open_window",
    "outcome_of",
    "parameters_of",
    "print_lines",
    "process",
    "run_job",
    "say",
    "say_what_is_odd",
    "selftest",
    "sessions",
    "with_header_scale",
]

Result = TypeVar("Result")

DEMO_PICTURE = Path("darkviewer-demo.png")
"""Picture that the demo saves where there is no display."""

OF_THE_SKY = ("pixel_scale_arcsec", "fwhm_px", "seeing_arcsec")
"""None unless given: one follows from the others, and headers may tell the first."""

_BAR_AFTER_S = 0.3
_MOST_NAMED = 10


def say(text: str) -> None:
    """One line on standard error."""
    print(f"darkviewer: {shown(' '.join(text.split()))}", file=sys.stderr)


def print_lines(lines: Iterable[str]) -> None:
    """Print a report for people; names in it may hold control characters."""
    for line in lines:
        print(shown(line))


def open_window(arguments: argparse.Namespace) -> None:
    """``darkviewer`` and ``darkviewer open``."""
    if arguments.screenshot is None and _headless() and not _chosen_platform():
        raise DarkviewerError(
            "There is no display: use `darkviewer process`, or --screenshot FILE to "
            "save a picture of the window"
        )
    _show(arguments.path, arguments)


def demo(arguments: argparse.Namespace) -> None:
    """``darkviewer demo``."""
    from darkviewer.reports.documents import process_lines
    from darkviewer.storage.demo.demo import DEMO_SESSION, demo_folder, write_demo

    root = run_job(
        write_demo(
            arguments.out or demo_folder(),
            n_frames=arguments.frames,
            size=arguments.size,
            seed=arguments.seed,
        )
    )
    if arguments.no_window:
        print(root)
        return
    if _headless() and arguments.screenshot is None:
        arguments.screenshot, arguments.fresh = _free_name(DEMO_PICTURE), True
    _show(root, arguments)
    if arguments.screenshot is not None:
        outcome = run_job(run_session(root / DEMO_SESSION, Parameters()))
        print_lines(process_lines(outcome))


def _free_name(wanted: Path) -> Path:
    """The name, or the same with -2, -3 ...: an existing picture is kept."""
    numbered = (wanted.with_stem(f"{wanted.stem}-{n}") for n in itertools.count(2))
    free = (p for p in itertools.chain([wanted], numbered) if not os.path.lexists(p))
    return next(free)


def sessions(arguments: argparse.Namespace) -> None:
    """``darkviewer sessions``."""
    from darkviewer.reports.documents import (
        as_json,
        named,
        session_document,
        session_lines,
    )
    from darkviewer.runs.check import check_all
    from darkviewer.storage.captures.scan import scan

    with hearing(arguments, say=say) as heard:
        found = run_job(scan(arguments.root, reading=heard.reading()))
        if arguments.check:
            run_job(check_all(found, check=heard.verdicts.checked))
        checks = [heard.verdicts.known(session) for session in found]
    heard.say_what_was_missed()
    if arguments.json:
        gain = gain_of(arguments, say=say)
        documents = [
            session_document(session, gain, known)
            for session, known in zip(found, checks, strict=True)
        ]
        document = {"root": str(arguments.root), "sessions": documents}
        print(as_json(named("sessions", document)))
    elif not found:
        from darkviewer.storage.captures.other_files import what_is_there

        raise SessionError(
            f"{what_is_there(arguments.root)}; choose the folder above the captures"
        )
    else:
        print_lines(session_lines(found, checks))


def process(arguments: argparse.Namespace) -> None:
    """``darkviewer process``."""
    from darkviewer.reports.documented import documented
    from darkviewer.reports.documents import as_json, process_document, process_lines

    parameters = parameters_of(arguments)
    if arguments.engine == "ccdproc" and parameters.needs_examination:
        raise DarkviewerError(
            "--engine ccdproc has neither the PSF test nor the leave-one-out master: "
            "use --engine fast, or --criterion ratio --master in-sample"
        )
    plan = export_plan(arguments)
    found = outcome_of(
        arguments,
        parameters,
        engine=arguments.engine,
        psf=measured_profile(arguments),
        profile="" if arguments.psf is None else str(arguments.psf),
        adapt=partial(with_header_scale, arguments),
    )
    outcome = replace(found, all_leaders=arguments.all_leaders)
    written = [] if arguments.out is None else _exported(outcome, arguments, plan)
    if arguments.json:
        asked = {"engine": arguments.engine, "all_leaders": arguments.all_leaders}
        job = documented(
            "process", process_document(outcome), [outcome.findings], asked
        )
        print(as_json(run_job(job)))
    else:
        print_lines(process_lines(outcome))
    for path in written:
        say(f"wrote {path}")


def inject(arguments: argparse.Namespace) -> None:
    """``darkviewer inject``."""
    from darkviewer.reports.documented import documented_trial
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.injection import injection_lines
    from darkviewer.runs.injection_rounds import inject_in_rounds

    parameters = parameters_of(arguments)
    plain = replace(
        parameters,
        criterion="ratio",
        master="in-sample",
        detection="peak",
        threshold_sigma=0.0,
    )
    outcome = outcome_of(arguments, plain)
    found = same_gain(parameters, outcome.calibration.request.parameters)
    rounds = inject_in_rounds(
        outcome.calibration,
        outcome.session,
        with_header_scale(arguments, outcome.session, found),
        per_flux=arguments.per_flux,
        fluxes_e=arguments.flux or (),
        rounds=1,
        seed=arguments.seed,
        psf=measured_profile(arguments),
        profile="" if arguments.psf is None else str(arguments.psf),
    )
    trial = run_job(rounds)
    if arguments.json:
        print(as_json(run_job(documented_trial(trial))))
    else:
        print_lines(injection_lines(trial))


def outcome_of(
    arguments: argparse.Namespace,
    parameters: Parameters,
    *,
    engine: str = "fast",
    psf: Psf | None = None,
    profile: str = "",
    adapt: Callable[[Session, Parameters], Parameters] | None = None,
) -> Outcome:
    """Run the session of the arguments, and say what is odd about it.

    See `darkviewer.runs.session.process` for the options.
    """
    with hearing(arguments, say=say) as heard:
        job = run_session(
            arguments.session,
            parameters,
            engine=engine,
            psf=psf,
            profile=profile,
            series=arguments.series,
            reading=heard.reading(one_folder=True),
            judge=judge_of(arguments),
            adapt=adapt,
            gain=gain_of(arguments, say=say),
            check=heard.verdicts.checked,
        )
        outcome = run_job(job)
    say_what_is_odd(outcome)
    return outcome


def say_what_is_odd(outcome: Outcome) -> None:
    """Everything that is to be known before trusting the numbers, each once."""
    from darkviewer.reports.levels import notes_of_levels

    session = outcome.session
    few = len(session.elsewhere) <= _MOST_NAMED
    ids = ", ".join(one.id for one in session.others[:_MOST_NAMED])
    said = (
        *session.health.reasons,
        *session.notes,
        *(outcome.not_used if few else outcome.skipped).values(),
        *(() if few else (f"choose one of the other series by --series: {ids}",)),
        *sentences(session),
        *outcome.calibration.remarks,
        *notes_of_levels(outcome),
        *(one for one in outcome.remarks if not one.startswith(_copies(outcome))),
    )
    for sentence in dict.fromkeys(said):
        say(sentence)


def _copies(outcome: Outcome) -> tuple[str, ...]:
    """Sentences about frames that are there twice, each of which is said once."""
    return tuple(i.reason for i in outcome.calibration.skipped if i.copy_of)


def measured_profile(arguments: argparse.Namespace) -> Psf | None:
    """That of ``--psf``; None without it."""
    if arguments.psf is None:
        return None
    from darkviewer.storage.fits.psf_file import read_psf

    return read_psf(arguments.psf)


def parameters_of(arguments: argparse.Namespace) -> Parameters:
    """Those that were given, and the usual ones; `gain_of` knows more of e-/ADU."""
    given = {item.name: getattr(arguments, item.name) for item in PARAMETERS}
    scale, width, seeing = (given.pop(name) for name in OF_THE_SKY)
    parameters = Parameters(**{n: v for n, v in given.items() if v is not None})
    if width is not None:
        parameters = replace(parameters, fwhm_px=width)
    if scale is not None and seeing is None and width is None:
        return parameters.changed("pixel_scale_arcsec", scale)
    if scale is not None:
        parameters = replace(parameters, pixel_scale_arcsec=scale)
    return parameters if seeing is None else parameters.changed("seeing_arcsec", seeing)


def with_header_scale(
    arguments: argparse.Namespace,
    session: Session,
    parameters: Parameters,
    *,
    say: Callable[[str], object] = say,
) -> Parameters:
    """With the pixel scale of the headers, unless the user gave one."""
    from darkviewer.core.frames.optics import header_scale, with_scale

    found = header_scale(session)
    if found is None or arguments.pixel_scale_arcsec is not None:
        return parameters
    say(f"pixel scale {found:g} arcsec, from FOCALLEN and XPIXSZ")
    return with_scale(parameters, found, keep_width=arguments.fwhm_px is not None)


def selftest(_: argparse.Namespace) -> None:
    """``darkviewer selftest``."""
    from darkviewer.cli.selftest import selftest as passed

    for line in passed():
        print(line)


def decode_tiles(block: str) -> int:
    """Be the process in which compressed frames are decoded."""
    from darkviewer.storage.fits.tile_worker import serve

    serve(block)
    return 0


def _exported(
    outcome: Outcome, arguments: argparse.Namespace, plan: ExportPlan
) -> list[Path]:
    from darkviewer.storage.exports.export import export_job
    from darkviewer.storage.opinions.store import kept_opinions

    return run_job(
        export_job(
            outcome.calibration,
            outcome.session,
            outcome.table,
            arguments.out,
            plan=plan,
            checks=outcome.checks,
            noise=outcome.noise,
            opinions=[] if arguments.ignore_opinions else kept_opinions(),
        )
    )


def run_job(job: Job[Result]) -> Result:
    """Drive a job to its end, with a bar on a terminal; Ctrl+C stops it.

    Raises
    ------
    KeyboardInterrupt
        After the job has cleaned up.
    """
    with jobs_stop() as pressed, _progress_bar() as report:
        try:
            result = drive(job, report=report, cancelled=pressed)
        except Cancelled:
            raise KeyboardInterrupt from None
    if pressed():
        raise KeyboardInterrupt
    return result


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(leave=False, file=sys.stderr, delay=_BAR_AFTER_S) as bar:

        def report(event: Progress) -> None:
            bar.set_description_str(shown(event.stage), refresh=False)
            bar.total = event.total or None
            bar.update(event.done - bar.n)

        yield report


# the window


def _show(path: Path | None, arguments: argparse.Namespace) -> None:
    picture = arguments.screenshot
    if picture is not None and os.path.lexists(picture):
        raise DarkviewerError(
            f"{picture} exists and is never overwritten: give another name"
        )
    if _headless():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    leaving_at_once()
    gc.disable()  # until the window is there: nothing of it is garbage
    try:
        from darkviewer.gui.startup.app import run
    except ImportError as error:
        raise DarkviewerError(
            f"The window cannot open because Qt does not load ({error}): `make setup` "
            "installs what it needs, and the README lists it"
        ) from error
    status = run(
        path,
        screenshot=arguments.screenshot,
        fresh=arguments.fresh,
        watchdog=arguments.watchdog,
    )
    if status and arguments.screenshot is None:
        raise DarkviewerError(
            "The display was lost, and the window with it; verdicts and settings are "
            "kept: start darkviewer again where there is a display"
        )
    if status:
        raise DarkviewerError(
            f"The picture could not be saved as {arguments.screenshot}: choose a name "
            "that ends in .png in a writable folder"
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
