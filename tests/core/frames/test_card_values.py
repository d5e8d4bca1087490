from __future__ import annotations

from datetime import datetime

import pytest

from darkviewer.core.frames import card_values as read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50.0000ms", 0.05),
        ("20.000s", 20.0),
        ("315.0000ms", 0.315),
        ("250us", 250e-6),
        ("2 min", 120.0),
        ("30", 30.0),
        (30, 30.0),
        (3.0e2, 300.0),
        (0, 0.0),
        ("3.0D1", 30.0),
        ("30.0d+0", 30.0),
    ],
)
def test_exposures_are_seconds_whatever_the_unit(text: str, expected: float) -> None:
    assert read.seconds(text) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("text", ["soon", "-1", "3 parsec", True, float("nan"), "1e99"])
def test_nonsense_is_no_exposure(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|nonfinite|convert"):
        read.seconds(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dark30s", 30.0),
        ("Fe55Dark2s", 2.0),
        ("dark_500ms", 0.5),
        ("Dark 0.5s", 0.5),
        ("1.0s", 1.0),
        ("Darks 2min -10C", 120.0),
        ("2024 SLA Sessions", None),
        ("03_38_48", None),
        ("Capture", None),
    ],
)
def test_a_folder_name_may_tell_the_exposure(name: str, expected: float | None) -> None:
    assert read.seconds_in_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-19T22:51:59.3846323", datetime(2025, 3, 19, 22, 51, 59, 384632)),
        ("2025-03-19T22:51:59", datetime(2025, 3, 19, 22, 51, 59)),
        ("2017-07-12T16:38:19.971Z", datetime(2017, 7, 12, 16, 38, 19, 971000)),
        ("2024-05-08T05:38:48+02:00", datetime(2024, 5, 8, 3, 38, 48)),
        ("2024-05-08T20:38:48.5-0700", datetime(2024, 5, 9, 3, 38, 48, 500000)),
        ("2024-05-08", datetime(2024, 5, 8)),
        ("2016-12-31T23:59:60", datetime(2016, 12, 31, 23, 59, 59)),
    ],
)
def test_times_are_utc(text: str, expected: datetime) -> None:
    assert read.instant(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00.0000000",
        "N/A",
        "",
        "2024-13-45T00:00:00",
        "9999-12-31T23:00:00-02:00",
        2460754.45,
    ],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        read.instant(text)


def test_binning_may_be_asymmetric() -> None:
    assert (read.binning_x("2*4"), read.binning_y("2*4")) == (2, 4)
    assert (read.binning_x(2.0), read.binning_y("3x3")) == (2, 3)
    with pytest.raises(ValueError, match="binning"):
        read.binning_x("0x2")


def test_a_film_speed_may_name_itself() -> None:
    assert [read.film_speed(text) for text in (800, "800", "ISO 800", "iso-800")] == [
        800.0
    ] * 4
    assert read.film_speed(0) is None
    with pytest.raises(ValueError, match="convert"):
        read.film_speed("high")


def test_small_letters_mean_the_same() -> None:
    assert read.capitals(" top-down ") == read.capitals("TOP-DOWN") == "TOP-DOWN"


def test_an_impossible_temperature_is_refused() -> None:
    assert read.celsius(-0.30000001192092896) == pytest.approx(-0.3)
    with pytest.raises(ValueError, match="temperature"):
        read.celsius(2561)
