"""What the checks say, as a JSON document or as lines for people."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer import __version__
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.gain.said import chosen_gain
from darkviewer.core.gain.session import scale_of_session
from darkviewer.core.health.check_entries import check_entries
from darkviewer.core.health.table import RANKS
from darkviewer.reports.documents import columns_of_text

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.baseline import Baseline
    from darkviewer.runs.check import CheckedSession

__all__ = ["check_document", "check_lines", "worst"]


def check_document(
    root: Path,
    found: Sequence[CheckedSession],
    gain: Callable[[Session], ChosenGain] = chosen_gain,
) -> dict[str, Any]:
    """The document of ``check --json``; `gain` gives the e-/ADU of a session."""
    return {
        "version": __version__,
        "path": str(root),
        "series": [
            {
                **_series(root, item),
                "e_per_adu": scale_of_session(item.session, gain(item.session)),
            }
            for item in found
        ],
        "other_files": _other_files(found),
    }


def check_lines(found: Sequence[CheckedSession]) -> Iterator[str]:
    """Each capture with its status, and below it what is odd."""
    for item in found:
        session = item.session
        used = f"{len(_used(item))} frames"
        several = f", series {session.series}" if session.others else ""
        baseline = _baseline(item)
        seen = f", compared with {baseline.words}" if baseline else ""
        yield f"{session.title}{several}: {item.checks.status}, {used}{seen}"
        rows = [
            (f"  {finding.status}", check.name, finding.sentence)
            for check, finding in item.checks.spoken
        ]
        copied = {copy.name for copy in item.checks.copies}  # a check says so
        left = [
            ("  left out", out["name"], out["reason"])
            for out in _left_out(item)
            if out["name"] not in copied
        ]
        if rows or left:
            yield from columns_of_text([*rows, *left], right=())


def worst(found: Sequence[CheckedSession]) -> str:
    """The worst status of all captures: ``"pass"``, ``"warn"`` or ``"fail"``."""
    states = [item.checks.status for item in found]
    return max(states, key=RANKS.__getitem__, default="pass")


def _series(root: Path, item: CheckedSession) -> dict[str, Any]:
    session = item.session
    first = session.frames[0] if session.frames else None
    used = _used(item)
    return {
        "id": _id(root, session),
        "series": session.series,
        "kind": session.kind,
        "kind_source": first.sources.get("kind", "") if first else "",
        "exposure_s": session.exposure_s,
        "set_temp_c": first.set_temperature_c if first else None,
        "gain": session.gain,
        "camera": first.camera if first else "",
        "shape": session.shape,
        "n_frames": len(used),
        "frames": used,
        "status": item.checks.status,
        "checks": check_entries(item.checks),
        "nights": _nights(item),
        "left_out": _left_out(item),
    }


def _baseline(item: CheckedSession) -> Baseline | None:
    measures = item.checks.measures
    return None if measures is None else measures.baseline


def _nights(item: CheckedSession) -> list[str]:
    """Dates of the nights that it was compared with, UTC."""
    baseline = _baseline(item)
    nights = () if baseline is None else baseline.nights
    return [night.begin.date().isoformat() for night in nights]


def _id(root: Path, session: Session) -> str:
    """The folder below the root, with slashes on every system, and the series in it."""
    folder = Path(os.path.relpath(session.path, root)).as_posix()
    if folder == ".":
        return session.series or folder
    return f"{folder}/{session.series}" if session.others else folder


def _used(item: CheckedSession) -> list[str]:
    left = {out["name"] for out in _left_out(item)}
    return [info.name for info in item.session.frames if info.name not in left]


def _left_out(item: CheckedSession) -> list[dict[str, str]]:
    session, checks = item.session, item.checks
    skipped = (*session.skipped, *checks.unreadable, *checks.copies)
    by_hand = zip(session.excluded, sentences(session), strict=True)
    return [
        *({"name": out.name, "reason": out.reason} for out in skipped),
        *({"name": out.info.name, "reason": sentence} for out, sentence in by_hand),
    ]


def _other_files(found: Sequence[CheckedSession]) -> list[dict[str, str]]:
    """Files beside the frames that are none."""
    known: dict[Path, set[str]] = {}
    for item in found:
        names = [info.name for info in item.session.frames]
        names += [out.name for out in item.session.skipped]
        names += [out.info.name for out in item.session.excluded]
        known.setdefault(item.session.path, set()).update(names)
    return [
        {"name": name, "reason": "no FITS file"}
        for folder, names in known.items()
        for name in _files_in(folder)
        if name not in names
    ]


def _files_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_file())
    except OSError:  # one file, or a folder that cannot be listed: its badge says so
        return []
