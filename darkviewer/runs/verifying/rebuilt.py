"""A session made again of the frames that a file names, and its results."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError, SessionError
from darkviewer.core.frames.reading import Reading
from darkviewer.core.parameters import spec
from darkviewer.core.progress import Job, Progress
from darkviewer.core.provenance.record import Findings, provenance
from darkviewer.runs.check import checked, checked_with_left_out
from darkviewer.runs.session import calibrated, process_session, request_for

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.evidence.origin import Origin
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.psf.profile import Psf
    from darkviewer.runs.session import Outcome
    from darkviewer.storage.captures.by_hash import FoundFiles
    from darkviewer.storage.captures.scan import Capture
    from darkviewer.storage.exports.inputs import Input

__all__ = ["Rebuilt", "found_frames", "rebuilt"]


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """Results, calculated again.

    Attributes
    ----------
    origin : Origin
        What was said of how.
    found : Findings
        Session, and as much of the rest as the file was made of.
    inputs : tuple of Input
        Its frames with their hashes.
    outcome : Outcome or None
        The run; None where nothing was searched for.
    psf : Psf or None
        The measured profile that it compared with.
    """

    origin: Origin
    found: Findings
    inputs: tuple[Input, ...]
    outcome: Outcome | None = None
    psf: Psf | None = None

    @property
    def session(self) -> Session:
        """The frames, used or not."""
        return self.found.session

    @property
    def checks(self) -> SessionChecks | None:
        """Whether they are sound; None where the file does not say."""
        return self.found.checks

    @property
    def judged(self) -> SessionChecks:
        """The same.

        Raises
        ------
        DarkviewerError
            If the file does not say.
        """
        if self.found.checks is None:
            raise DarkviewerError("it does not say whether the frames are sound")
        return self.found.checks

    @property
    def calibration(self) -> Calibration:
        """Master and residuals.

        Raises
        ------
        DarkviewerError
            If the file does not say that there was a master.
        """
        if self.found.calibration is None:
            raise DarkviewerError("it does not say of which master it was made")
        return self.found.calibration

    @property
    def selected(self) -> CandidateTable:
        """What was found.

        Raises
        ------
        DarkviewerError
            If the file does not say that anything was searched for.
        """
        if self.found.table is None:
            raise DarkviewerError("it does not say what was searched for")
        return self.found.table

    def record(self) -> dict[str, Any]:
        """The provenance, with the moment and the name of the master as they were."""
        return provenance(
            self.found, moment=self.origin.moment, master_file=self.origin.master
        )


def found_frames(origin: Origin, beside: Path, session: Path | None) -> Job[FoundFiles]:
    """Look for the frames in the session, beside the file, and where they were.

    Parameters
    ----------
    origin : Origin
        Names and hashes.
    beside : Path
        The folder of the file.
    session : Path or None
        Where they are now, if somebody says so.
    """
    from darkviewer.storage.captures.by_hash import Wanted, files_by_hash

    was = str(origin.session.get("path", ""))
    places = [*([session] if session else []), beside, *([Path(was)] if was else [])]
    folders = [p.parent if os.path.isfile(p) else p for p in places]
    wanted = [Wanted(s.name, s.size_bytes, s.sha256) for s in origin.sources]
    found = yield from files_by_hash(wanted, folders)
    return _with_psf(found, origin, folders)


def _with_psf(found: FoundFiles, origin: Origin, folders: Sequence[Path]) -> FoundFiles:
    """With the measured profile that they were compared with, found by its hash."""
    from darkviewer.storage.fits.file_digest import file_digest

    said, digest = origin.profile, origin.profile_sha256
    if said in {"", *(spec("family").choices or {}).values()}:
        return found
    named = [
        p for p in (Path(said), *(f / Path(said).name for f in folders)) if p.is_file()
    ]
    psf = next((p for p in named if not digest or file_digest(p) == digest), None)
    if psf is not None:
        return replace(found, psf=psf)
    what = "was changed: its hash is another" if named else "is missing"
    why = {f"PSF {said}": f"the measured PSF {said} {what}"}
    return replace(found, missing=found.missing | why)


def rebuilt(origin: Origin, found: FoundFiles) -> Job[Rebuilt]:
    """Calculate everything again, with the parameters of the record.

    Parameters
    ----------
    origin : Origin
        How it was made.
    found : FoundFiles
        All frames that have a hash.

    Raises
    ------
    DarkviewerError
        If a frame cannot be used any more.
    """
    from darkviewer.storage.exports.inputs import input_document, inputs

    session = yield from _session(origin, found)
    psf = None if found.psf is None else _read(found.psf, origin)
    results, outcome = yield from _results(origin, session, psf)
    rows = yield from inputs(results.calibration, session)
    found_again = replace(results, inputs=input_document(rows))
    return Rebuilt(origin, found_again, rows, outcome, psf)


def _read(path: Path, origin: Origin) -> Psf:
    """A measured profile; its hash only where it was said, too."""
    from darkviewer.storage.fits.psf_file import read_psf

    return replace(read_psf(path), sha256=origin.profile_sha256)


def _results(
    origin: Origin, session: Session, psf: Psf | None
) -> Job[tuple[Findings, Outcome | None]]:
    """As much as the record holds."""
    parameters, said = origin.parameters, origin.said
    profile = "" if psf is None else origin.profile

    def check(session: Session) -> Job[SessionChecks]:
        found = yield from checked(session, limits=origin.limits or None)
        return replace(
            found,
            findings=tuple(
                (check, origin.usual.get(check.name, finding))
                for check, finding in found.findings
            ),
        )

    def checks(session: Session) -> Job[SessionChecks]:
        return checked_with_left_out(session, check=check)

    if not {"master", "gain"} & origin.known:  # nothing was calibrated
        return Findings(
            session, checks=(yield from checks(session)), asked=parameters
        ), None
    if "false_positives" not in origin.known:
        calibration = yield from calibrated(request_for(session, parameters, said=said))
        judged = (yield from checks(session)) if "checks" in origin.known else None
        return Findings(session, calibration, checks=judged), None
    outcome = yield from process_session(
        session, parameters, said=said, psf=psf, profile=profile, check=check
    )
    results = Findings(
        session,
        outcome.calibration,
        outcome.table,
        outcome.checks if "checks" in origin.known else None,
        outcome.noise if "noise" in origin.known else None,
    )
    return results, outcome


def _session(origin: Origin, found: FoundFiles) -> Job[Session]:
    """The series of the used frames; others that came since are not of it."""
    from darkviewer.core.frames.exclusion import without
    from darkviewer.storage.captures.scan import read_all_series

    yield Progress("Reading headers", 0, 0)
    sessions = read_all_series(_capture(found), reading=_as_said(origin))
    paths = found.paths
    names = {(paths[s.name], s.name) for s in origin.sources if s.name in paths}
    used = next((s.name for s in origin.sources if s.used), "")
    session = next(
        (s for s in sessions if any(f.path == found.paths.get(used) for f in s.frames)),
        None,
    )
    if session is None:
        raise SessionError("the frames that it names cannot be used any more")
    kept = tuple(f for f in session.frames if (f.path, f.name) in names)
    since = len(session.frames) - len(kept)
    session = replace(session, frames=kept, n_in_folder=session.n_in_folder - since)
    reasons = {s.name: _by_hand(s.reason) for s in origin.sources}
    left_out = {
        info.place: str(reasons[info.name])
        for info in kept
        if reasons.get(info.name) is not None
    }
    said = origin.session
    return replace(
        without(session, left_out),
        path=Path(str(said["path"])),
        date=str(said["date"]),
        time=str(said["time"]),
        object=str(said["object"]),
    )


def _by_hand(reason: str) -> str | None:
    """Why somebody left a frame out; None where nobody did."""
    from darkviewer.storage.exports.inputs import BY_HAND

    return reason.removeprefix(BY_HAND) if reason.startswith(BY_HAND) else None


def _capture(found: FoundFiles) -> Capture:
    from darkviewer.storage.captures.scan import Capture, find_captures

    files = tuple(dict.fromkeys(found.paths.values()))
    folder = files[0].parent
    whole = next((c for c in find_captures(folder) if c.path == folder), None)
    if whole is None or any(path not in whole.files for path in files):
        return Capture(folder, files)
    return whole


def _as_said(origin: Origin) -> Reading:
    kind = str(origin.session.get("kind") or "")

    def named(frames: Sequence[FrameInfo]) -> Sequence[FrameInfo]:
        return [replace(f, kind=kind) if kind and f.kind != kind else f for f in frames]

    return Reading(kinds=named)
