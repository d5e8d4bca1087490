"""What a frame is, by whom, and who says something else."""

from __future__ import annotations

from typing import Any

import pytest

from darkviewer.core.frames.kind import UNCOUNTED, Kind, Names, kind_in, kind_of


def kind(
    cards: dict[str, Any] | None = None,
    *,
    file: str = "00001.fits",
    folder: str = "stuff",
    **more: Any,
) -> Kind:
    known = cards or {}
    names = Names(file, folder, str(known.get("OBJECT", "")))
    return kind_of(known, names=names, **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dark30s", "dark"),
        ("DARK", "dark"),
        ("Dark Frame", "dark"),
        ("darkframes", "dark"),
        ("Flat Dark", "dark"),
        ("FLATDARK", "dark"),
        ("masterDark-3", "dark"),
        ("Fe55Dark2s", "dark"),
        ("for_flat", "flat"),
        ("SkyFlats", "flat"),
        ("Bias Frame", "bias"),
        ("biases", "bias"),
        ("zero", "bias"),
        ("offset_001", "bias"),
        ("Light", "light"),
        ("object", "light"),
        ("M31_gain5_offset140", ""),
        ("Tobias", ""),
        ("darkroom", ""),
        ("Lightning", ""),
        ("twilight", ""),
        ("", ""),
    ],
)
def test_whole_words_tell(text: str, expected: str) -> None:
    assert kind_in(text) == expected


@pytest.mark.parametrize(
    ("found", "name", "source"),
    [
        # a capture program's default, in folders made for darks
        (kind({"IMAGETYP": "Light"}, folder="Dark30s"), "dark", "folder name"),
        (kind({"IMAGETYP": "LIGHT"}, folder="QHY42 Dark 30s"), "dark", "folder name"),
        (kind({"IMAGETYP": "Light"}, folder="dark frames"), "dark", "folder name"),
        (kind({"IMAGETYP": "Light", "OBJECT": "Darks"}), "dark", "OBJECT"),
        (kind(sidecar={"FrameType": "Light"}, folder="bias"), "bias", "folder name"),
        # something in the sky
        (kind({"IMAGETYP": "LIGHT"}, folder="Dark Shark Nebula"), "light", "IMAGETYP"),
        (kind({"FRAME": "Light", "OBJECT": "Dark Cloud"}), "light", "FRAME"),
        (kind({}, folder="Tobias"), "", ""),
        # cards that somebody set
        (kind({"IMAGETYP": "BIAS"}, folder="darks"), "bias", "IMAGETYP"),
        (kind({"FRAMETYP": "Flat Field"}), "flat", "FRAMETYP"),
        (kind({"OBSTYPE": "DARK"}), "dark", "OBSTYPE"),
        (kind(sidecar={"FrameType": "Dark"}), "dark", "sidecar FrameType"),
        # no card at all
        (kind(file="dark_001.fits"), "dark", "file name"),
        (kind(file="for_flat.fits"), "flat", "file name"),
        (kind(folder="Fe55Dark2s"), "dark", "folder name"),
        (kind(folder="Dark Shark Nebula"), "dark", "folder name"),
        (kind(exposure_s=0.0), "bias", "exposure 0"),
        (kind(exposure_s=30.0), "", ""),
    ],
)
def test_whom_to_believe(found: Kind, name: str, source: str) -> None:
    assert (found.name, found.source, found.contradictions) == (
        name,
        source,
        found.contradictions if source == "IMAGETYP" and name == "bias" else (),
    )


def test_who_is_passed_over_is_noted() -> None:
    found = kind({"IMAGETYP": "Light"}, folder="Dark30s")
    assert found.notes == (
        "IMAGETYP says light, the folder name says dark and is believed",
    )
    assert kind({"IMAGETYP": "Dark"}, folder="Dark30s").notes == ()


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            kind({"IMAGETYP": "FLAT"}, folder="Dark30s"),
            "the folder name says dark, IMAGETYP says flat",
        ),
        (
            kind({"IMAGETYP": "DARK", "FRAME": "Light"}),
            "FRAME says light, IMAGETYP says dark",
        ),
        (
            kind({"IMAGETYP": "DARK"}, exposure_s=0.0),
            "IMAGETYP says dark, the exposure is 0 s",
        ),
        (
            kind(file="bias_1.fits", exposure_s=30.0),
            "the file name says bias, the exposure is 30 s",
        ),
    ],
)
def test_contradictions_are_named(found: Kind, sentence: str) -> None:
    assert found.contradictions == (sentence,)


@pytest.mark.parametrize(
    ("found", "name", "count"),
    [
        (kind({"IMAGETYP": "Dark", "STACKCNT": 6}), "master dark", 6),
        (kind({"IMAGETYP": "Bias", "NCOMBINE": 20.0}), "master bias", 20),
        (kind({"IMAGETYP": "Light", "STACKCNT": 187}), "stack", 187),
        (kind({"NCOMBINE": 1, "IMAGETYP": "Dark"}), "dark", 0),
        (kind({"IMAGETYP": "Dark", "STACKED": True}), "master dark", 1),
        (kind({"IMAGETYP": "Master Dark"}, folder="Dark30s"), "master dark", 1),
        (kind({"IMAGETYP": "MASTERFLAT"}), "master flat", 1),
        (kind({"IMAGETYP": "Dark"}, file="dark_stacked.fit"), "master dark", 1),
        (kind(file="MasterDark_30s.fits"), "master dark", 1),
        (kind({"IMAGETYP": "Dark"}, folder="master darks"), "dark", 0),
        (kind(folder="master darks"), "master dark", 1),
        (kind(file="Stack_00001.fits"), "stack", 1),
    ],
)
def test_a_stack_is_no_single_exposure(found: Kind, name: str, count: int) -> None:
    assert (found.name, found.stack) == (name, count)


def test_what_is_true_is_no_count_of_one() -> None:
    names = Names("1.fits")
    assert kind_of({"STACKED": True}, names=names).stack == UNCOUNTED
    assert kind_of({"STACKED": 1}, names=names).stack == 0
    assert kind_of({"STACKED": True}, names=names).stack == UNCOUNTED
