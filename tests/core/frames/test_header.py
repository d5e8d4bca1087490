from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.header import SECTION, completed, frame_info

SHARPCAP_DARK = {
    "SIMPLE": True,
    "BITPIX": 16,
    "BZERO": 32768,
    "GAIN": 5,
    "OFFSET": 140,
    "BLKLEVEL": 140,
    "SET-TEMP": -10,
    "EGAIN": 1.39,
    "ADCBITS": 12,
    "EGAINSAV": 0.086875,
    "ROWORDER": "TOP-DOWN",
    "EXPTIME": 30,
    "XBINNING": 1,
    "YBINNING": 1,
    "CCD-TEMP": -9.8,
    "DATE-OBS": "0001-01-01T00:00:00.0000000",
    "DATE-END": "2024-05-08T03:38:48.7392000",
    "INSTRUME": "QHY42Pro",
}
SIDECAR = {
    SECTION: "Zeus 455M PRO (IMX455)",
    "FrameType": "Light",
    "Binning": "2",
    "Pan": "160",
    "Tilt": "80",
    "Offset": "200",
    "Analogue Gain": "125",
    "Exposure": "315.0000ms",
    "Temperature": "-0.30000001192092896",
    "Target Temperature": "0",
    "Background Subtraction": "Off",
    "Banding Suppression": "0",
    "Apply Flat": "None",
    "Subtract Dark": "None",
}


def info(
    cards: dict[str, Any], folder: str = "/c/2024-05-08/03_38_48/Dark30s", **more: Any
) -> FrameInfo:
    return frame_info(cards, path=Path(folder, "00001.fits"), shape=(4, 6), **more)


def test_a_sharpcap_dark_is_understood() -> None:
    frame = info(SHARPCAP_DARK)
    assert (frame.exposure_s, frame.kind, frame.camera) == (30, "dark", "QHY42Pro")
    assert (frame.temperature_c, frame.set_temperature_c) == (-9.8, -10)
    assert (frame.gain, frame.offset, frame.adc_bits) == (5, 140, 12)
    assert (frame.egain, frame.egain_saved) == (1.39, 0.086875)
    assert frame.row_order == "TOP-DOWN"
    assert frame.time == datetime(2024, 5, 8, 3, 38, 48, 739200)
    assert frame.sources["exposure_s"] == "EXPTIME"
    assert frame.sources["time"] == "DATE-END"
    assert frame.sources["kind"] == "folder name"
    assert frame.sources["egain_saved"] == "EGAINSAV"


def test_the_clock_of_year_one_is_reported() -> None:
    assert info(SHARPCAP_DARK).notes == ("DATE-OBS invalid",)
    assert info({"DATE-OBS": "N/A"}).notes == ("DATE-OBS invalid",)


def test_an_empty_header_gives_what_the_folder_says() -> None:
    frame = info({})
    assert (frame.exposure_s, frame.kind) == (30, "dark")
    assert frame.sources == {"exposure_s": "folder name", "kind": "folder name"}
    assert frame.unreadable == {}
    assert frame.gain is frame.temperature_c is frame.time is None


def test_the_sidecar_fills_what_the_header_leaves_open() -> None:
    frame = info({}, "/c/2026-08-12/18_28_45/Eclipse", sidecar=SIDECAR)
    assert frame.exposure_s == pytest.approx(0.315)
    assert frame.temperature_c == pytest.approx(-0.3)
    assert (frame.set_temperature_c, frame.gain, frame.offset) == (0, 125, 200)
    assert frame.camera == "Zeus 455M PRO (IMX455)"
    assert (frame.binning, frame.region, frame.kind) == ((2, 2), (160, 80), "light")
    assert frame.altered == ()
    assert frame.sources["exposure_s"] == "sidecar Exposure"
    assert frame.sources["binning"] == "sidecar Binning"


@pytest.mark.parametrize(
    ("cards", "exposure_s"),
    [
        ({"EXPTIME": 1.0, "EXPOSURE": 2.0}, 1.0),
        ({"EXPOSURE": 2.0}, 2.0),
        ({"EXP_TIME": 3.0, "EXP": 4.0}, 3.0),
        ({"EXP": 15.0}, 15.0),
        ({"IMG_EXP": 1999}, 1.999),
        ({"EXPTIME": "30.0 s"}, 30.0),
        ({"EXPTIME": -5, "EXPOSURE": 7}, 7),
    ],
)
def test_exposure_is_read_in_order_of_trust(
    cards: dict[str, Any], exposure_s: float
) -> None:
    assert info(cards).exposure_s == exposure_s


def test_a_nonsensical_value_is_noted_and_passed_over() -> None:
    frame = info({"EXPTIME": "soon", "CCD-TEMP": 4711, "GAIN": "high"})
    assert frame.exposure_s == 30  # of the folder
    assert frame.temperature_c is frame.gain is None
    assert set(frame.notes) == {"EXPTIME invalid", "CCD-TEMP invalid", "GAIN invalid"}


@pytest.mark.parametrize(
    ("cards", "folder", "kind"),
    [
        ({"IMAGETYP": "LIGHT"}, "/c/2024-05-08/03_38_48/Dark30s", "dark"),
        ({"IMAGETYP": "Light", "OBJECT": "Darks"}, "/c/stuff", "dark"),
        ({"FRAME": "Dark"}, "/c/stuff", "dark"),
        ({"FRAMETYP": "Flat Field"}, "/c/stuff", "flat"),
        ({"IMAGETYP": "Master Dark"}, "/c/2024-05-08/03_38_48/Dark30s", "master dark"),
        ({"OBJECT": " "}, "/c/2024-05-08/bias/03_38_48/rawframes", "bias"),
        ({}, "/dark/stuff", ""),
    ],
)
def test_kind(cards: dict[str, Any], folder: str, kind: str) -> None:
    assert info(cards, folder).kind == kind


def test_what_is_said_and_cannot_be_read_is_kept() -> None:
    cards = {"EXPTIME": "soon", "GAIN": "high", "XBINNING": "wide"}
    frame = info(cards, "/c/stuff", sidecar={"Gain": "7"})
    assert frame.unreadable == {
        "exposure_s": "EXPTIME 'soon'",
        "binning": "XBINNING 'wide'",
    }
    assert frame.gain == 7


def test_a_decimal_comma_is_read() -> None:
    frame = info({"EXPTIME": "30,00000", "GAIN": "1,5"}, sidecar={"Exposure": "2,5s"})
    assert (frame.exposure_s, frame.gain) == (30, 1.5)
    assert info({}, "/c/x", sidecar={"Exposure": "2,5s"}).exposure_s == 2.5


@pytest.mark.parametrize("nothing", [-273.15, -273.1, -999, -100])
def test_what_says_that_there_is_no_sensor_is_no_temperature(nothing: float) -> None:
    cooled = info({"CCD-TEMP": nothing, "SET-TEMP": -10})
    assert (cooled.temperature_c, cooled.sources["temperature_c"]) == (-10, "SET-TEMP")
    if nothing != -100:
        assert info({"CCD-TEMP": nothing}).temperature_c is None


def test_a_cold_sensor_is_believed() -> None:
    assert info({"CCD-TEMP": -99.5, "SET-TEMP": -100}).temperature_c == -99.5
    assert info({"CCD-TEMP": -110.0}).temperature_c == -110


def test_what_tells_cameras_and_modes_apart() -> None:
    cards = {
        "INSTRUME": "Main",
        "CAMID": "112E900511080900",
        "TELESCOP": "Annie",
        "READOUTM": "PhotoGraphic DSO",
        "READMODE": 1,
        "ISOSPEED": 800,
    }
    frame = info(cards, sidecar={"Conversion Gain": "HCG"})
    assert (frame.camera, frame.camera_id, frame.telescope) == (
        "Main",
        "112E900511080900",
        "Annie",
    )
    assert (frame.readout_mode, frame.iso) == ("PhotoGraphic DSO 1 HCG", 800)
    assert frame.sources["readout_mode"] == (
        "READOUTM and READMODE and sidecar Conversion Gain"
    )
    assert info({}).readout_mode == ""


def test_temperature_falls_back_to_the_set_point() -> None:
    frame = info({"SET-TEMP": -15.0})
    assert (frame.temperature_c, frame.sources["temperature_c"]) == (-15, "SET-TEMP")


def test_asymmetric_binning_and_region() -> None:
    cards = {"XBINNING": 2, "YBINNING": 4, "XORGSUBF": 16, "YORGSUBF": 8}
    assert info(cards).binning == (2, 4)
    assert info(cards).region == (16, 8)
    assert info({"BINNING": "2*2"}).binning == (2, 2)
    assert info({"XORGSUBF": 16}).region is None


@pytest.mark.parametrize(
    ("cards", "setting", "altered"),
    [
        ({}, {"Subtract Dark": "master.fits"}, ("Subtract Dark on",)),
        ({}, {"Banding Suppression": "3"}, ("Banding Suppression on",)),
        ({}, {"Background Subtraction": "On"}, ("Background Subtraction on",)),
        ({}, {"Apply Flat": "none"}, ()),
        ({"CALSTAT": "BDF     "}, {}, ("CALSTAT BDF",)),
        ({"STACKCNT": 187}, {}, ()),
    ],
)
def test_altered_pixels_are_told(
    cards: dict[str, Any], setting: dict[str, str], altered: tuple[str, ...]
) -> None:
    assert info(cards, sidecar={**SIDECAR, **setting}).altered == altered


def test_egain_without_egainsav() -> None:
    frame = info({"EGAIN": 1.002})
    assert (frame.egain, frame.egain_saved) == (1.002, None)
    assert frame.sources["egain"] == "EGAIN"
    assert info({"EGAIN": 0}).egain is None  # 0 means unknown


@pytest.mark.parametrize("sentinel", [-273.15, -999, -273, 999])
def test_a_thermometer_that_is_not_there_tells_no_temperature(sentinel: float) -> None:
    frame = info({"CCD-TEMP": sentinel})
    assert frame.temperature_c is None
    assert "CCD-TEMP invalid" in frame.notes


def test_far_below_the_set_point_nothing_was_measured() -> None:
    frame = info({"CCD-TEMP": -100.0, "SET-TEMP": -10.0})
    assert (frame.temperature_c, frame.sources["temperature_c"]) == (-10, "SET-TEMP")
    assert "CCD-TEMP invalid" in frame.notes
    assert info({"CCD-TEMP": -100.0}).temperature_c == -100  # cooled by nitrogen
    assert info({"CCD-TEMP": -100.0, "SET-TEMP": -110.0}).temperature_c == -100


@pytest.mark.parametrize(
    ("cards", "source"),
    [
        ({"EXPTIME": 0.0, "EXPOSURE": 30.0}, "EXPOSURE"),
        ({"EXPTIME": 0.0, "IMAGETYP": "DARK"}, "folder name"),
    ],
)
def test_an_exposure_of_0_gives_way_to_a_positive_one(
    cards: dict[str, Any], source: str
) -> None:
    frame = info(cards)
    assert (frame.exposure_s, frame.sources["exposure_s"]) == (30, source)
    assert f"EXPTIME is 0, {source} says 30 s" in frame.notes


def test_a_bias_is_not_exposed() -> None:
    assert info({"EXPTIME": 0.0, "EXPOSURE": 30.0}, "/c/bias").exposure_s == 0
    assert info({"EXPTIME": 0.0}, "/c/darks").exposure_s == 0


@pytest.mark.parametrize(
    ("own", "primary", "expected"),
    [
        ({"EXP": 60}, {"EXPTIME": 30, "GAIN": 1}, {"EXP": 60, "GAIN": 1}),
        ({"EXPTIME": " "}, {"EXPTIME": 30}, {"EXPTIME": 30}),
        ({"EXPTIME": ""}, {"EXPOSURE": 30}, {"EXPTIME": "", "EXPOSURE": 30}),
        ({"CAMID": "a"}, {"INSTRUME": "QHY"}, {"CAMID": "a", "INSTRUME": "QHY"}),
        ({"DATE-OBS": "a"}, {"DATE-END": "b"}, {"DATE-OBS": "a", "DATE-END": "b"}),
        ({"EXPTIME": 0}, {"EXPOSURE": 30}, {"EXPTIME": 0}),
        ({"FRAME": "Dark"}, {"IMAGETYP": "LIGHT"}, {"FRAME": "Dark"}),
    ],
)
def test_the_file_says_what_the_image_does_not(
    own: dict[str, Any], primary: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert completed(own, primary) == expected
