"""Lights and tables against the file of a sensor whose pixels are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import drive
from darkviewer.runs.vet import Vetting, vet_file
from tests.helpers.lights import (
    HOT,
    NX,
    NY,
    SATURATED,
    STARS,
    TELEGRAPH,
    darks,
    light,
    write_light,
)


@pytest.fixture
def vetted(sensor_path: Path, tmp_path: Path) -> Any:
    def vet(raw: Any = None, *, dark: str = "auto", **cards: Any) -> Vetting:
        path = write_light(tmp_path / "light.fits", raw, **cards)
        return drive(vet_file(path, sensor_path, dark=dark))

    return vet


def at(found: Vetting, place: tuple[float, float]) -> int:
    (row,) = np.flatnonzero(np.hypot(found.x - place[0], found.y - place[1]) < 0.7)
    return int(row)


def test_stars_stay_and_blinking_pixels_go(vetted: Any) -> None:
    found = vetted()
    assert found.dark == "level"
    assert found.slope == pytest.approx(1, abs=0.02)
    for star in STARS:
        assert found.match.probability[at(found, star)] < 1e-3
    row = at(found, TELEGRAPH)
    assert found.match.probability[row] > 0.99
    assert found.match.hazard[row]
    assert not np.any(np.hypot(found.x - HOT[0], found.y - HOT[1]) < 2)
    assert found.notes == ()


def test_another_exposure_has_as_much_more_dark(vetted: Any) -> None:
    found = vetted(light(times=2.5), EXPTIME=75.0)
    assert found.slope == pytest.approx(2.5, rel=0.03)
    assert found.match.artefact[at(found, TELEGRAPH)]
    assert not found.match.artefact[at(found, STARS[0])]
    assert found.notes == (
        "the exposure of the light frame is 75 s, that of the darks 30 s: the rates "
        "are those of the darks",
    )


def test_a_dark_that_was_subtracted_is_not_subtracted_again(vetted: Any) -> None:
    clean = (light() - np.median(darks(), axis=0)).astype(np.float32)
    found = vetted(clean, CALSTAT="D")
    assert (found.dark, found.slope) == ("subtracted", 0)
    assert found.match.artefact[at(found, TELEGRAPH)]
    assert found.sources is not None
    flux = found.sources.shape.flux_e[at(found, STARS[0])]
    assert flux == pytest.approx(3000, rel=0.1)


def test_without_subtracting_hot_pixels_stand_out_and_go(vetted: Any) -> None:
    found = vetted(dark="none")
    row = at(found, HOT)
    assert found.match.probability[row] > 0.99
    assert not found.match.artefact[at(found, STARS[1])]


def test_a_frame_with_no_hot_pixel_to_go_by(vetted: Any, tmp_path: Path) -> None:
    flat = np.full((NY, NX), 1000.0) + np.random.default_rng(1).normal(0, 6, (NY, NX))
    flat[40:] = np.nan  # of the hot pixels too few are left
    blank = flat.astype(np.float32)
    assert vetted(blank).dark == "level"
    (tmp_path / "light.fits").unlink()
    assert vetted(blank, EXPTIME=60.0).dark == "none"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -1e38, 1e38])
def test_values_that_no_sensor_gives(vetted: Any, value: float) -> None:
    raw = light().astype(np.float32)
    raw[10:12, 5:50] = value
    found = vetted(raw)
    assert not found.match.artefact[at(found, STARS[0])]
    assert found.match.artefact[at(found, TELEGRAPH)]
    assert not np.any((found.y < 13) & (found.y > 8) & (found.x < 53))


@pytest.mark.parametrize("value", [0.0, 1000.0, np.nan])
def test_frames_without_a_star(vetted: Any, value: float) -> None:
    flat = np.full((NY, NX), value, np.float32)
    if np.isnan(value):
        with pytest.raises(DarkviewerError, match="no background to measure"):
            vetted(flat, CALSTAT="D")
    else:
        assert len(vetted(flat, CALSTAT="D").match) == 0


@pytest.mark.parametrize(
    ("cards", "words"),
    [
        ({"INSTRUME": "Other"}, "differ in camera"),
        ({"CAMID": "9"}, "differ in serial number"),
        ({"XBINNING": 2, "YBINNING": 2}, "differ in binning"),
        ({"XORGSUBF": 0}, "differ in region"),
    ],
)
def test_frames_of_another_sensor_are_refused(
    vetted: Any, cards: dict[str, Any], words: str
) -> None:
    with pytest.raises(DarkviewerError, match=words):
        vetted(**cards)


def test_frames_of_another_size_are_refused(vetted: Any) -> None:
    with pytest.raises(DarkviewerError, match="is 150x96 pixels and the sensor file"):
        vetted(light()[:, :150])


def test_what_the_header_does_not_say_is_no_reason(vetted: Any) -> None:
    found = vetted(INSTRUME=None, CAMID=None, XORGSUBF=None, YORGSUBF=None, GAIN=9)
    assert found.notes == (
        "the gain of the light frame is 9, that of the darks 7: the rates are those of "
        "the darks",
    )


def test_sensor_files_are_no_lights(sensor_path: Path) -> None:
    with pytest.raises(DarkviewerError, match="is a sensor file, not a light frame"):
        drive(vet_file(sensor_path, sensor_path))


def table(folder: Path, *rows: tuple[float, float]) -> Path:
    path = folder / "found.csv"
    path.write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows), encoding="utf-8")
    return path


def test_a_table_of_places(sensor_path: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    others = zip(rng.uniform(60, 120, 300), rng.uniform(25, 60, 300), strict=True)
    own = (20.1, 29.9), (50.2, 60), STARS[0], (np.nan, 1), SATURATED
    path = table(tmp_path, *own, *others)
    raw = drive(vet_file(path, sensor_path))
    assert raw.match.artefact[:5].tolist() == [True, True, False, False, True]
    assert raw.dark == "none"
    assert raw.sources is None
    assert [note.split(":")[0] for note in raw.notes] == [
        "1 candidates have no place and are not vetted",
        "nobody says whether the dark was subtracted",
    ]
    clean = drive(vet_file(path, sensor_path, dark="subtracted"))
    assert clean.match.artefact[:5].tolist() == [True, False, False, False, True]
    assert len(clean.notes) == 1


@pytest.mark.parametrize(
    "row", [(NX - 0.4, 5), (-0.6, 5), (5, -1), (5, NY), (1e300, 0)]
)
def test_a_table_of_another_frame_is_refused(
    sensor_path: Path, tmp_path: Path, row: tuple[float, float]
) -> None:
    path = table(tmp_path, (20, 30), row)
    with pytest.raises(DarkviewerError, match=r"^1 of 2 candidates of found"):
        drive(vet_file(path, sensor_path))
