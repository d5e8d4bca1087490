"""Kinds of files that were made of other files, not of the frames of a session."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item, Rules
    from darkviewer.core.progress import Job
    from darkviewer.core.provenance.files import FileInput, FilesOrigin
    from darkviewer.storage.captures.by_hash import FoundFiles

__all__ = ["FilesKind", "found_inputs", "said_at", "said_of_files"]


@dataclass(frozen=True, slots=True)
class FilesKind:
    """A kind of file, see `Kind`.

    Attributes
    ----------
    name : str
        In words.
    read : callable
        What it says, item by item, and its record, from its bytes and its path.
    content : callable
        Its bytes, made again of the files that it names, in their order.
    rules : Rules
        Tolerances, and what no file can show.
    """

    name: str
    read: Callable[[bytes, Path], tuple[dict[str, Item], Any]]
    content: Callable[[Sequence[Path], FilesOrigin], Job[bytes]]
    rules: Rules


def said_at(
    read: Sequence[FileInput], said: Sequence[FileInput]
) -> tuple[FileInput, ...]:
    """Files as they were read again, where the record says that they were."""
    pairs = zip(read, said, strict=True)
    return tuple(replace(mine, path=other.path) for mine, other in pairs)


_SAID = {
    "created": "when it was written",
    "software": "by which program and libraries",
    "seal": "checked by itself",
}
_PLACE = re.compile(r"inputs\[\d+\]\.path")


def said_of_files(item: str, prefix: str) -> str:
    """Why no file can show an item of a record that begins with `prefix`."""
    key = item.removeprefix(prefix)
    if key == item:
        return ""
    return "where it was" if _PLACE.fullmatch(key) else _SAID.get(key.split(".")[0], "")


def found_inputs(
    origin: FilesOrigin, beside: Path, session: Path | None
) -> Job[FoundFiles]:
    """Look for files where they were, in the session, and beside the file.

    Parameters
    ----------
    origin : FilesOrigin
        What a record says of them; `paths` and `missing` have their paths as keys.
    beside : Path
        The folder of the file.
    session : Path or None
        Where they are now, if somebody says so.
    """
    from darkviewer.storage.captures.by_hash import Wanted, files_by_hash

    places = [*([session] if session else []), beside]
    folders = [p if p.is_dir() else p.parent for p in places]
    folders += [Path(one.path).parent for one in origin.inputs]
    wanted = [
        Wanted(one.path, one.size_bytes, one.sha256, one.name) for one in origin.inputs
    ]
    return (yield from files_by_hash(wanted, folders, every=True))
