"""What reviewers said of the candidates of a session, and how well they see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.progress import Job, Progress
from darkviewer.core.review.classes import PIXEL
from darkviewer.core.review.finder import Finder
from darkviewer.core.review.queue import build
from darkviewer.core.review.queue_events import events_of
from darkviewer.core.review.salt import flux_edges, salted_of, skill
from darkviewer.core.review.sensor_place import SensorPlace, camera_of
from darkviewer.core.review.verdict import Verdict, Verdicts, read_verdict
from darkviewer.runs.exclusion import Contents, content_of

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.review.salt import Skill
    from darkviewer.runs.session import Outcome

__all__ = ["Reviewed", "nobody", "reviewed"]


@dataclass(frozen=True, slots=True, eq=False)
class Reviewed:
    """Verdicts on the candidates that a run accepts.

    Attributes
    ----------
    verdicts : mapping of int to mapping of str to Verdict
        By row of the table, then by reviewer.
    skills : mapping of str to Skill
        What synthetic events of all their sittings say of these reviewers.
    """

    verdicts: Mapping[int, Mapping[str, Verdict]] = field(default_factory=dict)
    skills: Mapping[str, Skill] = field(default_factory=dict)

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Who has judged any of them."""
        return tuple(
            sorted({who for of_row in self.verdicts.values() for who in of_row})
        )


def nobody() -> Reviewed:
    """Nobody has reviewed anything."""
    return Reviewed()


def reviewed(
    outcome: Outcome, held: Sequence[Opinion], contents: Contents
) -> Job[Reviewed]:
    """Find what holds of each accepted candidate.

    Frames are known by their pixels: where verdicts are kept, frames are read.

    Parameters
    ----------
    outcome : Outcome
        The run.
    held : sequence of Opinion
        All verdicts that hold.
    contents : Contents
        Hashes of the frames.
    """
    known = [verdict for verdict in map(read_verdict, _latest_first(held)) if verdict]
    if not known or not outcome.table.accepted.any():
        return nobody()
    infos = {info.name: info for info in outcome.session.frames}
    used = [infos.get(source.name) for source in outcome.calibration.used]
    first = next((info for info in used if info is not None), None)
    content: dict[int, str] = {}
    if any(verdict.scope != PIXEL for verdict in known):
        content = yield from _contents(used, contents)
    finder = Finder(
        Verdicts(held),
        build(events_of(outcome.table)),
        content,
        camera_of(first),
        SensorPlace.of(first),
    )
    verdicts = _of_rows(outcome, finder)
    found = Reviewed(verdicts)
    return Reviewed(verdicts, {who: _skill(known, who) for who in found.reviewers})


def _latest_first(held: Iterable[Opinion]) -> list[Opinion]:
    return sorted(held, key=lambda said: (said.at, said.id), reverse=True)


def _contents(
    used: Sequence[FrameInfo | None], contents: Contents
) -> Job[dict[int, str]]:
    found = {}
    for frame, info in enumerate(used):
        yield Progress("Looking for verdicts", frame, len(used))
        if info is not None:
            found[frame] = content_of(info, contents)
    return found


def _of_rows(outcome: Outcome, finder: Finder) -> dict[int, dict[str, Verdict]]:
    table = outcome.table
    rows = np.flatnonzero(table.accepted & ~table.synthetic).tolist()
    found = {
        row: finder.of(int(table.frame[row]), int(table.x[row]), int(table.y[row]))
        for row in rows
    }
    return {row: said for row, said in found.items() if said}


def _skill(known: Sequence[Verdict], who: str) -> Skill:
    salted = salted_of(known, who)
    return skill(salted, flux_edges(salted))
