"""A run of the engine as one JSON document, or as lines for people."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.classification import EXAMINED_COLUMNS
from darkviewer.core.candidates.measured_noise import noise_document, noise_lines
from darkviewer.core.candidates.rates import rates_document, rates_words
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.identity import identity
from darkviewer.core.frames.optics import scale_document
from darkviewer.core.gain.said import chosen_gain
from darkviewer.core.gain.session import decision_of, gain_document, scale_of_session
from darkviewer.core.health.check_entries import check_entries
from darkviewer.core.parameters import spec
from darkviewer.core.plain_values import plain
from darkviewer.reports.levels import levels_document, notes_of_levels

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.runs.session import Outcome

__all__ = [
    "as_json",
    "columns_of_text",
    "named",
    "process_document",
    "process_lines",
    "profile_document",
    "session_document",
    "session_lines",
]


def as_json(document: dict[str, Any]) -> str:
    """Text of a document, in ASCII; what is not a number becomes null.

    So any console can print it, and names of files come out of it as they are on disk,
    with bytes that are no text as Python's surrogates.
    """
    return json.dumps(plain(document), indent=1, allow_nan=False)


def named(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """A document that says what it is; no frames are hashed for it."""
    return {"schema": f"darkviewer-{kind}", **document}


def process_document(outcome: Outcome) -> dict[str, Any]:
    """The document of ``process --json``; x and y count from 0, frames from 1."""
    calibration = outcome.calibration
    document: dict[str, Any] = {
        "session": identity(outcome.session),
        "health": _health(outcome.session),
        "notes": [
            *outcome.session.notes,
            *calibration.remarks,
            *notes_of_levels(outcome),
        ],
        "checks": check_entries(outcome.checks),
        "parameters": outcome.table.parameters.as_dict(),
        "gain": gain_document(calibration),
        "sky": scale_document(outcome.table.parameters, outcome.session),
        **profile_document(outcome.table),
        "master": {
            "method": calibration.master.method,
            "n": calibration.master.n,
            "median_e": outcome.level_e,
        },
        **(
            {}
            if outcome.levels is None
            else {"levels": levels_document(outcome.levels)}
        ),
        **({} if outcome.noise is None else {"noise": noise_document(outcome.noise)}),
        "false_positives": rates_document(outcome.false_positives),
        "frames": [_frame(outcome, index) for index in range(len(calibration.used))],
        "skipped": [
            {"name": name, "reason": reason}
            for name, reason in outcome.not_used.items()
        ],
        "excluded": _excluded(outcome.session),
        "other_series": [
            {"id": one.id, "frames": len(one.frames)} for one in outcome.session.others
        ],
    }
    if outcome.reference is not None:
        document["reference"] = {
            "engine": f"ccdproc {outcome.reference.version}",
            "master_difference_e": outcome.reference.master_difference_e,
            "residual_difference_e": outcome.reference.residual_difference_e,
        }
    return document


def profile_document(table: CandidateTable) -> dict[str, str]:
    """The file of the measured profile, and its hash; empty where there is none."""
    known = {"profile": table.profile, "profile_sha256": table.profile_sha256}
    return {key: text for key, text in known.items() if text}


def session_document(
    session: Session,
    gain: Callable[[Session], ChosenGain] = chosen_gain,
    checks: SessionChecks | None = None,
) -> dict[str, Any]:
    """One entry of ``sessions --json``; `checks` are null while nobody has checked."""
    return {
        **identity(session),
        "n_frames": len(session.frames),
        "kind_source": _kind_source(session),
        "set_temperature_c": _set_point(session),
        "temperature_c": session.temperature_c,
        "gain": session.gain,
        "e_per_adu": scale_of_session(session, gain(session)),
        "health": _health(session),
        "checks": None if checks is None else _verdict(checks),
        "skipped": [
            {"name": item.name, "reason": item.reason} for item in session.skipped
        ],
        "excluded": _excluded(session),
    }


def _excluded(session: Session) -> list[dict[str, str]]:
    return [
        {"name": item.info.name, "reason": item.reason} for item in session.excluded
    ]


def _verdict(checks: SessionChecks) -> dict[str, Any]:
    return {"status": checks.status, "sentences": list(checks.sentences)}


def _health(session: Session) -> dict[str, Any]:
    return {
        "level": session.health.level,
        "reasons": list(session.health.reasons),
    }


def session_lines(
    sessions: Sequence[Session], checks: Sequence[SessionChecks | None] = ()
) -> Iterator[str]:
    """A table of sessions, one line each, and what is odd about them.

    Of the checks, where they are known, the status and the worst sentence.
    """
    known = checks or [None] * len(sessions)
    rows = [
        (
            session.title,
            str(len(session.frames)),
            _quantity(session.exposure_s, "g", "s"),
            _quantity(session.temperature_c, ".1f", "C"),
            session.kind or "?",
            session.health.level,
            "-" if found is None else found.status,
            session.series,
            "; ".join(
                (*session.health.reasons, *_left_out_words(session), *_worst(found))
            ),
        )
        for session, found in zip(sessions, known, strict=True)
    ]
    head = (
        *("session", "frames", "exposure", "temperature", "kind", "health"),
        *("checks", "series"),
    )
    yield from columns_of_text([(*head, ""), *rows], right=(1, 2, 3))


def _left_out_words(session: Session) -> Iterator[str]:
    count = len(session.excluded)
    if count:
        yield f"{count} frame{'' if count == 1 else 's'} left out by hand"


def _worst(checks: SessionChecks | None) -> tuple[str, ...]:
    return () if checks is None else checks.sentences[:1]


def process_lines(outcome: Outcome) -> Iterator[str]:
    """The results as text."""
    session, table = outcome.session, outcome.table
    calibration = outcome.calibration
    ny, nx = calibration.master.shape
    used, total = len(calibration.used), _count(session)
    exposure = _quantity(session.exposure_s, "g", "s")
    yield f"{session.title}: {used} of {total} frames, {nx}x{ny}, {exposure}"
    yield (
        f"master: {calibration.master.method} of {calibration.master.n}, "
        f"{_level_words(outcome.level_e)}{_scale_words(calibration)}; "
        f"threshold {table.parameters.threshold_e:g} e-, "
        f"neighbour ratio {table.parameters.ratio:g}"
    )
    if table.parameters.needs_examination:
        yield _examined_line(outcome)
    yield ""
    counts = list(zip(table.hot_pixels, table.leaders, table.candidates, strict=True))
    rows = [
        (source.name, *map(str, row))
        for source, row in zip(calibration.used, counts, strict=True)
    ]
    totals = (table.hot_pixels, table.leaders, table.candidates)
    rows.append(("all", *(str(column.sum()) for column in totals)))
    head = ("frame", "hot pixels", "leaders", "candidates")
    yield from columns_of_text([head, *rows], right=(1, 2, 3))
    yield ""
    yield rates_words(outcome.false_positives)
    if outcome.noise is not None:
        yield from noise_lines(outcome.noise)
    yield from _candidate_lines(outcome)
    if outcome.reference is not None:
        yield ""
        yield outcome.reference.sentence


def _level_words(level_e: float) -> str:
    if math.isnan(level_e):
        return "nothing could be measured: no pixel has a value"
    return f"median {level_e:.1f} e-"


def _scale_words(calibration: Calibration) -> str:
    """No electron without its scale, and whether that is to be believed."""
    decision = decision_of(calibration)
    parameters = calibration.request.parameters
    doubtful = ", doubtful" if decision.level == "doubtful" else ""
    return f" ({parameters.scale:g} e- per saved ADU by {decision.source}{doubtful})"


def _examined_line(outcome: Outcome) -> str:
    parameters = outcome.table.parameters
    master = "all other frames" if parameters.left_out else "all frames"
    choices = spec("criterion").choices or {}
    found = "" if outcome.levels is None else f"; {outcome.levels.amplifiers}"
    profile = parameters.profile_words
    if outcome.table.profile:
        error = f"profile error {parameters.profile_error:g}"
        profile = f"measured PSF {shown(outcome.table.profile)}, {error}"
    return (
        f"criterion: {choices[parameters.criterion]}, against the master of {master}; "
        f"{profile}, "
        f"p at least {parameters.p_min:g}, dBIC above {parameters.dbic_min:g}{found}"
    )


_EXAMINED_CELLS = (
    ("flux e-", "flux_e", ".0f"),
    ("dx", "dx", ".2f"),
    ("dy", "dy", ".2f"),
    ("FWHM", "fwhm", ".2f"),
    ("chi2", "chi2", ".1f"),
    ("dof", "dof", ".0f"),
    ("p", "p", ".2g"),
    ("dBIC", "dbic", ".1f"),
    ("L/(1+L)", "p_psf", ".2g"),
    ("sigma", "significance", ".1f"),
    ("seen in", "recurrence", "d"),
    ("label", "label", ""),
)
"""Title, column and format of what the examination adds to a line."""


def _candidate_lines(outcome: Outcome) -> Iterator[str]:
    listed = outcome.listed
    if not len(listed):
        return
    yield ""
    examined = outcome.table.classification is not None
    head = ["candidate in", "x", "y", "value e-", "smallest neighbour"]
    head += [title for title, _, _ in _EXAMINED_CELLS] if examined else []
    frames = outcome.table.frame[listed].tolist()
    rows = [
        _candidate_cells(outcome.calibration.used[frame].name, found)
        for frame, found in zip(frames, _candidates(outcome, listed), strict=True)
    ]
    yield from columns_of_text([head, *rows], right=range(1, 16))
    yield "x and y are 0-based"


def _candidate_cells(name: str, found: dict[str, Any]) -> list[str]:
    cells = [name, str(found["x"]), str(found["y"]), f"{found['value_e']:.1f}"]
    cells.append(f"{found['min_neighbour_ratio']:.2f}")
    if "label" in found:
        cells += [format(found[name], form) for _, name, form in _EXAMINED_CELLS]
    return cells


def _kind_source(session: Session) -> str:
    return session.frames[0].sources.get("kind", "") if session.frames else ""


def _set_point(session: Session) -> float | None:
    return session.frames[0].set_temperature_c if session.frames else None


def _count(session: Session) -> int:
    """Frames in the folder, used or not."""
    return session.in_folder


def _frame(outcome: Outcome, index: int) -> dict[str, Any]:
    table = outcome.table
    rows = outcome.listed[table.frame[outcome.listed] == index]
    return {
        "frame": outcome.calibration.used[index].name,
        "frame_number": index + 1,
        "hot_pixels": int(table.hot_pixels[index]),
        "leaders": int(table.leaders[index]),
        "candidates": _candidates(outcome, rows),
    }


def _candidates(outcome: Outcome, rows: NDArray[np.intp]) -> list[dict[str, Any]]:
    """One entry per row of the table, with all that is known about it."""
    table = outcome.table
    names = ("x", "y", "value_e", "min_neighbour_ratio")
    columns = {name: getattr(table, name)[rows].tolist() for name in names}
    if outcome.all_leaders:
        columns["accepted"] = table.accepted[rows].tolist()
    if table.classification is not None:
        examination = table.classification.rows(rows)
        columns |= {
            item.name: item.values(examination).tolist() for item in EXAMINED_COLUMNS
        }
    return [
        dict(zip(columns, cells, strict=True))
        for cells in zip(*columns.values(), strict=True)
    ]


def _quantity(value: float | None, form: str, unit: str) -> str:
    return "?" if value is None else f"{value:{form}} {unit}"


def columns_of_text(
    rows: Sequence[Sequence[str]], *, right: Sequence[int]
) -> Iterator[str]:
    """Lines of aligned cells; the columns numbered in `right` to the right."""
    rows = [[shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            text.rjust(width) if place in right else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
