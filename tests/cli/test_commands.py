from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.cli import commands, main
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Job, Progress
from darkviewer.storage.demo.sharpcap import fits_bytes
from tests.helpers.shots import ADU_IS_ELECTRON, SHOT
from tests.helpers.spoken import spoken


def results_in(printed: str) -> dict[str, Any]:
    """What a document says beside how it was made."""
    document = json.loads(printed)
    assert document.pop("schema") == "darkviewer-process"
    assert len(document.pop("provenance")) == 1
    assert len(document.pop("seal")) == 64
    return dict(document)


def test_process_prints_one_document(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(session), "--json", *ADU_IS_ELECTRON]) == 0
    out, err = capsys.readouterr()
    assert spoken(err) == []
    nothing = {"hot_pixels": 0, "leaders": 0, "candidates": []}
    found = {"x": 15, "y": 25, "value_e": 300.0, "min_neighbour_ratio": 1 / 3}
    one = {"hot_pixels": 1, "leaders": 1, "candidates": [found]}
    parameters = replace(Parameters(), padding_bits=0, gain_e_per_adu=1.0)
    document = results_in(out)
    odd = [check["name"] for check in document.pop("checks") if check["frames"]]
    assert odd == ["noise"]  # there is none but the injection
    false = document.pop("false_positives")
    assert (false["count"], false["sources"], false["frames"]) == (1, 1, 4)
    assert false["per_frame"]["value"] == 0.25
    assert false["per_square_degree"]["value"] is None  # no scale was given
    assert document == {
        "session": {
            "path": str(session),
            "date": "2024-05-08",
            "time": "03_38_48",
            "object": "Dark30s",
            "frames": 4,
            "shape": [32, 48],
            "exposure_s": 30,
            "series": "dark-30s",
            "kind": "dark",
        },
        "health": {"level": "ok", "reasons": []},
        "notes": ["DATE-OBS invalid in 4 of 4 frames"],
        "parameters": parameters.as_dict(),
        "gain": {
            "e_per_adu": 1.0,
            "padding_bits": 0,
            "e_per_saved_adu": 1.0,
            "source": "option",
            "level": "ok",
            "sentence": "1 e-/ADU with 0 padding bits: chosen by the option",
            "proposal": None,
            "adu_step_found": 100,
            "sources": [
                {"name": "option", "value": 1, "e_per_saved_adu": 1, "sigma": None},
                {
                    "name": "EGAINSAV",
                    "value": 0.086875,
                    "e_per_saved_adu": 0.086875,
                    "sigma": None,
                },
                {
                    "name": "EGAIN",
                    "value": 1.39,
                    "e_per_saved_adu": 0.086875,
                    "sigma": None,
                },
            ],
        },
        "sky": {
            "pixel_scale_arcsec": 1.5,
            "source": "default",
            "seeing_arcsec": 3.0,
            "fwhm_px": 2.0,
        },
        "master": {"method": "median", "n": 4, "median_e": 1000},
        "frames": [
            {
                "frame": f"{number:05d}.fits",
                "frame_number": number,
                **(one if number == 2 else nothing),
            }
            for number in range(1, 5)
        ],
        "skipped": [],
        "excluded": [],
        "other_series": [],
    }


@pytest.mark.parametrize(
    ("options", "scale", "width", "source"),
    [
        ([], 0.75, 4.0, "FOCALLEN 1000 mm, XPIXSZ 3.6361 um"),
        (["--seeing", "1.5"], 0.75, 2.0, "FOCALLEN 1000 mm, XPIXSZ 3.6361 um"),
        (["--fwhm-px", "2"], 0.75, 2.0, "FOCALLEN 1000 mm, XPIXSZ 3.6361 um"),
        (["--pixel-scale", "1"], 1.0, 3.0, "user"),
        (["--pixel-scale", "1.5"], 1.5, 2.0, "user"),
        (["--pixel-scale", "1", "--seeing", "2.5"], 1.0, 2.5, "user"),
        (["--pixel-scale", "1", "--fwhm-px", "2.5"], 1.0, 2.5, "user"),
    ],
)
def test_pixel_scale_by_header_and_by_option(
    session: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    scale: float,
    width: float,
    source: str,
) -> None:
    for path in session.glob("*.fits"):
        fits.setval(path, "FOCALLEN", value=1000.0)
        fits.setval(path, "XPIXSZ", value=3.636102)
    assert main(["process", str(session), "--json", *ADU_IS_ELECTRON, *options]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["sky"] == {
        "pixel_scale_arcsec": scale,
        "source": source,
        "seeing_arcsec": pytest.approx(scale * width),
        "fwhm_px": pytest.approx(width),
    }
    assert document["parameters"]["pixel_scale_arcsec"] == scale
    assert document["parameters"]["fwhm_px"] == pytest.approx(width)


def test_width_and_seeing_are_one_choice(session: Path) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["process", str(session), "--fwhm-px", "2", "--seeing", "3"])
    assert exit_.value.code == 2


@pytest.mark.parametrize(
    ("options", "leaders", "candidates"),
    [
        (["--threshold", "299.999"], 1, 1),
        (["--threshold", "300"], 0, 0),
        (["--ratio", "0.3333333333333333"], 1, 1),
        (["--ratio", "0.334"], 1, 0),
        (["--neighbours", "8"], 1, 0),
        (["--threshold", "50"], 1, 1),
        (["--method", "average", "--threshold", "224"], 1, 1),
        (["--method", "average", "--threshold", "225"], 0, 0),
    ],
)
def test_options_decide(
    session: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    leaders: int,
    candidates: int,
) -> None:
    main(["process", str(session), "--json", *ADU_IS_ELECTRON, *options])
    frame = json.loads(capsys.readouterr().out)["frames"][1]
    assert (frame["leaders"], len(frame["candidates"])) == (leaders, candidates)


def test_process_prints_lines_for_people(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(session), *ADU_IS_ELECTRON]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "4 of 4 frames, 48x32, 30 s" in lines[0]
    cells = [line.split() for line in lines]
    assert ["00002.fits", "1", "1", "1"] in cells
    assert ["00002.fits", "15", "25", "300.0", "0.33"] in cells


def test_ccdproc_gives_the_same_and_says_so(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = []
    for engine in ("fast", "ccdproc"):
        assert main(["process", str(session), "--json", "--engine", engine]) == 0
        documents.append(results_in(capsys.readouterr().out))
    fast, reference = documents
    compared = reference.pop("reference")
    assert compared["engine"].startswith("ccdproc 2")
    assert compared["master_difference_e"] == compared["residual_difference_e"] == 0
    assert reference == fast


def test_skipped_frames_are_named(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = fits_bytes(np.zeros((32, 48), np.uint16), replace(SHOT, exposure_s=10))
    (session / "00005.fits").write_bytes(wrong)
    (session / "00006.fits").write_bytes(b"")
    assert main(["process", str(session), "--json"]) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert document["session"]["frames"] == 6
    assert document["master"]["n"] == 4
    skipped = {item["name"]: item["reason"] for item in document["skipped"]}
    assert set(skipped) == {"00005.fits", "00006.fits"}
    assert "10 s" in skipped["00005.fits"]
    assert document["health"]["level"] == "warn"
    reasons = set(document["health"]["reasons"])
    assert set(spoken(err)) == reasons | set(skipped.values())
    assert all(line.startswith("darkviewer: ") for line in err.splitlines())


def test_what_altered_the_frames_is_said(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sidecar = session.parent / f"{session.name}.CameraSettings.txt"
    sidecar.write_text("[QHY42 Pro]\nSubtract Dark=MasterDark_30s.fits\n")
    assert main(["process", str(session), "--json"]) == 0
    out, err = capsys.readouterr()
    sentence = "altered by the capture program: Subtract Dark on"
    assert spoken(err) == [sentence]
    assert json.loads(out)["health"] == {"level": "bad", "reasons": [sentence]}
    assert "darkviewer: DATE-OBS invalid in 4 of 4 frames" in err


def test_blank_frames_are_named(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = np.full((32, 48), 1000, np.uint16)
    (session / "00002.fits").write_bytes(fits_bytes(blank, SHOT))
    assert main(["process", str(session)]) == 0
    (line,) = spoken(capsys.readouterr().err)
    assert line.startswith("00002.fits holds nothing but 1000 ADU")


def test_frames_without_a_value_are_no_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from astropy.io import fits

    for name in ("1.fits", "2.fits"):
        fits.writeto(tmp_path / name, np.full((6, 5), np.nan, np.float32))
    assert main(["process", str(tmp_path), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["master"]["median_e"] is None
    assert [line.split(":")[0] for line in spoken(err)] == [
        "1.fits holds no value",
        "2.fits holds no value",
    ]
    assert main(["process", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "nothing could be measured: no pixel has a value" in out
    assert "nan" not in out


def test_a_folder_that_cannot_be_listed_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:

    def denied(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", denied)
    assert main(["process", str(tmp_path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "cannot be listed: Permission denied" in line


def test_a_session_without_a_good_frame_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "00001.fits").write_bytes(b"")
    assert main(["process", str(tmp_path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert str(tmp_path) in line
    assert "00001.fits is empty" in line


def test_out_writes_files_and_names_them(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in session.iterdir()}
    results = tmp_path / "results"
    assert main(["process", str(session), "--json", "--out", str(results)]) == 0
    out, err = capsys.readouterr()
    json.loads(out)
    suffixes = {path.suffix for path in results.iterdir()}
    assert suffixes >= {".fits", ".ecsv", ".csv", ".reg"}
    assert all(str(path) in err for path in results.iterdir())
    assert before == {path: path.stat().st_mtime_ns for path in session.iterdir()}


@pytest.mark.usefixtures("session")
def test_sessions_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions", str(tmp_path)]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["session", "frames"]
    assert line.startswith("2024-05-08 / 03_38_48 / Dark30s")
    assert line.split()[5:8] == ["4", "30", "s"]


def test_sessions_as_a_document(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions", str(tmp_path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["root"] == str(tmp_path)
    (found,) = document["sessions"]
    assert found["path"] == str(session)
    assert found["shape"] == [32, 48]
    assert found["kind"] == "dark"
    assert found["health"]["level"] == "ok"


def slow_job() -> Job[str]:
    for done in range(5):
        yield Progress("Stirring", done, 4)
        time.sleep(0.1)
    return "soup"


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    assert commands.run_job(slow_job()) == "soup"
    out, err = capsys.readouterr()
    assert out == ""
    assert ("Stirring" in err) == terminal


@pytest.mark.parametrize(
    "options",
    [
        ["process"],
        ["process", "--criterion", "psf"],
        ["process", "--method", "clipped"],
        ["inject", "--per-flux", "5"],
    ],
)
def test_pixels_beyond_any_sensor_are_no_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    rng = np.random.default_rng(1)
    for number in range(4):
        frame = rng.normal(1000, 30, (48, 48))
        frame[10, 10:14] = 1e308 * rng.uniform(-1, 1, 4)
        fits.writeto(tmp_path / f"{number}.fits", frame)
    command, *others = options
    assert main([command, str(tmp_path), *others]) == 0
    assert spoken(capsys.readouterr().err) == []


def test_stars_that_no_sensor_could_hold_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(1)
    for number in range(4):
        frame = rng.integers(-(2**63), 2**63 - 1, (48, 48))
        fits.writeto(tmp_path / f"{number}.fits", frame)
    assert main(["inject", str(tmp_path), "--per-flux", "5"]) == 1
    assert "e- are brighter than can be injected" in capsys.readouterr().err
