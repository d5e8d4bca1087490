"""``darkviewer sensor`` and ``darkviewer vet``, from darks on disk to a verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from astropy.io import fits

from darkviewer.cli import main
from tests.helpers.lights import GAIN_E, STARS, TELEGRAPH, write_darks, write_light


def test_from_darks_to_lights(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    darks = write_darks(tmp_path / "2024-05-08" / "Dark30s")
    sensor = tmp_path / "sensors" / "mine.fits"
    out = ["--out", str(sensor), "--e-per-adu", str(GAIN_E), "--padding-bits", "0"]
    assert main(["sensor", str(darks), *out, "--exclude", "00008.fits"]) == 0
    printed = capsys.readouterr()
    assert "telegraph" in printed.out
    assert f"wrote {sensor}" in printed.err
    with fits.open(sensor) as hdus:
        assert hdus[0].header["NCOMBINE"] == 7
        assert "00008.fits is left out" in "".join(hdus[0].header["HISTORY"])
    light = write_light(tmp_path / "lights" / "light.fits")
    vet = ["vet", str(light), "--sensor", str(sensor)]
    assert main([*vet, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["candidates"]
    artefacts = {(r["hazard_x"], r["hazard_y"]) for r in rows if r["artefact"]}
    assert TELEGRAPH in artefacts
    assert not artefacts & {(round(x), round(y)) for x, y in STARS}
    assert main([*vet, "--fwhm", "2.2"]) == 0
    assert "FWHM 2.2 px" in capsys.readouterr().out
    assert main([*vet, "--ecsv"]) == 0
    assert capsys.readouterr().out.startswith("# %ECSV")


def test_the_survey_as_a_document(
    sensor_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    darks = sensor_path.parents[1] / "2024-05-08" / "Dark30s"
    out = str(tmp_path / "sensor.fits")
    assert main(["sensor", str(darks), "--out", out, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["n_frames"] == 8
    assert document["method"] == "median"


def test_notes_and_failures_are_one_line_each(
    sensor_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "found.csv"
    table.write_text("x,y\n20,30\n", encoding="utf-8")
    assert main(["vet", str(table), "--sensor", str(sensor_path)]) == 0
    assert capsys.readouterr().err.count("\n") == 1
    table.write_text("x,y\n20\n", encoding="utf-8")
    assert main(["vet", str(table), "--sensor", str(sensor_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    darks = sensor_path.parents[1] / "2024-05-08" / "Dark30s"
    assert main(["sensor", str(darks), "--out", str(darks / "a.fits")]) == 1
    assert "inside the capture folder" in capsys.readouterr().err


@pytest.mark.parametrize("width", ["0", "x", "nan"])
def test_widths_that_no_star_has(width: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["vet", "a.fits", "--sensor", "b.fits", "--fwhm", width])
    assert caught.value.code == 2
