"""What a batch can do to each series."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.runs.batch.unit import Unit, Work
from darkviewer.runs.check import checked
from darkviewer.runs.session import process_session
from darkviewer.storage.atomic import write_new_file

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.progress import Job
    from darkviewer.runs.session import Outcome

__all__ = ["CHECK", "DARKS", "PROCESS", "outcome_of_unit", "outcome_row"]

DARKS = frozenset({"dark", ""})
"""Kinds of frames with which a sensor in the dark can be judged."""


def outcome_of_unit(unit: Unit) -> Job[Outcome]:
    """Calibrate and search the series of a unit, as `process` does for one."""
    check = partial(checked, limits=unit.limits or None, threads=unit.share.threads)
    return process_session(
        unit.session, unit.parameters, said=unit.said, check=check, share=unit.share
    )


def _process(unit: Unit, folder: Path) -> Job[dict[str, Any]]:
    from darkviewer.storage.exports.export import export_job

    outcome = yield from outcome_of_unit(unit)
    yield from export_job(
        outcome.calibration,
        outcome.session,
        outcome.table,
        folder,
        checks=outcome.checks,
        noise=outcome.noise,
    )
    return outcome_row(outcome)


def _check(unit: Unit, folder: Path) -> Job[dict[str, Any]]:
    checks = yield from checked(
        unit.session, limits=unit.limits or None, threads=unit.share.threads
    )
    found = [
        {"name": check.name, "status": said.status, "sentence": said.sentence}
        for check, said in checks.findings
    ]
    text = json.dumps({"checks": found}, indent=1).encode("ascii")
    write_new_file(folder / "check.json", lambda file: file.write(text))
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
    return _of_session(outcome.session) | _finite(found) | said


def _of_session(session: Session) -> dict[str, Any]:
    return _finite(
        {
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
    )


def _of_checks(checks: SessionChecks) -> dict[str, Any]:
    return {"checks": checks.status, "remarks": "; ".join(checks.remarks)}


def _finite(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """As JSON has it, which knows neither NaN nor infinity."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


PROCESS = Work("process", _process, DARKS, bytes_per_pixel=16)
CHECK = Work("check", _check)
