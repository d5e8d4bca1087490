"""Results to take away: master FITS, candidate tables and DS9 regions.

Every file is written under a temporary name and then named; nothing is ever
overwritten, and a failure removes what the same export wrote before it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.folder_names import PASSED_OVER
from darkviewer.core.masters.scatter import measure_scatter
from darkviewer.core.parameters import PARAMETERS
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.core.provenance.record import Findings, provenance
from darkviewer.storage.atomic import write_new_file
from darkviewer.storage.exports.candidate_files import as_csv, as_ecsv
from darkviewer.storage.exports.inputs import input_document, inputs
from darkviewer.storage.exports.master_cards import is_master_name, master_name
from darkviewer.storage.exports.master_file import write_master
from darkviewer.storage.exports.region_file import as_regions
from darkviewer.storage.fits.names import is_fits
from darkviewer.storage.fits.psf_file import is_psf_file
from darkviewer.storage.lights.sensor_reader import is_sensor_file
from darkviewer.storage.places import is_inside

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.measured_noise import MeasuredNoise
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks

__all__ = ["all_or_none", "check_no_frames", "check_outside", "export", "export_job"]


def export(
    calibration: Calibration,
    session: Session,
    table: CandidateTable,
    folder: Path,
    *,
    all_leaders: bool = False,
    checks: SessionChecks | None = None,
    noise: MeasuredNoise | None = None,
    moment: datetime | None = None,
) -> list[Path]:
    """Write the master and what was found, with the parameters that found it.

    Parameters
    ----------
    calibration, session : Calibration, Session
        The run and the capture that it belongs to.
    table : CandidateTable
        Leaders, accepted or not, and the parameters that selected them.
    folder : Path
        Made if it is not there.
    all_leaders : bool
        Write regions of the leaders that are no candidates, too; the tables always
        hold all of them.
    checks : SessionChecks, optional
        Whether the frames are sound.
    noise : MeasuredNoise, optional
        What was measured of it.
    moment : datetime, optional
        UTC, for the file names; now by default.

    Returns
    -------
    list of Path
        Master FITS, candidates as ECSV, CSV and DS9 regions.

    Raises
    ------
    DarkviewerError
        If the folder is the capture's or below it, the table does not belong to the
        calibration or a file cannot be written.
    """
    return drive(
        export_job(
            calibration,
            session,
            table,
            folder,
            all_leaders=all_leaders,
            checks=checks,
            noise=noise,
            moment=moment,
        )
    )


def export_job(
    calibration: Calibration,
    session: Session,
    table: CandidateTable,
    folder: Path,
    *,
    all_leaders: bool = False,
    checks: SessionChecks | None = None,
    noise: MeasuredNoise | None = None,
    moment: datetime | None = None,
) -> Job[list[Path]]:
    """The job of `export`, for the window and the command line."""
    check_outside(folder, session)
    moment = moment or datetime.now(UTC)
    _check_belongs(table, calibration)
    scatter = yield from measure_scatter(
        calibration.used, saturation_adu=calibration.saturation_adu
    )
    rows = yield from inputs(calibration, session)
    name = master_name(calibration, session, moment)
    with all_or_none() as written:
        yield Progress("Writing the master", 0, 2)
        remarks = () if checks is None else checks.remarks
        facts = (calibration, session, scatter, rows, remarks, moment)
        written.append(
            write_new_file(folder / name, lambda file: write_master(file, *facts))
        )
        yield Progress("Writing the candidates", 1, 2)
        found = Findings(
            session, calibration, table, checks, noise, input_document(rows)
        )
        record = provenance(found, moment=moment, master_file=written[0].name)
        files = _candidate_files(calibration, table, written[0], record, all_leaders)
        for name, content in files:
            written.append(write_new_file(folder / name, _put(content)))
    return written


def _candidate_files(
    calibration: Calibration,
    table: CandidateTable,
    master: Path,
    meta: dict[str, Any],
    all_leaders: bool,
) -> Iterator[tuple[str, bytes]]:
    """Names after that of the master, and contents, made when they are asked for."""
    stem = "_".join(["Candidates", *master.stem.split("_")[1:]])
    names = [shown(source.name) for source in calibration.used]
    yield f"{stem}.ecsv", as_ecsv(table, names, meta)
    yield f"{stem}.csv", as_csv(table, names)
    yield f"{stem}.reg", as_regions(table, names, all_leaders=all_leaders)


@contextmanager
def all_or_none() -> Iterator[list[Path]]:
    """Remove the files written so far when something goes wrong or is cancelled."""
    written: list[Path] = []
    complete = False
    try:
        yield written
        complete = True
    finally:
        if not complete:
            for path in written:
                path.unlink(missing_ok=True)


def _put(content: bytes) -> Callable[[BinaryIO], object]:
    return lambda file: file.write(content)


def check_outside(folder: Path, session: Session) -> None:
    """Refuse to write where captures are.

    Raises
    ------
    DarkviewerError
        If the folder is the capture's, below it, or may be another capture.
    """
    capture = session.path if os.path.isdir(session.path) else session.path.parent
    if is_inside(folder, capture):
        raise DarkviewerError(
            f"{folder} is inside the capture folder, which Darkviewer never writes "
            "to: choose another folder"
        )
    check_no_frames(folder)


def check_no_frames(folder: Path) -> None:
    """Refuse to write beside frames that are none of ours.

    Raises
    ------
    DarkviewerError
        If the folder, or one in it that is passed over, holds one.
    """
    frames = map(_frame_in, (folder, *(folder / name for name in PASSED_OVER)))
    frame = next(filter(None, frames), "")
    if frame:
        raise DarkviewerError(
            f"{folder} holds {frame} and may be a capture, which Darkviewer never "
            "writes to: choose another folder"
        )


def _frame_in(folder: Path) -> str:
    """Name of a FITS file there that is none of ours; empty if there is none."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return ""
    others = (n for n in names if is_fits(n) and not is_master_name(n))
    made = is_sensor_file, is_psf_file
    return next((n for n in others if not any(ours(folder / n) for ours in made)), "")


def _check_belongs(table: CandidateTable, calibration: Calibration) -> None:
    """Nothing is written under parameters that did not make it."""
    asked, made = table.parameters, calibration.request.parameters
    for item in PARAMETERS:
        own, other = getattr(asked, item.name), getattr(made, item.name)
        if item.recomputes and own != other:
            raise DarkviewerError(
                f"the candidates were found with {item.label} {own}, the master with "
                f"{other}: recalibrate, then export"
            )
    if table.classification is None and asked.needs_examination:
        raise DarkviewerError(
            "the candidates lack the PSF test that their criterion needs: run it, then "
            "export"
        )
    if table.classification is None and asked.threshold_e < calibration.floor_e:
        raise DarkviewerError(
            f"leaders are only known above {calibration.floor_e:g} e-, not above "
            f"{asked.threshold_e:g} e-: recalibrate, then export"
        )
