"""A folder for each export, with a manifest that is written last.

The manifest holds the hash of every file in the form that ``sha256sum -c`` reads. A
folder without it holds no complete export, whatever else is in it. Single files that
are written beside an export, or into a folder of their own, are added to it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer import __version__
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.storage.atomic import Writer, replace_file, write_new_file

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session

__all__ = [
    "MANIFEST",
    "ExportExistsError",
    "ExportFolder",
    "check_free",
    "export_folder",
    "holds_export",
    "manifest_of",
    "write_listed",
]

MANIFEST = "SHA256SUMS"

_MOST_BYTES = 2**20
_EXPORT = "Export"
_HEAD = re.compile(r"# [A-Z][a-z ]* of ")
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^\\/\x00\n]+)")


class ExportExistsError(DarkviewerError):
    """The folder holds an export already."""


@dataclass(slots=True)
class ExportFolder:
    """A folder that is being written to.

    Attributes
    ----------
    path : Path
        Made with the first file.
    written : list of Path
        So far; the manifest comes last.
    """

    path: Path
    written: list[Path] = field(default_factory=list)

    def write(self, name: str, content: bytes | Writer) -> Path:
        """Write one more file; an existing one is never touched.

        Raises
        ------
        DarkviewerError
            If it cannot be written.
        """
        self.written.append(write_new_file(self.path / name, content))
        return self.written[-1]


def holds_export(folder: Path) -> bool:
    """Whether a complete export is there."""
    return any(map(_is_export, _blocks(folder)))


def manifest_of(folder: Path) -> dict[str, str]:
    """SHA-256 of each file that the manifest there names; empty where there is none."""
    return {name: digest for block in _blocks(folder) for name, digest in _named(block)}


def write_listed(
    path: Path,
    content: bytes | Writer,
    *,
    what: str,
    of: str,
    moment: datetime,
) -> Path:
    """Write a new file; the manifest of its folder names it.

    A folder that holds other files, and no manifest of ours, gets none.

    Parameters
    ----------
    path : Path
        The name wanted; an existing file is never touched, see `write_new_file`.
    content : bytes or callable
        What it shall hold.
    what, of : str
        ``"Report"`` and the session that it is of.
    moment : datetime
        UTC, when.

    Raises
    ------
    DarkviewerError
        If it cannot be written.
    """
    listed = _is_ours(path.parent)
    written = write_new_file(path, content)
    if listed:
        _add(written, _head(what, of, moment))
    return written


def _is_ours(folder: Path) -> bool:
    """It is empty or not there yet, or its manifest is one of ours and no link."""
    manifest = folder / MANIFEST
    if os.path.lexists(manifest):
        return bool(_blocks(folder)) and not manifest.is_symlink()
    try:
        return not os.listdir(folder)
    except OSError:
        return not os.path.exists(folder)  # Path's own refuses a name that is too long


def _add(path: Path, head: list[str]) -> None:
    """In one step, so that nothing is lost where two add to it."""
    lines = [*head, f"{_digest(path)}  {path.name}"]
    try:
        with open(path.parent / MANIFEST, "ab") as file:
            file.write(_text(lines))
    except OSError as error:
        raise DarkviewerError(
            f"{path.name} was written, but {MANIFEST} beside it cannot be: "
            f"{error.strerror or error}"
        ) from error


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _blocks(folder: Path) -> list[list[str]]:
    """Lines of the manifest there, for each export or file that was added."""
    try:
        with open(folder / MANIFEST, "rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return []
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if _HEAD.match(line):
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    return [block for block in blocks if _named(block)]


def _named(block: list[str]) -> list[tuple[str, str]]:
    """Name and hash of each file."""
    lines = map(_LINE.fullmatch, block)
    return [(line[2], line[1]) for line in lines if line is not None]


def _is_export(block: list[str]) -> bool:
    return block[0].startswith(f"# {_EXPORT} of ")


def check_free(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that holds an export, unless that may be overwritten.

    Raises
    ------
    ExportExistsError
        Before any work.
    """
    if not overwrite and holds_export(folder):
        raise _refused(folder)


def _refused(folder: Path) -> ExportExistsError:
    return ExportExistsError(
        f"{shown(str(folder))} holds an export already ({MANIFEST}): choose another "
        "folder, or replace it (--overwrite)"
    )


@contextmanager
def export_folder(
    path: Path, session: Session, *, moment: datetime, overwrite: bool = False
) -> Iterator[ExportFolder]:
    """Write an export, all of it or none.

    Whatever goes wrong, the files written so far are removed, as is a folder that was
    made for them, and an export that was there before is as it was. One that is
    written over loses its files once the new one is complete, except those that
    somebody changed since.

    Parameters
    ----------
    path : Path
        The folder; may hold other files.
    session : Session
        What is exported.
    moment : datetime
        UTC, when.
    overwrite : bool
        An export may be in the folder already.

    Raises
    ------
    ExportExistsError
        If one is, and may not be.
    DarkviewerError
        If the manifest cannot be written.
    """
    check_free(path, overwrite=overwrite)
    blocks, new = _blocks(path), not os.path.exists(path)
    old = [block for block in blocks if _is_export(block)]
    others = [line for block in blocks if block not in old for line in block]
    folder, complete = ExportFolder(path), False
    try:
        yield folder
        content = _manifest(folder, session, moment) + _text(others)
        if blocks or overwrite:
            replace_file(path / MANIFEST, content)
        else:
            _write_first(path / MANIFEST, content)
        complete = True
    finally:
        if not complete:
            for written in folder.written:
                written.unlink(missing_ok=True)
            if new:
                with suppress(OSError):  # not made, or somebody else wrote into it
                    path.rmdir()
    _remove(path, dict(pair for block in old for pair in _named(block)))
    folder.written.append(path / MANIFEST)


def _write_first(path: Path, content: bytes) -> None:
    """Somebody else may have exported into the same folder meanwhile."""
    written = write_new_file(path, content)
    if written.name != path.name:
        written.unlink()
        raise _refused(path.parent)


def _manifest(folder: ExportFolder, session: Session, moment: datetime) -> bytes:
    files = (f"{_digest(path)}  {path.name}" for path in folder.written)
    return _text([*_head(_EXPORT, session.title, moment), *files])


def _head(what: str, of: str, moment: datetime) -> list[str]:
    return [
        f"# {what} of {shown(of)}",
        f"# by Darkviewer {__version__}, {moment:%Y-%m-%dT%H:%M:%SZ}; this was written "
        "last",
        f"# To check the files: sha256sum -c {MANIFEST}",
    ]


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(folder: Path, old: dict[str, str]) -> None:
    """The files of an export that another took the place of, as they were written."""
    for name, digest in old.items():
        with suppress(OSError):  # gone, or held by another program: it is kept then
            if _digest(folder / name) == digest:
                (folder / name).unlink()
