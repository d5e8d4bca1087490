"""What is known of a kind of file: how it is read, made again and compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.candidates.classification import EXAMINED_COLUMNS
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import Rules

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.progress import Job
    from darkviewer.runs.verifying.rebuilt import Rebuilt

__all__ = ["FIT_TOLERANCE", "Kind", "UncheckableError", "of_one", "rules_of_record"]

FIT_TOLERANCE = 1e-6
"""Relative; of numbers that come from fits and long sums, on another processor."""


class UncheckableError(DarkviewerError):
    """A file of ours that cannot be read here, or says too little of itself."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    name : str
        In words.
    read : callable
        What it says, item by item, and its provenance, from its bytes and its path:
        a list of them where it is made of several sessions; empty where the bytes were
        made again.
    content : callable
        Its bytes, of results that were calculated again, one for each session, and of
        what it says.
    rules : Rules
        Tolerances, and what no frame can show.
    """

    name: str
    read: Callable[[bytes, Path], tuple[dict[str, Item], Any]]
    content: Callable[[Sequence[Rebuilt], Mapping[str, Item]], Job[bytes]]
    rules: Rules


def of_one(
    make: Callable[[Rebuilt, Mapping[str, Item]], Job[bytes]],
) -> Callable[[Sequence[Rebuilt], Mapping[str, Item]], Job[bytes]]:
    """The `content` of a kind that is made of one session."""
    return lambda results, said: make(results[0], said)


_FITTED = frozenset(column.name for column in EXAMINED_COLUMNS)
_MEASURED = ("noise.", "false_positives.", "checks.entries", "gain.sources")

_FOLDERS = "by the names of the folders of the frames"
_SAID: Mapping[str, str] = {
    "created": "when it was written: no frame shows it",
    "software.version": "by which program: no frame shows it",
    "software.python": "by which Python: no frame shows it",
    "software.libraries": "by which libraries: no frame shows it",
    "session.path": "where the frames were",
    "session.date": _FOLDERS,
    "session.time": _FOLDERS,
    "session.object": _FOLDERS,
    "session.title": _FOLDERS,
    "session.kind": "by a person, or by folders and headers of the frames",
    "gain.said": "by whoever chose e-/ADU",
    "master.file": "how the master beside it is called",
    "mask": "by whoever chose the policy, and calls pixels bad",
    "seal": "checked by itself",
}
"""Beginnings of keys in the provenance, and who says it."""


def rules_of_record(
    prefix: str,
    *,
    tolerances: Mapping[str, float] | None = None,
    said: Mapping[str, str] | None = None,
    measured: tuple[str, ...] = (),
) -> Rules:
    """Rules of a file whose items of the provenance begin with `prefix`.

    Parameters
    ----------
    prefix : str
        Before each key of the record.
    tolerances : mapping, optional
        Of other items, by name.
    said : mapping, optional
        Beginnings of other items that no frame can show, and why.
    measured : tuple of str
        Beginnings of items that are sums or fits.
    """

    def tolerance(item: str) -> float:
        column = item.removeprefix("column ").partition(":")[0]
        fitted = column in _FITTED or item.startswith(measured)
        summed = item.removeprefix(prefix).startswith(_MEASURED)
        allowed = (tolerances or {}).get(item, 0.0)
        return FIT_TOLERANCE if fitted or summed else allowed

    def why(item: str) -> str:
        if not item.startswith(prefix):
            known = (said or {}).items()
            return next((words for start, words in known if _is(item, start)), "")
        key = item.removeprefix(prefix)
        return next((words for start, words in _SAID.items() if _is(key, start)), "")

    return Rules(tolerance, why)


def _is(key: str, start: str) -> bool:
    return key == start or key.startswith((f"{start}.", f"{start}[", f"{start} "))
