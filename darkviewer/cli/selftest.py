"""Does this copy of Darkviewer find the known numbers?

It ships with a tiny session and with what ccdproc and plain loops found in it
(`tools/make_selftest.py`). Everything that turns frames into candidates runs once, so a
part left out of a bundle, or a library that computes differently, shows here.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.reports.documents import process_document
from darkviewer.resources import resource
from darkviewer.runs.session import Outcome, process

__all__ = ["differences", "selftest"]

_TOLERANCE = 1e-9
"""Relative: what another order of additions may change in a float64."""


def selftest(folder: Path | None = None) -> Iterator[str]:
    """Calibrate the shipped session; yield one line for each part that passed.

    Parameters
    ----------
    folder : Path, optional
        Where ``expected.json`` and its session are; by default what ships.

    Raises
    ------
    DarkviewerError
        At the first part that does not give the known numbers.
    """
    folder = folder or resource("selftest")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    session = folder / expected["session"]
    for run in expected["runs"]:
        parameters = Parameters(**run["parameters"])
        outcome = drive(process(session, parameters, engine="ccdproc"))
        _check(_numbers(outcome), run | {"skipped": expected["skipped"]})
        _check_reference(outcome)
        frames = len(outcome.calibration.used)
        yield f"{parameters.method} of {frames} frames: master and candidates match"


def _numbers(outcome: Outcome) -> dict[str, Any]:
    document = process_document(outcome)
    master_e = outcome.calibration.master.electrons(outcome.parameters)
    plane = np.ascontiguousarray(master_e, "<f8").tobytes()
    document["master"]["sha256"] = hashlib.sha256(plane).hexdigest()
    document["skipped"] = [item["name"] for item in document["skipped"]]
    return document


def _check(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for difference in differences(expected, found):
        raise DarkviewerError(
            f"The self-test failed: {difference}. Reinstall Darkviewer"
        )


def _check_reference(outcome: Outcome) -> None:
    reference = outcome.reference
    if reference is None or not reference.residual_difference_e < _TOLERANCE:
        words = "did not run" if reference is None else reference.sentence
        raise DarkviewerError(f"The self-test failed: {words}. Reinstall Darkviewer")


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:
    """Where two documents disagree, in words; keys not expected are passed over.

    Numbers agree within 1e-9 of their size.
    """
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield from differences(value, found.get(key), f"{where} {key}".lstrip())
    elif isinstance(expected, list) and len(expected) == len(found):
        for index, value in enumerate(expected):
            yield from differences(value, found[index], f"{where} {index}".lstrip())
    elif isinstance(expected, float) and isinstance(found, float):
        if not math.isclose(expected, found, rel_tol=_TOLERANCE):
            yield f"{where} is {found!r}, expected {expected!r}".lstrip()
    elif expected != found:
        yield f"{where} is {found!r}, expected {expected!r}".lstrip()
