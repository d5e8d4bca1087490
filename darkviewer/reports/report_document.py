"""A report as one document of plain values: whatever its pages show is in it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from darkviewer.core.display.png import as_png
from darkviewer.core.gain.said import ChosenGain, gain_of
from darkviewer.core.plain_values import plain, printable
from darkviewer.core.provenance.record import provenance, seal_of
from darkviewer.reports.certificate import certificate_document
from darkviewer.reports.documents import process_document
from darkviewer.reports.frames import frames_document
from darkviewer.reports.gain import truth_document
from darkviewer.reports.injection import injection_document
from darkviewer.reports.mask import bad_pixels_document

if TYPE_CHECKING:
    from darkviewer.core.review.verdict import Verdict
    from darkviewer.runs.pictured import Picture
    from darkviewer.runs.reported import Reported

__all__ = ["MOST_LISTED", "SCHEMA", "SCHEMA_VERSION", "report_document"]

SCHEMA = "darkviewer-report"
SCHEMA_VERSION = 1

MOST_LISTED = 20_000
"""Candidates in the document: of a wrong threshold there may be millions."""


def report_document(found: Reported, moment: datetime) -> dict[str, Any]:
    """The document inside a report.

    Parameters
    ----------
    found : Reported
        What was gathered.
    moment : datetime
        UTC, when the report is written: nothing else in it depends on the time.

    Returns
    -------
    dict
        Values that JSON can hold; every text prints on one line.
    """
    outcome, session = found.outcome, found.outcome.session
    calibration = outcome.calibration
    assert outcome.checks is not None  # a report without them is none
    gain = ChosenGain(gain_of(calibration.request.parameters), calibration.request.said)
    facts = found.certificate.parts[0].findings
    record = provenance(facts, moment=moment, also={"report": asdict(found.plan)})
    run = _bounded(process_document(outcome))
    frames = frames_document(session, outcome.checks, gain)
    bad = found.mask and bad_pixels_document(found.mask, len(calibration.used))
    document = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "created": record["created"],
        "provenance": record,
        "run": run,
        "measures": frames["frames"],
        "gain": truth_document(found.truth),
        "bad_pixels": bad,
        "completeness": found.trial and injection_document(found.trial),
        "certificate": certificate_document(found.certificate, moment),
        "candidates": _candidates(found),
        "verdicts": _verdicts(found),
        "pictures": [
            _picture(found.pictures.master),
            _picture(found.pictures.residual),
        ],
        "picture_of_frame": found.pictures.frame + 1,
        "missing": list(found.missing),
    }
    known = dict(printable(plain(document)))
    return {**known, "seal": seal_of(known)}


def _bounded(run: dict[str, Any]) -> dict[str, Any]:
    """With the first candidates, and how many are not listed."""
    room = MOST_LISTED
    for frame in run["frames"]:
        listed = frame["candidates"]
        frame["candidates"] = listed[:room]
        frame["not_listed"] = len(listed) - len(frame["candidates"])
        room -= len(frame["candidates"])
    return run


_OF_A_CANDIDATE = ("value_e", "min_neighbour_ratio")


def _candidates(found: Reported) -> dict[str, Any]:
    """Those that are shown, with their pixels, the most significant first."""
    table, used = found.outcome.table, found.outcome.calibration.used
    accepted = int((table.accepted & ~table.synthetic).sum())
    rows, stamps = found.pictures.rows, found.pictures.stamps
    known = table.classification
    entries = []
    for row, stamp in zip(rows, stamps, strict=True):
        frame = int(table.frame[row])
        entry = {
            "frame": used[frame].name,
            "frame_number": frame + 1,
            "x": int(table.x[row]),
            "y": int(table.y[row]),
            **{name: float(getattr(table, name)[row]) for name in _OF_A_CANDIDATE},
            "label": None,
            "pixels_e": stamp.cutout.values.tolist(),
            "verdicts": _said(found.reviewed.verdicts.get(row, {})),
        }
        if known is not None:
            shape = known.evidence.shape
            entry |= {
                "label": str(known.rows(slice(row, row + 1)).words[0]),
                "significance": float(shape.significance[row]),
                "flux_e": float(shape.flux_e[row]),
                "p": float(shape.p[row]),
            }
        entries.append(entry)
    return {"accepted": accepted, "shown": entries, "not_shown": accepted - len(rows)}


def _said(verdicts: Mapping[str, Verdict]) -> list[dict[str, Any]]:
    return [
        {
            "reviewer": who,
            "class": verdict.name,
            "scope": verdict.scope,
            "note": verdict.note,
            "tags": list(verdict.tags),
            "blind": verdict.blind,
        }
        for who, verdict in sorted(verdicts.items())
    ]


def _verdicts(found: Reported) -> list[dict[str, Any]]:
    """Of every candidate that somebody judged, shown or not."""
    table = found.outcome.table
    return [
        {
            "frame_number": int(table.frame[row]) + 1,
            "x": int(table.x[row]),
            "y": int(table.y[row]),
            "verdicts": _said(said),
        }
        for row, said in sorted(found.reviewed.verdicts.items())
    ]


def _picture(picture: Picture) -> dict[str, Any]:
    ny, nx = picture.levels.shape
    return {
        "layer": picture.layer,
        "of": picture.name,
        "unit": picture.unit,
        "black": picture.black,
        "white": picture.white,
        "block_px": picture.block,
        "size": [nx, ny],
        "png": base64.b64encode(as_png(picture.levels)).decode("ascii"),
    }
