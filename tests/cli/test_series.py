"""Which frames of a folder are combined, seen from the command line.

Each folder holds a mixture that was met in the wild, written here card by card.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.cli import main

Cards = dict[str, Any]
LEVEL = 1000


def write(path: Path, level: float = LEVEL, **cards: Any) -> None:
    """One frame with a little noise of its own, cards with ``_`` for ``-``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(list(path.name.encode())).normal(0, 3, (16, 16))
    hdu = fits.PrimaryHDU(np.rint(level + noise).astype("u2"))
    for key, value in cards.items():
        hdu.header[key.replace("_", "-")] = value
    hdu.writeto(path)


def series(folder: Path, *counted: tuple[int, Cards]) -> Path:
    """Frames dark_001.fit, ...: so many with each set of cards, interleaved."""
    usual = {"IMAGETYP": "DARK", "EXPTIME": 60.0, "INSTRUME": "Cam"}
    waiting = [[cards] * count for count, cards in counted]
    number = 0
    while any(waiting):
        for one in filter(None, waiting):
            number += 1
            write(folder / f"dark_{number:03d}.fit", **{**usual, **one.pop()})
    return folder


def listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Series by id, as ``sessions --json`` has them."""
    assert main(["sessions", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["sessions"]
    return {one["series"]: one for one in found}


def used(
    folder: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[list[str], dict[str, str], str]:
    """Frames in the master, why each other is not, and what was said."""
    assert main(["process", str(folder), "--json", *options]) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    names = [frame["frame"] for frame in document["frames"]]
    return names, {s["name"]: s["reason"] for s in document["skipped"]}, err


@pytest.mark.parametrize(
    ("most", "few", "words"),
    [
        ({"SET_TEMP": -5.0}, {"SET_TEMP": -10.0}, "set to -10 °C"),
        ({"EXPTIME": "30,00000"}, {"EXPTIME": "60,00000"}, "60 s"),
        ({"EXPTIME": "soon"}, {"EXPTIME": "late"}, "exposure unreadable"),
        ({"TELESCOP": "Cecilia"}, {"TELESCOP": "Annie"}, "telescope Annie"),
        ({"ROWORDER": "TOP-DOWN"}, {"ROWORDER": "BOTTOM-UP"}, "BOTTOM-UP"),
        ({"ISOSPEED": 800}, {"ISOSPEED": 3200}, "ISO 3200"),
        ({"CAMID": "a1"}, {"CAMID": "b2"}, "camera number b2"),
        ({"READMODE": 0}, {"READMODE": 1}, "read-out mode 1"),
        ({"GAIN": 0}, {}, "gain not said"),
        ({"CCD_TEMP": 20.0}, {"CCD_TEMP": 12.0}, "at 12 °C"),
        ({"XORGSUBF": 0, "YORGSUBF": 0}, {"XORGSUBF": 8, "YORGSUBF": 0}, "from 8, 0"),
        ({"ADCBITS": 12}, {"ADCBITS": 14}, "14 bit"),
        (
            {"DATE_OBS": "2024-03-01T20:00:00"},
            {"DATE_OBS": "2024-03-02T20:00:00"},
            "of 2024-03-02",
        ),
    ],
)
def test_frames_of_another_setting_are_a_series_of_their_own(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    most: Cards,
    few: Cards,
    words: str,
) -> None:
    folder = series(tmp_path / "darks", (4, most), (3, few))
    names, others, said = used(folder, capsys)
    assert names == [f"dark_{n:03d}.fit" for n in (1, 3, 5, 7)]
    assert sorted(others) == [f"dark_{n:03d}.fit" for n in (2, 4, 6)]
    assert all(words in reason for reason in others.values())
    assert said.startswith("darkviewer: 4 of 7 frames: 3 others are a series of their")
    first, second = listed(folder, capsys)
    assert used(folder, capsys, "--series", second)[0] == sorted(others)
    assert used(folder, capsys, "--series", first)[0] == names


def test_a_sensor_that_toggles_is_one_series(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toggling = [(4, {"CCD_TEMP": -4.8}), (4, {"CCD_TEMP": -5.2})]
    assert len(used(series(tmp_path, *toggling), capsys)[0]) == 8


def test_file_names_tell_darks_from_flats(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        write(tmp_path / "night1" / f"for_flat_{number}.fits", 30_000, EXPTIME=5.0)
        write(tmp_path / "night1" / f"dark_{number}.fits", 130, EXPTIME=5.0)
    names, others, _ = used(tmp_path / "night1", capsys)
    assert names == [f"dark_{number}.fits" for number in range(5)]
    assert "is flat, this series is dark" in others["for_flat_0.fits"]
    found = listed(tmp_path, capsys)
    assert [one["kind_source"] for one in found.values()] == ["file name"] * 2


def test_a_stack_is_not_combined_with_its_own_frames(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = series(tmp_path / "darks", (4, {}))
    write(folder / "dark_stacked.fit", IMAGETYP="Dark", EXPTIME=60.0, STACKCNT=4)
    names, others, _ = used(folder, capsys)
    assert len(names) == 4
    assert "a stack of 4, not one exposure" in others["dark_stacked.fit"]
    raw, stack = listed(folder, capsys).values()
    assert raw["health"]["level"] == "warn"  # a stray; nothing was altered
    assert (stack["kind"], stack["n_frames"]) == ("master dark", 1)


def test_masters_are_no_majority(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "darks"
    for number in range(2):
        write(folder / f"dark_{number}.fit", IMAGETYP="DARK", EXPTIME=60.0)
    for number in range(3):
        cards = {"IMAGETYP": "Master Dark", "EXPTIME": 60.0, "NCOMBINE": 20}
        write(folder / f"masterDark-{number}.fit", **cards)
    names, others, _ = used(folder, capsys)
    assert names == ["dark_0.fit", "dark_1.fit"]
    assert len(others) == 3
    assert all("a stack of 20, not one exposure" in why for why in others.values())


def test_no_thermometer_is_no_temperature(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = listed(series(tmp_path, (3, {"CCD_TEMP": -273.15})), capsys).values()
    assert found["temperature_c"] is None


def test_the_cards_of_the_extension_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        first = fits.PrimaryHDU()
        first.header["EXPTIME"] = 30.0
        image = fits.ImageHDU(np.full((8, 8), LEVEL + number, "u2"))
        if number >= 3:
            image.header.append(("EXPTIME", 60.0))
            image.header.append(("EXPTIME", 999.0), end=True)
        hdus = fits.HDUList([first, image])
        hdus.writeto(tmp_path / f"dark_{number}.fits")
    assert {i: s["n_frames"] for i, s in listed(tmp_path, capsys).items()} == {
        "dark-30s": 3,
        "dark-60s": 2,
    }


def test_all_series_of_a_night_can_be_reached(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, count, exposure in (
        ("LIGHT", 7, 10.0),
        ("DARK", 4, 60.0),
        ("DARK", 3, 300.0),
        ("BIAS", 3, 0.0),
    ):
        for number in range(count):
            name = f"{kind}_{exposure:g}_{number}.fits"
            write(tmp_path / "night" / name, IMAGETYP=kind, EXPTIME=exposure)
    found = listed(tmp_path, capsys)
    assert [(i, one["n_frames"], one["frames"]) for i, one in found.items()] == [
        ("dark-60s", 4, 17),
        ("dark-300s", 3, 17),
        ("bias-0s", 3, 17),
        ("light-10s", 7, 17),
    ]
    assert found["dark-60s"]["health"]["level"] == "ok"
    for wanted, one in found.items():
        names = used(tmp_path / "night", capsys, "--series", wanted)[0]
        assert len(names) == one["n_frames"]
    assert main(["process", str(tmp_path / "night"), "--series", "flat-1s"]) == 1
    assert capsys.readouterr().err == (
        "darkviewer: night has no series flat-1s; choose one of: dark-60s, dark-300s, "
        "bias-0s, light-10s\n"
    )


def test_what_is_not_expected_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = series(tmp_path / "darks", (3, {}), (2, {"EXPTIME": 30.0}))
    options = ["--expect", "exposure=30", "--expect", "shape=16x16,frames=3"]
    names, others, said = used(folder, capsys, *options)
    assert names == ["dark_002.fit", "dark_004.fit"]
    assert others["dark_001.fit"] == (
        "frame dark_001.fit is 60 s, expected 30 s: left out"
    )
    assert "dark_001.fit is 60 s, expected 30 s" in said
    assert main(["sessions", str(folder), "--expect", "frames=3"]) == 0
    assert "2 frames, expected 3" in capsys.readouterr().out
    options = ["--expect", "kind=flat"]
    assert main(["process", str(folder), *options]) == 1
    assert "is dark, expected flat" in capsys.readouterr().err


def test_a_frame_that_is_there_twice_is_used_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = series(tmp_path / "darks", (5, {}))
    write(folder / "x.fit", IMAGETYP="DARK", EXPTIME=60.0, INSTRUME="Cam")
    with fits.open(folder / "dark_004.fit") as hdus:
        hdus[0].header["OBSERVER"] = "another"
        hdus.writeto(folder / "dark_004 (1).fit")
    names, others, said = used(folder, capsys)
    assert names == [*(f"dark_{n:03d}.fit" for n in range(1, 6)), "x.fit"]
    sentence = "dark_004 (1).fit is the same as dark_004.fit: used once"
    assert others == {"dark_004 (1).fit": sentence}
    assert said.count("the same as") == 1


def test_many_frames_elsewhere_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = series(tmp_path / "darks", (3, {}), (12, {"GAIN": 5}))
    assert main(["process", str(folder), "--series", "dark-60s"]) == 0
    said = capsys.readouterr().err
    assert "choose one of the other series by --series: dark-60s-gain5" in said
    assert "dark_002.fit" not in said


def test_stars_are_injected_into_the_series_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = series(tmp_path / "darks", (3, {}), (3, {"EXPTIME": 30.0}))
    options = ["--series", "dark-30s", "--per-flux", "1", "--flux", "900", "--json"]
    assert main(["inject", str(folder), *options]) == 0
    assert json.loads(capsys.readouterr().out)["session"]["series"] == "dark-30s"
