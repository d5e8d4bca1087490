"""One capture with everything that can be exported of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits

from darkviewer.core.gain.said import ChosenGain, gain_of
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.provenance.record import Findings
from darkviewer.reports.certificate_kind import CERTIFICATE_FORMS, certified_document
from darkviewer.reports.documented import (
    documented,
    documented_frames,
    documented_gain,
    documented_trial,
)
from darkviewer.reports.documents import as_json, process_document
from darkviewer.reports.mask import mask_document
from darkviewer.reports.master_sources import master_document
from darkviewer.reports.rates import session_rates_document
from darkviewer.reports.report import written_report
from darkviewer.reports.sensor import sensor_document
from darkviewer.reports.vet import vet_document, vet_table
from darkviewer.runs.certificate import certificate_of
from darkviewer.runs.check import checked
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.gain import truth_of
from darkviewer.runs.injection_rounds import inject_in_rounds
from darkviewer.runs.mask import MaskPlan, WrittenMask, surveyed_mask, written_mask
from darkviewer.runs.master_sources import MasterRun, sources_of
from darkviewer.runs.psf import written_psf
from darkviewer.runs.rates import session_rates
from darkviewer.runs.report_plan import ReportPlan
from darkviewer.runs.reported import part_of
from darkviewer.runs.sensor import sensor_of, written_sensor
from darkviewer.runs.session import Outcome, process_session, read_capture
from darkviewer.runs.vet import vet_file
from darkviewer.storage.atomic import write_new_file
from darkviewer.storage.exports.export import export_job
from darkviewer.storage.exports.folder import MANIFEST
from darkviewer.storage.exports.plan import ExportPlan
from tests.helpers.skies import write_sky

NY, NX, FRAMES = 24, 32, 6


@dataclass(frozen=True)
class Exported:
    """Files by what they are."""

    capture: Path
    files: dict[str, Path]
    results: dict[str, Any] = field(default_factory=dict)


def cube() -> np.ndarray:
    """Noise, a star, a hot and a dead pixel, and one that blinks."""
    rng = np.random.default_rng(8)
    values = rng.normal(1200, 6, (FRAMES, NY, NX))
    y, x = np.mgrid[:NY, :NX]
    values[1] += 900 * np.exp(-((y - 10) ** 2 + (x - 12) ** 2) / 1.5)
    values[:, 4, 20] += 3000
    values[:, 18, 6] = 150
    values[::2, 15, 25] += 700
    return (np.rint(values) * 16).astype("u2")


def write_frames(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, frame in enumerate(cube(), 1):
        hdu = fits.PrimaryHDU(frame)
        hdu.header.update(
            {
                "EXPTIME": 30.0,
                "GAIN": 5,
                "CCD-TEMP": -9.8,
                "SET-TEMP": -10.0,
                "INSTRUME": "QHY42 Pro",
                "EGAIN": 1.39,
                "DATE-END": f"2024-05-08T03:3{number}:48.1234567",
            }
        )
        hdu.writeto(folder / f"{number:05d}.fits")


def formats() -> tuple[str, ...]:
    """Of tables: all that can be written here."""
    arrow = ("parquet",) if find_spec("pyarrow") else ()
    return ("ecsv", "csv", "votable", *arrow)


def certificates(outcome: Outcome, folder: Path, plan: ReportPlan) -> dict[str, Path]:
    """One of this session alone, as a page and as JSON."""
    part, _ = drive(part_of(outcome, contents=Contents(), plan=plan))
    document = certified_document(certificate_of([part]), datetime.now(UTC))
    return {
        f"certificate{form}": write_new_file(
            folder / f"certificate{form}", CERTIFICATE_FORMS[form](document).encode()
        )
        for form in (".html", ".json")
    }


def vetted(capture: Path, sensor: Path, folder: Path) -> dict[str, Path]:
    """Candidates of a frame with a star, against the map of its own sensor."""
    found = drive(vet_file(capture / "00002.fits", sensor))
    assert len(found.match)
    forms = {".json": as_json(vet_document(found)), ".ecsv": vet_table(found)}
    return {
        f"vetted{form}": write_new_file(folder / f"vetted{form}", text.encode())
        for form, text in forms.items()
    }


def documents(outcome: Outcome, plan: MaskPlan, folder: Path) -> dict[str, Path]:
    """What commands print as JSON, of one session each."""
    found, session = outcome.calibration, outcome.session
    facts, whole = [Findings(session, found)], [outcome.findings]
    mask, count = drive(surveyed_mask(found, session, plan))
    bad = mask_document(WrittenMask(mask, None, count, ()), found, session)
    by_hand = [list(place) for place in plan.by_hand]
    asked_mask = {"unusable": plan.unusable, "by_hand": by_hand}
    sensor = sensor_document(drive(sensor_of(found, session)), found, session)
    run = MasterRun(session, found, drive(sources_of(found)))
    rates = session_rates([outcome], stars_per_frame=3.0)
    own = outcome.parameters
    stars = {"per_flux": 2, "fluxes_e": [900.0], "rounds": 2}
    trial = drive(inject_in_rounds(found, session, own, **stars))
    asked_process = {"engine": "fast", "all_leaders": False}
    printed = {
        "process": (process_document(outcome), whole, asked_process),
        "sensor": (sensor, facts, {}),
        "mask": (bad, facts, asked_mask | {"older": None, "files": []}),
        "master": (master_document(run), facts, {}),
        "rates": (
            session_rates_document(rates, own),
            whole,
            {"stars": 3.0, "before_headers": {"fwhm_px": own.fwhm_px}},
        ),
    }
    own_gain = ChosenGain(gain_of(own))
    checks = drive(checked(session))
    made = {name: drive(documented(name, *parts)) for name, parts in printed.items()}
    made["frames"] = drive(documented_frames(session, checks, own_gain))
    made["gain"] = drive(documented_gain(drive(truth_of(session, found))))
    made["inject"] = drive(documented_trial(trial))
    return {
        f"{name}.json": write_new_file(
            folder / f"{name}.json", as_json(document).encode()
        )
        for name, document in made.items()
    }


def measured_profile(root: Path) -> Path:
    """Of one frame of the sky."""
    (root / "sky").mkdir()
    light = write_sky(root / "sky" / "1.fits")
    return drive(written_psf([light], root / "psf" / "psf.fits"))[1]


def export_everything(root: Path) -> Exported:
    """Every kind of file of one small capture below a folder."""
    capture = root / "2024-05-08" / "03_38_48" / "Dark30s"
    write_frames(capture)
    parameters = Parameters(criterion="psf", threshold_e=150.0)
    session = drive(read_capture(capture))
    outcome = drive(process_session(session, parameters))
    found = outcome.calibration
    written = drive(
        export_job(
            found,
            session,
            outcome.table,
            root / "out",
            checks=outcome.checks,
            noise=outcome.noise,
            plan=ExportPlan(formats=formats()),
        )
    )
    names = {
        f"{path.name.partition('_')[0]}{path.suffix}": path
        for path in written
        if path.name != MANIFEST
    }
    maps = root / "maps"
    by_hand = MaskPlan(by_hand=[(1, 2)])
    mask = drive(written_mask(found, session, maps, by_hand))
    lists = {f"mask{path.suffix}": path for path in mask.paths[1:-1]}  # PHD2's is last
    _, sensor = drive(written_sensor(found, session, maps / "SensorMap_a.fits"))
    plan = ReportPlan(per_flux=1, fluxes_e=(900.0,), cutouts=2)
    report = drive(written_report(outcome, root / "pages" / "report.html", plan=plan))
    return Exported(
        capture,
        {
            "report": report,
            **certificates(outcome, root / "pages", plan),
            "master": names.pop("MasterDark.fits"),
            "table": names.pop("Candidates.ecsv"),
            "mask": mask.paths[0],
            **lists,
            "sensor": sensor,
            **vetted(capture, sensor, root / "vetted"),
            "psf": measured_profile(root),
            **documents(outcome, by_hand, root / "printed"),
            **names,
        },
    )
