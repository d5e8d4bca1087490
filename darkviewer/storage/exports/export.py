"""Results to take away: master FITS, candidate tables and DS9 regions.

Every file is written under a temporary name and then named; nothing is overwritten
unasked, and a failure removes what the same export wrote before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.folder_names import PASSED_OVER
from darkviewer.core.masters.scatter import measure_scatter
from darkviewer.core.parameters import PARAMETERS
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.core.provenance.record import Findings, provenance
from darkviewer.storage.exports.folder import export_folder
from darkviewer.storage.exports.inputs import input_document, inputs
from darkviewer.storage.exports.master_cards import (
    file_name,
    is_master_name,
    master_name,
)
from darkviewer.storage.exports.master_file import write_master
from darkviewer.storage.exports.plan import ExportPlan, check_formats
from darkviewer.storage.exports.record_files import provenance_json
from darkviewer.storage.exports.region_file import as_regions
from darkviewer.storage.exports.tables.candidates import candidate_columns
from darkviewer.storage.exports.tables.checks import check_columns
from darkviewer.storage.exports.tables.formats import FORMATS
from darkviewer.storage.exports.tables.frames import frame_columns
from darkviewer.storage.exports.tables.verdicts import verdict_columns
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
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.storage.exports.tables.columns import ExportTable

__all__ = [
    "check_no_frames",
    "check_outside",
    "export",
    "export_job",
]


def export(
    calibration: Calibration,
    session: Session,
    table: CandidateTable,
    folder: Path,
    *,
    plan: ExportPlan | None = None,
    checks: SessionChecks | None = None,
    noise: MeasuredNoise | None = None,
    opinions: Iterable[Opinion] = (),
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
    plan : ExportPlan, optional
        What to write; by default everything, tables as ECSV and CSV.
    checks : SessionChecks, optional
        Whether the frames are sound.
    noise : MeasuredNoise, optional
        What was measured of it.
    opinions : iterable of Opinion
        What people said: verdicts about these frames are written.
    moment : datetime, optional
        UTC, for names and records; now by default.

    Returns
    -------
    list of Path
        Master, regions, tables, the record as JSON, and last the manifest.

    Raises
    ------
    ExportExistsError
        If the folder holds an export, and the plan does not let it be overwritten.
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
            plan=plan,
            checks=checks,
            noise=noise,
            opinions=opinions,
            moment=moment,
        )
    )


def export_job(
    calibration: Calibration,
    session: Session,
    table: CandidateTable,
    folder: Path,
    *,
    plan: ExportPlan | None = None,
    checks: SessionChecks | None = None,
    noise: MeasuredNoise | None = None,
    opinions: Iterable[Opinion] = (),
    moment: datetime | None = None,
) -> Job[list[Path]]:
    """The job of `export`, for the window and the command line."""
    plan, moment = plan or ExportPlan(), moment or datetime.now(UTC)
    check_outside(folder, session)
    check_formats(plan.formats)
    _check_belongs(table, calibration)
    with export_folder(
        folder, session, moment=moment, overwrite=plan.overwrite
    ) as into:
        rows = yield from inputs(calibration, session)
        documents = input_document(rows)
        found = Findings(session, calibration, table, checks, noise, documents)
        name = master_name(calibration, session, moment)
        record = provenance(found, moment=moment)
        if "master" in plan.parts:
            scatter = yield from measure_scatter(
                calibration.used, saturation_adu=calibration.saturation_adu
            )
            yield Progress("Writing the master", 0, 2)
            remarks = () if checks is None else checks.remarks
            facts = (calibration, session, scatter, rows, remarks, moment, record)
            path = into.write(name, lambda file: write_master(file, *facts))
            record = provenance(found, moment=moment, master_file=path.name)
        yield Progress("Writing the tables", 1, 2)
        names = [source.name for source in calibration.used]
        tables = _tables(found, candidate_columns(table, names), plan, opinions)
        for name, content in _table_files(tables, plan, record):
            into.write(file_name(name, session, moment), content)
        if "regions" in plan.parts:
            content = as_regions(
                table, record["frames"], all_leaders=plan.all_leaders, record=record
            )
            into.write(file_name("Candidates.reg", session, moment), content)
        into.write(
            file_name("Provenance.json", session, moment), provenance_json(record)
        )
    return into.written


def _table_files(
    tables: Iterable[ExportTable], plan: ExportPlan, record: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """Names without session and moment, and contents, made when they are asked for."""
    for table in tables:
        for kind in map(FORMATS.__getitem__, plan.formats):
            yield f"{table.name}{kind.ending}", kind.write(table, record)


def _tables(
    found: Findings,
    candidates: ExportTable,
    plan: ExportPlan,
    said: Iterable[Opinion],
) -> Iterator[ExportTable]:
    session, checks = found.session, found.checks
    if "candidates" in plan.parts:
        yield candidates
    if "verdicts" in plan.parts:
        first = next(iter(session.frames), None)
        yield verdict_columns(said, found.inputs, first)
    if checks is not None and "frames" in plan.parts:
        yield frame_columns(session, checks)
    if checks is not None and "checks" in plan.parts:
        yield check_columns(checks)


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
