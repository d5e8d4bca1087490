"""What reviewers said of the events and pixels of a session as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from darkviewer.core.opinions.events import VERDICT, Opinion, standing
from darkviewer.core.review.sensor_place import SensorPlace, camera_of
from darkviewer.core.review.verdict import Verdict, read_verdict
from darkviewer.storage.exports.tables.columns import (
    Column,
    ExportTable,
    numbers,
    texts,
)

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["verdict_columns"]


def verdict_columns(
    opinions: Iterable[Opinion],
    inputs: Sequence[Mapping[str, Any]],
    first: FrameInfo | None,
) -> ExportTable:
    """Verdicts that hold, about events in these frames and pixels of their camera.

    Parameters
    ----------
    opinions : iterable of Opinion
        All that is kept.
    inputs : sequence of mappings
        The frames of the session with the hashes of their pixels.
    first : FrameInfo or None
        A frame of the session: it knows the camera and the place on its sensor.
    """
    frames = {row["pixels_sha256"]: row["name"] for row in reversed(inputs)}
    frames.pop("", None)
    camera, grid = camera_of(first), SensorPlace.of(first)
    rows = []
    for (topic, _), opinion in standing(opinions).items():
        verdict = read_verdict(opinion) if topic == VERDICT else None
        if verdict is not None and verdict.place in {*frames, camera or None}:
            rows.append((opinion, verdict, grid.in_frame(verdict.x, verdict.y)))
    rows.sort(key=lambda row: (row[0].at, row[0].id))
    return _table(rows, frames)


def _table(
    rows: Sequence[tuple[Opinion, Verdict, tuple[int, int]]], frames: Mapping[str, str]
) -> ExportTable:
    said = [verdict for _, verdict, _ in rows]
    columns = [
        _words("opinion", "id of what was said", [o.id for o, _, _ in rows], "meta.id"),
        _words("at", "when, UTC", [o.at for o, _, _ in rows], "time.epoch"),
        _words("reviewer", "whose verdict it is", [v.reviewer for v in said]),
        _words("class", "of the verdict", [v.name for v in said], "meta.code.class"),
        _words(
            "scope",
            "event: in this frame; pixel: in all frames",
            [v.scope for v in said],
        ),
        _words(
            "frame",
            "file name of the frame; empty: all frames",
            [frames.get(v.place, "") for v in said],
            "meta.id;meta.file",
        ),
        *_places([place for _, _, place in rows], "", "of the frame"),
        *_places([(v.x, v.y) for v in said], "_sensor", "of the whole sensor"),
        Column(
            "certainty",
            numbers([v.certainty for v in said], float),
            "",
            "0 to 1, where given",
            "stat.probability",
        ),
        _words("note", "in words", [v.note for v in said], "meta.note"),
        _words("tags", "as JSON", [json.dumps(v.tags) for v in said]),
        Column(
            "spent_s",
            numbers([v.spent_s for v in said], float),
            "s",
            "time that the reviewer looked at it",
            "time.duration",
        ),
        _flags("blind", "label and evidence were hidden", [v.blind for v in said]),
        _flags("salted", "the program had put it there", [v.salted for v in said]),
        _words(
            "shown",
            "what was on show, as JSON",
            [json.dumps(dict(v.shown), sort_keys=True) for v in said],
        ),
    ]
    sentence = "verdicts that hold, by reviewer and place"
    return ExportTable("Verdicts", sentence, tuple(columns))


def _words(name: str, sentence: str, values: Sequence[str], ucd: str = "") -> Column:
    return Column(name, texts(values), "", sentence, ucd)


def _flags(name: str, sentence: str, values: Sequence[bool]) -> Column:
    return Column(name, numbers(values, bool), "", sentence, "meta.code")


def _places(
    places: Sequence[tuple[int, int]], suffix: str, whose: str
) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{axis}{suffix}",
            numbers([place[n] for place in places], int),
            "pix",
            f"{line} {whose}, 0-based",
            f"pos.cartesian.{axis}",
        )
        for n, (axis, line) in enumerate((("x", "column"), ("y", "row")))
    )
