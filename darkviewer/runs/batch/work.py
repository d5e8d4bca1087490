"""What a batch can do to each series."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.health.check_entries import check_entries
from darkviewer.core.plain_values import plain
from darkviewer.runs.batch.unit import Unit, Work
from darkviewer.runs.check import checked
from darkviewer.runs.session import process_session
from darkviewer.storage.atomic import write_new_file

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.progress import Job
    from darkviewer.runs.session import Outcome

__all__ = [
    "CHECK",
    "DARKS",
    "PROCESS",
    "check_of_unit",
    "outcome_of_unit",
    "outcome_row",
]

DARKS = frozenset({"dark", ""})
"""Kinds of frames with which a sensor in the dark can be judged."""


def check_of_unit(unit: Unit) -> Callable[[Session], Job[SessionChecks]]:
    """Judges frames by the limits of a unit, within its share."""
    return partial(checked, limits=unit.limits or None, threads=unit.share.threads)


def outcome_of_unit(unit: Unit) -> Job[Outcome]:
    """Calibrate and search the series of a unit, as `process` does for one."""
    return process_session(
        unit.session,
        unit.parameters,
        said=unit.said,
        check=check_of_unit(unit),
        share=unit.share,
    )


def _process(unit: Unit, folder: Path) -> Job[dict[str, Any]]:
    from darkviewer.storage.exports.export import export_job
    from darkviewer.storage.exports.plan import PARTS, ExportPlan

    # What reviewers say changes later, and results do not become stale by it.
    plan = ExportPlan(parts=frozenset(PARTS) - {"verdicts"})
    outcome = yield from outcome_of_unit(unit)
    yield from export_job(
        outcome.calibration,
        outcome.session,
        outcome.table,
        folder,
        plan=plan,
        checks=outcome.checks,
        noise=outcome.noise,
    )
    return outcome_row(outcome)


def _check(unit: Unit, folder: Path) -> Job[dict[str, Any]]:
    checks = yield from check_of_unit(unit)(unit.session)
    known = {"schema": "darkviewer-check", "checks": check_entries(checks)}
    document = plain(known)
    text = json.dumps(document, indent=1, allow_nan=False)
    write_new_file(folder / "check.json", text.encode("ascii"))
    return _of_session(unit.session) | _of_checks(checks)


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    """What a summary shows of a processed series; NaN is written as None."""
    rates = outcome.false_positives
    found = {
        "frames_used": len(outcome.calibration.used),
        "gain_e_per_adu": outcome.parameters.gain_e_per_adu,
        "level_e": outcome.level_e,
        "leaders": len(outcome.table.id),
        "candidates": int(outcome.table.accepted.sum()),
        "sources_per_hour": rates.per_hour.value,
        "sources_per_hour_low": rates.per_hour.low,
        "sources_per_hour_high": rates.per_hour.high,
    }
    said = {} if outcome.checks is None else _of_checks(outcome.checks)
    return _of_session(outcome.session) | dict(plain(found)) | said


def _of_session(session: Session) -> dict[str, Any]:
    found = {
        "date": session.date,
        "time": session.time,
        "object": session.object,
        "kind": session.kind,
        "frames": len(session.frames),
        "excluded": len(session.excluded),
        "exposure_s": session.exposure_s,
        "temperature_c": session.temperature_c,
        "gain": session.gain,
    }
    return dict(plain(found))


def _of_checks(checks: SessionChecks) -> dict[str, Any]:
    return {"checks": checks.status, "remarks": "; ".join(checks.remarks)}


PROCESS = Work("process", _process, DARKS, bytes_per_pixel=16)
CHECK = Work("check", _check)
