"""The dossier of a pixel, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.classification import classify
from darkviewer.core.candidates.labels import RULES
from darkviewer.gui.text.numbers import (
    MINUS,
    chance,
    count_of,
    number,
    trimmed,
    with_unit,
)
from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.candidates.explain import Criterion
    from darkviewer.core.candidates.history import History
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.runs.injected_source import Injected

__all__ = [
    "comparison",
    "history_words",
    "label_words",
    "not_known",
    "shape_words",
    "written",
]

_OPPOSITE = {">": "≤", "≥": "<", "<": "≥", "≤": ">"}
_LEVELS = {0: "", 2: ", two levels", 3: ", three levels"}
_UNITS = {"σ": " σ", "frames": " frames", "": ""}
_OWN = Units()
_DIGITS = 10  # of two numbers, signs included, beside the pixels
_DIGITS_OF_COLUMNS = 6


def history_words(known: Dossier, frame: int) -> str:
    """``one-frame event, 34 σ``."""
    evidence = known.classification.evidence
    seen, sigma = int(evidence.past.recurrence[frame]), evidence.shape.significance
    here = f"{number(sigma[frame], 0)} σ here"
    if seen > 1:
        frames = count_of(evidence.n_frames, "frame")
        return f"high in {seen} of {frames}{_course(evidence.past, frame)}, {here}"
    if seen == 1:
        alone = sigma[frame] == max(sigma)
        return f"one-frame event, {here if alone else f'not this frame, {here}'}"
    return f"never high, {here}"


def _course(past: History, frame: int) -> str:
    """How the values of the pixel go on, where that has a name."""
    behaviour = past.behaviour[frame]
    if behaviour == Behaviour.PERSISTENCE:
        return ", falling"
    if behaviour == Behaviour.TELEGRAPH:
        return _LEVELS[int(past.levels[frame])]
    return ""


def shape_words(known: Dossier, frame: int, units: Units = _OWN) -> tuple[str, str]:
    """The fit of a star, and how it compares; empty where there is none."""
    shape = known.classification.evidence.shape
    if math.isnan(shape.p[frame]):
        return "cannot be fitted: too few good pixels", ""
    fit = (
        f"flux {units.of('e-').with_unit(shape.flux_e[frame], 0)}, "
        f"FWHM {number(shape.fwhm_px[frame], 2)} px"
    )
    hot, _, track = shape.dbic[frame]
    return fit, f"ΔBIC: hot {_signed(hot)}, track {_signed(track)}"


def label_words(
    known: Dossier,
    frame: int,
    parameters: Parameters,
    injected: Injected | None = None,
) -> tuple[str, str]:
    """Label and the rule that gave it, by the limits of now."""
    evidence = known.classification.evidence
    rule = RULES[classify(evidence, parameters).label[frame]]
    synthetic = injected is not None and injected.at(frame, known.x, known.y)
    return f"{rule.label}, synthetic" if synthetic else rule.label, rule.words


def comparison(item: Criterion, units: Units = _OWN) -> str:
    """``1,333.2 > 200.0 e⁻``; the sign tells what is true, not what was asked."""
    if math.isnan(item.value) or math.isnan(item.limit):
        return "nothing to compare"
    sign = item.relation if item.passed else _OPPOSITE[item.relation]
    value, limit = written(item, units)
    return f"{item.quantity} {value} {sign} {limit}".strip()


def written(
    item: Criterion, units: Units = _OWN, *, short: bool = False
) -> tuple[str, str]:
    """Value and limit with its unit: ``1,333.2`` and ``200.0 e⁻``.

    Electrons have decimals where there is room for them, or where both would look
    alike without; `short`, for columns, leaves less room and no zeros at the end.
    """
    if item.quantity.partition(",")[0] == "p":
        return chance(item.value), trimmed(item.limit, 5)
    if item.unit == "e-":
        shown = units.of("e-")
        high, asked = item.value * shown.factor, item.limit * shown.factor
        room = _DIGITS_OF_COLUMNS if short else _DIGITS
        fine = _decimals(high, asked, shown.decimals(0.0, 1), room)
        return number(high, fine), with_unit(asked, shown.words, fine)
    small = not item.unit and abs(item.value) < 10
    decimals = 0 if item.unit == "frames" else 3 if small else 1
    write = trimmed if short else number
    limit = write(item.limit, decimals) + _UNITS[item.unit]
    return write(item.value, decimals), limit


def not_known(x: int, y: int, *, left_out: bool = False) -> str:
    """Of a pixel that is still looked at, or whose frames cannot be read.

    Of a frame that was `left_out` of the master nothing but its residual is known.
    """
    if left_out:
        return "This frame is left out: only frames of the master are tested (U)."
    return f"Nothing is known of x {x} y {y} yet."


def _decimals(value: float, limit: float, most: int, digits: int) -> int:
    """As many as there is room for, enough to tell them apart."""
    for fine in range(most, 0, -1):
        written = number(value, fine) + number(limit, fine)
        room = sum(sign.isdigit() or sign == MINUS for sign in written) <= digits
        alike = number(value, fine - 1) == number(limit, fine - 1)
        if room or (alike and value != limit):
            return fine
    return 0


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)
