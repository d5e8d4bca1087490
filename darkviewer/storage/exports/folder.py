"""A folder for each export, with a manifest that is written last.

The manifest holds the hash of every file in the form that ``sha256sum -c`` reads. A
folder without it holds no complete export, whatever else is in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
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
]

MANIFEST = "SHA256SUMS"

_MOST_BYTES = 2**20
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
    return bool(manifest_of(folder))


def manifest_of(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of the export there, by name; empty where there is none."""
    try:
        with open(folder / MANIFEST, "rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return {}
    lines = map(_LINE.fullmatch, text.splitlines())
    return {line[2]: line[1] for line in lines if line is not None}


def check_free(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that holds an export, unless that may be overwritten.

    Raises
    ------
    ExportExistsError
        Before any work.
    """
    if not overwrite and holds_export(folder):
        raise ExportExistsError(
            f"{shown(str(folder))} holds an export already ({MANIFEST}): choose "
            "another folder, or replace it (--overwrite)"
        )


@contextmanager
def export_folder(
    path: Path, session: Session, *, moment: datetime, overwrite: bool = False
) -> Iterator[ExportFolder]:
    """Write an export, all of it or none.

    Whatever goes wrong, the files written so far are removed, and an export that was
    there before is as it was. One that is written over loses its files once the new
    one is complete, except those that somebody changed since.

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
    old = manifest_of(path)
    folder, complete = ExportFolder(path), False
    try:
        yield folder
        replace_file(path / MANIFEST, _manifest(folder, session, moment))
        complete = True
    finally:
        if not complete:
            for written in folder.written:
                written.unlink(missing_ok=True)
    _remove(path, old)
    folder.written.append(path / MANIFEST)


def _manifest(folder: ExportFolder, session: Session, moment: datetime) -> bytes:
    lines = [
        f"# Export of {shown(session.title)}",
        f"# by Darkviewer {__version__}, {moment:%Y-%m-%dT%H:%M:%SZ}; this file was "
        "written last",
        f"# To check the files: sha256sum -c {MANIFEST}",
        *(f"{_digest(path)}  {path.name}" for path in folder.written),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(folder: Path, old: dict[str, str]) -> None:
    """The files of an export that another took the place of, as they were written."""
    for name, digest in old.items():
        with suppress(OSError):  # gone, or held by another program: it is kept then
            if _digest(folder / name) == digest:
                (folder / name).unlink()
