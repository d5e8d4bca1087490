"""What vetting found, as a document, a table or lines, with the reasons in words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.foreign_text import shown
from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.hazard.match import KILL
from darkviewer.core.plain_values import plain
from darkviewer.core.provenance.files import files_record
from darkviewer.reports.documents import columns_of_text
from darkviewer.runs.sensor import ZERO

if TYPE_CHECKING:
    from darkviewer.runs.vet import Vetting

__all__ = [
    "DARK_WORDS",
    "KIND",
    "reasons",
    "vet_document",
    "vet_lines",
    "vet_table",
]

KIND = "vetting"
"""As its record calls it."""

DARK_WORDS = {
    "subtracted": "the dark was subtracted before",
    "level": "the sensor's level is subtracted here",
    "none": "no dark subtracted: hot pixels count in every frame",
}

_CLEAR_DBIC = 2.0
_OWN_PX = 0.75
"""No place within a pixel is farther from its middle."""


def reasons(vetting: Vetting, rows: NDArray[np.intp] | None = None) -> list[str]:
    """One sentence for each candidate (or some of them)."""
    rows = np.arange(len(vetting.match)) if rows is None else rows
    dbic = _dbic(vetting)
    return [_reason(vetting, row, dbic[row]) for row in rows.tolist()]


def _dbic(vetting: Vetting) -> NDArray[np.float64]:
    if vetting.sources is None:
        return np.full(len(vetting.match), np.nan)
    return vetting.sources.shape.dbic[:, 0]


def _reason(vetting: Vetting, row: int, dbic: float) -> str:
    match, sensor = vetting.match, vetting.against.sensor
    x, y = int(match.x[row]), int(match.y[row])
    if x < 0:
        return "no place in the table"
    rule, words = HAZARDS[match.class_[row] - 1], "no known hazard within 1 px"
    if match.hazard[row]:
        away = match.distance_px[row]
        where = "here" if away < _OWN_PX else f"{away:.1f} px away"
        words = f"{rule.name} pixel {where}"
        stands = rule.after_dark or (rule.always and vetting.dark == "none")
        if stands:
            words += ", in every frame"
        elif sensor.high[y, x]:
            words += f", high in {sensor.high[y, x]} of {sensor.n_frames} dark frames"
        if not stands and sensor.last_seen[y, x] >= 0 and sensor.high[y, x]:
            words += f", last {_moment(int(sensor.last_seen[y, x]))}"
    if dbic < -_CLEAR_DBIC:
        words += "; one pixel explains it better than a star"
    elif dbic > _CLEAR_DBIC:
        words += "; a star explains it better than one pixel"
    return words


def _moment(seconds: int) -> str:
    return f"{ZERO + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}"


def vet_document(vetting: Vetting, *, moment: datetime | None = None) -> dict[str, Any]:
    """The document of ``vet --json``; x and y count from 0.

    Parameters
    ----------
    vetting : Vetting
        The result.
    moment : datetime, optional
        UTC, when; now by default.
    """
    match, columns = vetting.match, _columns(vetting)
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    return {
        "file": vetting.name,
        **_head(vetting, moment),
        "artefacts": int(np.count_nonzero(match.artefact)),
        "candidates": [dict(zip(columns, row, strict=True)) for row in rows],
    }


def _head(vetting: Vetting, moment: datetime | None) -> dict[str, Any]:
    against, moment = vetting.against, moment or datetime.now(UTC)
    return {
        "provenance": files_record(KIND, vetting.inputs, vetting.asked, moment=moment),
        "sensor": {
            "file": shown(against.info.path.name),
            "frames": against.sensor.n_frames,
            "camera": against.info.camera,
            "exposure_s": against.info.exposure_s,
            "e_per_saved_adu": against.scale_e,
        },
        "dark": vetting.dark,
        "level_subtracted": vetting.slope,
        "fwhm_px": vetting.fwhm_px,
        "artefact_above": KILL,
        "real_per_pixel": vetting.match.density,
        "notes": list(vetting.notes),
    }


def _columns(vetting: Vetting) -> dict[str, NDArray[Any]]:
    match = vetting.match
    columns: dict[str, NDArray[Any]] = {
        "x": vetting.x,
        "y": vetting.y,
        "probability": match.probability,
        "artefact": match.artefact,
        "class": np.array(["", *(rule.name for rule in HAZARDS)])[match.class_],
        "hazard_x": match.x,
        "hazard_y": match.y,
        "distance_px": match.distance_px,
    }
    if vetting.sources is not None:
        shape = vetting.sources.shape
        columns |= {
            "flux_e": shape.flux_e,
            "matched": shape.matched,
            "dbic_hot": shape.dbic[:, 0],
        }
    return columns | {"reason": np.array(reasons(vetting), np.str_)}


_UNITS = {"x": "pix", "y": "pix", "hazard_x": "pix", "hazard_y": "pix"} | {
    "distance_px": "pix",
    "flux_e": "electron",
}


def vet_table(vetting: Vetting, *, moment: datetime | None = None) -> str:
    """The same as an ECSV table, with the rest of the document above it."""
    import astropy.table

    tables: Any = astropy.table  # untyped
    columns = [
        tables.Column(values, name=name, unit=_UNITS.get(name))
        for name, values in _columns(vetting).items()
    ]
    text = io.StringIO()
    meta = plain({"file": vetting.name, **_head(vetting, moment)})
    tables.Table(columns, meta=meta).write(text, format="ascii.ecsv")
    return text.getvalue()


def vet_lines(vetting: Vetting) -> Iterator[str]:
    """The same for people: those beside a hazard, and how many others there are."""
    match, against = vetting.match, vetting.against
    artefacts = int(np.count_nonzero(match.artefact))
    name = shown(against.info.path.name)
    yield f"{vetting.name} against {name} ({against.sensor.n_frames} dark frames)"
    width = "" if vetting.sources is None else f", FWHM {vetting.fwhm_px:g} px"
    times = f", {vetting.slope:.3g} times" if vetting.dark == "level" else ""
    yield f"{DARK_WORDS[vetting.dark]}{times}{width}"
    yield (
        f"{len(match)} candidates, {artefacts} of them artefacts with a probability "
        f"above {KILL:g}"
    )
    listed = np.flatnonzero(match.artefact | match.hazard)
    if not len(listed):
        return
    yield ""
    order = listed[np.argsort(-match.probability[listed], kind="stable")]
    cells = [
        (f"{x:.1f}", f"{y:.1f}", f"{probability:.3f}", reason)
        for x, y, probability, reason in zip(
            vetting.x[order],
            vetting.y[order],
            match.probability[order],
            reasons(vetting, order),
            strict=True,
        )
    ]
    yield from columns_of_text([("x", "y", "artefact", ""), *cells], right=(0, 1, 2))
    rest = len(match) - len(listed)
    yield f"{rest} others are beside no hazard; x and y are 0-based"
