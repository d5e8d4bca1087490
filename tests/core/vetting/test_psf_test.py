"""The PSF test on the command line, on real files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from darkviewer.cli import main
from darkviewer.core.psf.profile import pixel_fractions
from tests.helpers.csv_files import rows_in
from tests.helpers.shots import write_shots
from tests.helpers.simulated import darks

FIELDS = {
    "flux_e",
    "dx",
    "dy",
    "fwhm",
    "chi2",
    "dof",
    "p",
    "dbic",
    "p_psf",
    "label",
    "significance",
    "recurrence",
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    night = darks((64, 96), frames=6)
    night.star(2, 40.2, 30.1, 6000)
    night.electrons[4, 20, 60] += 900
    root = tmp_path_factory.mktemp("captures")
    return write_shots(root, [frame.values for frame in night.frames()])


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["process", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_candidates_carry_their_tests(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(capsys, str(session), "--criterion", "psf")
    assert found["parameters"]["criterion"] == "psf"
    (star,) = [c for frame in found["frames"] for c in frame["candidates"]]
    assert set(star) >= FIELDS
    assert (star["x"], star["y"], star["label"]) == (40, 30, "PSF-like")
    assert star["flux_e"] == pytest.approx(6000, rel=0.1)
    assert star["dof"] == 22


def test_all_leaders_on_request(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(capsys, str(session), "--criterion", "psf", "--all-leaders")
    rows = [c for frame in found["frames"] for c in frame["candidates"]]
    assert sum(row["accepted"] for row in rows) == 1
    labels = {(row["x"], row["y"]): row["label"] for row in rows}
    assert labels[60, 20] == "single pixel"


def test_the_notebooks_criterion_is_untouched(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = document(capsys, str(session))
    rows = [c for frame in plain["frames"] for c in frame["candidates"]]
    assert all(set(row) == {"x", "y", "value_e", "min_neighbour_ratio"} for row in rows)
    others = document(capsys, str(session), "--master", "leave-one-out")
    values = [
        {(c["x"], c["y"]): c["value_e"] for c in d["frames"][2]["candidates"]}
        for d in (plain, others)
    ]
    # the event no longer weakens itself
    assert values[1][40, 30] >= values[0][40, 30]


def test_lines_for_people(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", str(session), "--criterion", "both"]) == 0
    text = capsys.readouterr().out
    assert "against the master of all other frames" in text
    lines = text.splitlines()
    head = next(line for line in lines if line.startswith("candidate in"))
    titles = "flux e-, dx, dy, FWHM, chi2, dof, p, dBIC, L/(1+L), sigma, seen in, label"
    places = [head.index(f" {title}") for title in titles.split(", ")]
    assert places == sorted(places)
    star = next(line for line in lines if line.endswith("PSF-like"))
    assert " 22 " in star  # degrees of freedom


def test_files_hold_the_tests(session: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ["--criterion", "psf", "--p-min", "0.01", "--out", str(out)]
    assert main(["process", str(session), *options, "--all-leaders"]) == 0
    table = Table.read(next(out.glob("Candidates*.ecsv")))
    assert set(table.colnames) >= FIELDS
    assert table["flux_e"].unit == "electron"
    assert {str(table[name].unit) for name in ("dx", "dy", "fwhm")} == {"pix"}
    numbers = [c for c in table.itercols() if c.dtype.kind in "if"]
    assert all(c.unit is not None and c.description for c in numbers)
    criterion = table.meta["criterion"]
    assert (criterion["name"], criterion["profile"]) == ("PSF test", "Gaussian")
    assert table.meta["parameters"]["p_min"] == 0.01
    assert {"dbic_min", "fwhm_px", "master"} <= set(table.meta["parameters"])
    assert not table.meta["master"]["in_sample"]
    assert [*rows_in(next(out.glob("Candidates*.csv")))[0]] == table.colnames


def test_ccdproc_knows_no_star_test(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["process", str(session), "--engine", "ccdproc", "--criterion", "psf"])
        == 1
    )
    assert "--engine fast" in capsys.readouterr().err


def test_inject_counts_what_each_criterion_keeps(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--flux", "1500", "5000", "--per-flux", "20", "--seed", "4"]
    assert main(["inject", str(session), *options, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["injected"] == 6 * 2 * 20
    assert set(found["criteria"]) == {"ratio", "psf", "both"}
    star = found["criteria"]["psf"]
    assert star["share"][1] > 0.95 > found["criteria"]["ratio"]["share"][1]
    assert star["false_positives"]["count"] == 1
    assert star["false_positives"]["frames"] == 6
    assert star["false_positives"]["by_label"] == {"PSF-like": 1}
    assert star["false_positives"]["per_frame"]["high"] > 1 / 6
    assert sum(found["p_values"]["histogram"]) > 200
    assert set(found["roc"]) == {"p_min", "dbic_min", "ratio"}
    assert main(["inject", str(session), *options]) == 0
    text = capsys.readouterr().out
    assert "240 stars injected" in text
    assert "1 false source (1 accepted candidate) in 6 frames" in text


def test_impossible_plans_are_refused(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inject", str(session), "--flux", "-5"]) == 1
    assert "above zero" in capsys.readouterr().err


def test_a_measured_profile(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stamp = pixel_fractions(0, 0, 10.0, half=22).astype(np.float32)
    fits.PrimaryHDU(stamp).writeto(tmp_path / "psf.fits")
    options = ["--criterion", "psf", "--psf", str(tmp_path / "psf.fits")]
    found = document(capsys, str(session), *options, "--out", str(tmp_path / "out"))
    (star,) = [c for frame in found["frames"] for c in frame["candidates"]]
    assert (star["x"], star["y"], star["dof"]) == (40, 30, 22)
    assert star["flux_e"] == pytest.approx(6000, rel=0.1)
    assert found["profile"] == str(tmp_path / "psf.fits")
    table = Table.read(next((tmp_path / "out").glob("Candidates*.ecsv")))
    assert table.meta["criterion"]["profile"] == found["profile"]
