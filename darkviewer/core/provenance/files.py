"""Where numbers came from that were made of files, and not of the frames of a session.

What vetting says of a light frame follows from that frame and a sensor file; a measured
PSF from its light frames.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.plain_values import plain, printable
from darkviewer.core.provenance.record import seal_of
from darkviewer.core.versions import software

__all__ = ["FileInput", "FilesOrigin", "files_origin", "files_record"]

SCHEMA = 1
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_OF_ALTERED = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class FileInput:
    """A file that numbers were made of.

    Attributes
    ----------
    role : str
        What it was for.
    path : str
        Where it was.
    size_bytes : int
        Of the file.
    sha256 : str
        Of the file; empty where there was none, or it could not be read.
    """

    role: str
    path: str
    size_bytes: int = 0
    sha256: str = ""

    @property
    def name(self) -> str:
        """Without its folder, whatever system wrote it."""
        return self.path.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class FilesOrigin:
    """What the numbers of a file were made of.

    Attributes
    ----------
    record : mapping
        All of it, see `files_record`.
    moment : datetime
        UTC, when the file was written.
    asked : mapping
        What was asked for.
    inputs : tuple of FileInput
        The files.
    """

    record: Mapping[str, Any]
    moment: datetime
    asked: Mapping[str, Any]
    inputs: tuple[FileInput, ...]


def files_record(
    kind: str,
    inputs: Sequence[FileInput],
    asked: Mapping[str, Any],
    *,
    moment: datetime,
) -> dict[str, Any]:
    """The record: everything that a reader needs to rebuild the numbers.

    Parameters
    ----------
    kind : str
        What was made, in words: files are known by it.
    inputs : sequence of FileInput
        The files that it was made of.
    asked : mapping
        What was asked for.
    moment : datetime
        UTC, when.
    """
    record = {
        "schema": {"name": f"Darkviewer {kind}", "version": SCHEMA},
        "created": f"{moment:{_MOMENT}}",
        "software": software(),
        "asked": dict(asked),
        "inputs": [asdict(one) for one in inputs],
    }
    known = dict(printable(plain(record)))
    return {**known, "seal": seal_of(known)}


def files_origin(record: Any, name: str) -> FilesOrigin:
    """Read such a record; `name` of the file that it was in, for sentences.

    Raises
    ------
    DarkviewerError
        If it is none.
    """
    try:
        record["software"]["version"], record["software"]["result_version"]
        return FilesOrigin(
            dict(record),
            datetime.strptime(record["created"], _MOMENT),
            dict(record["asked"]),
            tuple(_input(row) for row in record["inputs"]),
        )
    except _OF_ALTERED as error:
        raise DarkviewerError(
            f"{name} does not say how it was made, or was altered: its provenance "
            f"cannot be read ({type(error).__name__}: {error})"
        ) from error


def _input(row: Mapping[str, Any]) -> FileInput:
    return FileInput(
        str(row["role"]), str(row["path"]), int(row["size_bytes"]), str(row["sha256"])
    )
