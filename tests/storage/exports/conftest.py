"""One calibrated capture, exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.calibration.pipeline import (
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.exports.export import export
from darkviewer.storage.fits.frame import FitsFrame
from tests.helpers.exported import MOMENT, Run


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Five frames of 12x16 with a star-like and a hot pixel in the second."""
    folder = tmp_path_factory.mktemp("root") / "2024-05-08" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    cube = np.random.default_rng(5).integers(1000, 1200, (5, 12, 16)).astype("u2")
    cube[1, 5, 4] += 6000
    cube[1, [4, 6, 5, 5], [4, 4, 3, 5]] += 4000
    cube[1, 0, 15] += 9000
    cube[4, 2, 2] += 5000
    cube[:, 11, 0] = 42
    cube[2, 8, 8] = 65535
    for number, frame in enumerate(cube, 1):
        hdu = fits.PrimaryHDU(frame)
        hdu.header.update(
            {
                "EXPTIME": 30.0,
                "GAIN": 5,
                "OFFSET": 140,
                "CCD-TEMP": -9.8,
                "SET-TEMP": -10.0,
                "INSTRUME": "QHY42 Pro",
                "DATE-END": f"2024-05-08T03:3{number}:48.1234567",
            }
        )
        name = f"{'=' if number == 5 else ''}{number:05d}.fits"
        hdu.writeto(folder / name)
    (folder / "00009.fits").write_text("no frame")
    session = read_session(folder)
    request = CalibrationRequest(1, tuple(FitsFrame(f) for f in session.frames))
    calibration = drive(calibrate(request))
    table = candidate_table(calibration.leaders, (12, 16), request.parameters)
    return Run(session, calibration, table, cube)


@pytest.fixture
def written(run: Run, tmp_path: Path) -> dict[str, Path]:
    paths = export(run.calibration, run.session, run.table, tmp_path, moment=MOMENT)
    named = [p for p in paths if p.name.startswith(("Master", "Candidates"))]
    return {path.suffix: path for path in named}
