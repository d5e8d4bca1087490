"""Whether what a file says is what its frames show: every number calculated again."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import Finding, compare
from darkviewer.core.evidence.origin import Origin, origin_of
from darkviewer.core.provenance.files import files_origin
from darkviewer.core.provenance.record import seal_of
from darkviewer.core.versions import RESULT_VERSION
from darkviewer.runs.verifying.files_kind import FilesKind, found_inputs
from darkviewer.runs.verifying.fits_kinds import fits_kind
from darkviewer.runs.verifying.kinds import UncheckableError
from darkviewer.runs.verifying.rebuilt import found_frames, rebuilt
from darkviewer.runs.verifying.table_kinds import table_kind

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item, Rules, Status
    from darkviewer.core.progress import Job
    from darkviewer.core.provenance.files import FilesOrigin
    from darkviewer.runs.verifying.kinds import Kind
    from darkviewer.storage.captures.by_hash import FoundFiles

__all__ = ["Calculate", "Verification", "again", "not_again", "verified"]

_LARGEST_BYTES = 2**31
_OF_ALTERED = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""What a record may lead to that somebody altered: it can hold anything."""
_WHOLE = "the provenance as a whole"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found of a file.

    Attributes
    ----------
    path : Path
        The file.
    kind : str
        What it is, in words.
    version : str
        Of the program that wrote it; empty where it does not say.
    findings : tuple of Finding
        One for every item.
    frames : tuple of Path
        Files that it was calculated from; empty where it was not.
    """

    path: Path
    kind: str
    version: str
    findings: tuple[Finding, ...]
    frames: tuple[Path, ...] = ()

    @property
    def counts(self) -> dict[Status, int]:
        """Items by status."""
        found = Counter(finding.status for finding in self.findings)
        every: tuple[Status, ...] = ("equal", "differs", "unchecked", "said")
        return {status: found[status] for status in every}

    @property
    def status(self) -> Status:
        """``"equal"``, or the worst of the others: what is said does not count."""
        counts = self.counts
        worst: tuple[Status, ...] = ("differs", "unchecked")
        return next((status for status in worst if counts[status]), "equal")


def again(
    kind: Kind | FilesKind,
    origins: Sequence[Any],
    found: Sequence[FoundFiles],
    said: Mapping[str, Item],
) -> Job[dict[str, Item]]:
    """Items of a file, calculated again from its frames, session by session.

    Raises
    ------
    DarkviewerError
        If a frame cannot be used any more, or nothing can be made of the record.
    """
    if isinstance(kind, FilesKind):
        ((origin, files),) = zip(origins, found, strict=True)
        paths = [files.paths[one.path] for one in origin.inputs]
        items, _ = kind.read((yield from kind.content(paths, origin)), Path())
        return items
    results = []
    for origin, files in zip(origins, found, strict=True):
        results.append((yield from rebuilt(origin, files)))
    items, _ = kind.read((yield from kind.content(results, said)), Path())
    return items


Calculate = Callable[
    ["Kind | FilesKind", "Sequence[Any]", "Sequence[FoundFiles]", "Mapping[str, Item]"],
    "Job[dict[str, Item]]",
]


KindOf = Callable[[bytes, Path], "Kind | FilesKind | None"]
"""What a file is, by its bytes and its path; None for what it does not know."""


def verified(
    path: Path,
    session: Path | None = None,
    *,
    more: Sequence[KindOf] = (),
    calculate: Calculate = again,
) -> Job[Verification]:
    """Calculate a file again from the raw frames, and compare.

    Parameters
    ----------
    path : Path
        What was exported.
    session : Path, optional
        Where its frames are now; they are looked for beside the file and where they
        were, too.
    more : sequence of callable
        Give further kinds of files, those that higher floors write.
    calculate : callable
        Gives its items, calculated again.

    Raises
    ------
    DarkviewerError
        If it cannot be read, or is nothing that can be verified, or the frames cannot
        be where they are said to be.
    """
    from darkviewer.storage.fits.files import read_from

    if session is not None and not os.path.exists(session):
        raise DarkviewerError(f"{session} does not exist: give where the frames are")
    content = read_from(path, lambda file: file.read(_LARGEST_BYTES))
    kind = _kind(content, path, more)
    try:
        said, record = kind.read(content, path)
        origins = _origins(kind, record, path.name)
    except UncheckableError as error:
        return _at_once(path, kind, "unchecked", error)
    except DarkviewerError as error:
        return _at_once(path, kind, "differs", error)
    find = found_inputs if isinstance(kind, FilesKind) else found_frames
    found = []
    for origin in origins:
        files = yield from find(origin, path.parent, session)
        found.append(files)
    why = [
        reason
        for origin, files in zip(origins, found, strict=True)
        for reason in not_again(origin, files.missing)
    ]
    frames = [p for files in found for p in files.paths.values()]
    version = str(origins[0].record["software"]["version"])
    whole = _Read(path, kind, version, said, _seals(origins), tuple(frames))
    job = partial(calculate, kind, origins, found, said)
    return (yield from _judged(whole, why, job))


@dataclass(frozen=True, slots=True)
class _Read:
    """What a file says, before anything is calculated."""

    path: Path
    kind: Kind | FilesKind
    version: str
    said: Mapping[str, Item]
    seals: tuple[Finding, ...]
    frames: tuple[Path, ...]


def _judged(
    file: _Read, why: Sequence[str], calculate: Callable[[], Job[dict[str, Item]]]
) -> Job[Verification]:
    """Compare, unless there are reasons why nothing can be calculated again."""
    made: dict[str, Item] = {}
    if not why:
        try:
            made = yield from calculate()
        except DarkviewerError as error:
            why = [str(error)]
        except _OF_ALTERED as error:
            why = [f"nothing can be made of what it says: {error!r}"]
    kind = file.kind
    if why:
        findings = _unchecked(kind.rules, file.said, why)
    else:
        findings = compare(file.said, made, kind.rules)
    frames = () if why else tuple(dict.fromkeys(file.frames))
    both = (*file.seals, *findings)
    return Verification(file.path, kind.name, file.version, both, frames)


def _at_once(
    path: Path, kind: Kind | FilesKind, status: Status, error: DarkviewerError
) -> Verification:
    return Verification(path, kind.name, "", (Finding("the file", status, str(error)),))


def _origins(kind: Kind | FilesKind, record: Any, name: str) -> list[Any]:
    """One for each session that a file is made of, or for the files of which it is."""
    if isinstance(kind, FilesKind):
        return [files_origin(record, name)]
    if record == []:
        raise DarkviewerError(f"{name} was altered: it names no session")
    records = record if isinstance(record, list) else [record]
    return [origin_of(one, name) for one in records]


def _kind(content: bytes, path: Path, more: Sequence[KindOf]) -> Kind | FilesKind:
    known: Sequence[KindOf] = (fits_kind, *more, lambda _, path: table_kind(path))
    kinds = (of(content, path) for of in known)
    found = next((kind for kind in kinds if kind is not None), None)
    if found is None:
        raise DarkviewerError(
            f"{path.name} is nothing that can be verified: give a master, bad pixels, "
            "a map of a sensor, a measured PSF, a report, a certificate, a document or "
            "table that a command printed, or a table, regions or the record of an "
            "export"
        )
    return found


def not_again(origin: Origin | FilesOrigin, missing: dict[str, str]) -> list[str]:
    """Why nothing can be calculated again; empty where it can."""
    older = _of_another_generation(origin.record)
    if older:
        return older
    if isinstance(origin, Origin) and not any(s.used for s in origin.sources):
        return ["it names no frame that was used"]
    return list(missing.values())


def _of_another_generation(record: Mapping[str, Any]) -> list[str]:
    software = record["software"]
    version = software.get("result_version")
    if version == RESULT_VERSION:
        return []
    return [
        f"it was made by version {software['version']}, whose numbers are of "
        f"generation {version}; this program's are of generation {RESULT_VERSION}"
    ]


def _seals(origins: Sequence[Any]) -> tuple[Finding, ...]:
    """What no frame can show is at least as it was written."""
    several = len(origins) > 1
    return tuple(
        _sealed(origin.record, f"the provenance of session {n}" if several else _WHOLE)
        for n, origin in enumerate(origins, start=1)
    )


def _sealed(record: Mapping[str, Any], what: str) -> Finding:
    if record.get("seal") == seal_of(record):
        return Finding(what, "equal")
    words = "its seal is another: something in it was changed after it was written"
    return Finding(what, "differs", words)


def _unchecked(
    rules: Rules, said: Mapping[str, Item], why: Sequence[str]
) -> tuple[Finding, ...]:
    more = f", and {len(why) - 1} more" if len(why) > 1 else ""
    words = f"{why[0]}{more}"
    causes = [Finding("the frames", "unchecked", reason) for reason in why]
    items = (
        Finding(name, "said", rules.said(name))
        if rules.said(name)
        else Finding(name, "unchecked", words)
        for name in said
    )
    return (*causes, *items)
