"""How a file says that it was made: enough to make it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.health.check import Finding
from darkviewer.core.health.usual_checks import USUAL
from darkviewer.core.parameters import Parameters

__all__ = ["Origin", "Source", "origin_of"]

_PARTS = ("checks", "gain", "master", "criterion", "noise", "false_positives")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Source:
    """A frame of the session, as the file names it.

    Attributes
    ----------
    name : str
        Of the frame.
    size_bytes : int
        Of its file.
    sha256 : str
        Of its file; empty where it could not be read.
    used : bool
        Whether it is in the master.
    reason : str
        Why it is not.
    """

    name: str
    size_bytes: int
    sha256: str
    used: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What the numbers of a file were made of.

    Attributes
    ----------
    record : mapping
        All of the provenance, see `darkviewer.core.provenance.record`.
    version : str
        Of the program.
    moment : datetime
        UTC, when the file was written.
    parameters : Parameters
        That the numbers were made with.
    said : str
        Who chose e-/ADU and padding; empty for nobody.
    session : mapping
        Path, date, time, object, series and kind of the session.
    sources : tuple of Source
        Its frames.
    limits : mapping
        Limits of checks that somebody set.
    usual : mapping
        Name of a check against earlier nights -> what it found: these frames alone
        cannot show it.
    master : str
        Name of the master file beside it; empty where there is none.
    profile : str
        What stars were compared with, in words, or the file of a measured PSF.
    profile_sha256 : str
        Of that file; empty where it is not said.
    known : frozenset of str
        Parts of the record that hold something: ``"checks"``, ``"noise"``...
    """

    record: Mapping[str, Any]
    version: str
    moment: datetime
    parameters: Parameters
    said: str
    session: Mapping[str, Any]
    sources: tuple[Source, ...]
    limits: Mapping[str, float]
    usual: Mapping[str, Finding]
    master: str
    profile: str
    profile_sha256: str
    known: frozenset[str]


def origin_of(record: Any, name: str) -> Origin:
    """Read the provenance of a file.

    Parameters
    ----------
    record : object
        As it was found in the file, whatever it is.
    name : str
        Of the file, for sentences.

    Raises
    ------
    DarkviewerError
        If it is no such record, or holds values that no version could have written.
    """
    try:
        return _origin(record)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise DarkviewerError(
            f"{name} does not say how it was made, or was altered: its provenance "
            f"cannot be read ({type(error).__name__}: {error})"
        ) from error
    except DarkviewerError as error:
        raise DarkviewerError(
            f"{name} was altered: no version could have made it ({error})"
        ) from error


def _origin(record: Any) -> Origin:
    checks, gain, master, criterion = (record[key] or {} for key in _PARTS[:4])
    inputs: Sequence[Mapping[str, Any]] = record["inputs"]
    entries: Sequence[Mapping[str, Any]] = checks.get("entries", ())
    return Origin(
        record=record,
        version=str(record["software"]["version"]),
        moment=datetime.strptime(record["created"], _MOMENT),
        parameters=Parameters(**record["parameters"]),
        said=str(gain.get("said", "")),
        session=dict(record["session"]),
        sources=tuple(map(_source, inputs)),
        usual={e["name"]: _finding(e) for e in entries if e["name"] in USUAL},
        limits={str(k): float(v) for k, v in checks.get("limits", {}).items()},
        master=str(master.get("file", "")),
        profile=str(criterion.get("profile", "")),
        profile_sha256=str(criterion.get("profile_sha256", "")),
        known=frozenset(key for key in _PARTS if dict(record[key] or {})),
    )


def _finding(entry: Mapping[str, Any]) -> Finding:
    return Finding(
        entry["sentence"],
        entry["value"],
        entry["limit"],
        entry["status"],
        tuple(entry["frames"]),
    )


def _source(row: Mapping[str, Any]) -> Source:
    return Source(
        str(row["name"]),
        int(row["size_bytes"]),
        str(row["sha256"]),
        bool(row["used"]),
        str(row["reason"]),
    )
