"""e-/ADU and pixel scale go with their camera, and only with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.frames.session import Session
from darkviewer.core.gain.said import gain_of
from darkviewer.core.parameters import Parameters
from darkviewer.gui.said_of_cameras import SaidOfCameras
from darkviewer.storage.captures.scan import read_session
from tests.helpers.padded import write_padded

USUAL = Parameters()  # 1.39 e-/ADU, 4 padding bits, 1.5 arcsec per pixel
TYPED = USUAL.changed("gain_e_per_adu", 0.75)


@pytest.fixture
def said() -> SaidOfCameras:
    return SaidOfCameras(USUAL)


@pytest.fixture
def camera(tmp_path: Path) -> Session:
    """Its headers name a camera in a mode, and a telescope of 0.75 arcsec per pixel."""
    cards = {"INSTRUME": "QHY42PRO", "GAIN": 5, "FOCALLEN": 1000.0, "XPIXSZ": 3.636102}
    return read_session(write_padded(tmp_path / "camera", **cards))


@pytest.fixture
def nameless(tmp_path: Path) -> Session:
    return read_session(write_padded(tmp_path / "nameless"))


def test_a_word_holds_for_its_camera_alone(
    said: SaidOfCameras, camera: Session, nameless: Session
) -> None:
    key, gain = said.note(USUAL, TYPED, camera)
    assert gain == (0.75, 4)
    assert said.gains == {key: (0.75, 4)}
    assert gain_of(said.adapted(USUAL, camera)) == (0.75, 4)
    assert gain_of(said.adapted(TYPED, nameless)) == (1.39, 4)
    assert gain_of(said.plain(TYPED)) == (1.39, 4)
    assert said.origin(TYPED, camera) == "user for QHY42PRO at gain 5"
    assert said.origin(USUAL, camera) == ""
    assert said.origin(TYPED, None) == ""


def test_the_value_of_any_camera_takes_it_back(
    said: SaidOfCameras, camera: Session
) -> None:
    key, _ = said.note(USUAL, TYPED, camera)
    assert said.note(TYPED, USUAL, camera) == (key, None)
    assert said.gains == {}


def test_the_value_of_any_camera_may_be_said_of_one(
    said: SaidOfCameras, camera: Session, nameless: Session
) -> None:
    key, gain = said.confirm(USUAL, camera)
    assert gain == (1.39, 4)
    assert said.origin(USUAL, camera) == "user for QHY42PRO at gain 5"
    assert said.confirm(USUAL, camera) is None
    assert said.confirm(USUAL, nameless) is None
    said.note(USUAL, TYPED, camera)
    assert said.note(TYPED, USUAL, camera, undone=False) == (key, (1.39, 4))
    assert said.gains == {key: (1.39, 4)}


def test_of_a_camera_without_a_name_it_holds_for_any(
    said: SaidOfCameras, camera: Session, nameless: Session
) -> None:
    assert said.note(USUAL, TYPED, nameless) is None
    assert said.gains == {}
    assert gain_of(said.adapted(USUAL, camera)) == (0.75, 4)
    assert gain_of(said.plain(USUAL)) == (0.75, 4)


def test_the_scale_is_that_of_the_headers_else_the_one_typed(
    said: SaidOfCameras, camera: Session, nameless: Session
) -> None:
    assert said.adapted(USUAL, camera).pixel_scale_arcsec == 0.75
    assert said.adapted(USUAL, camera).seeing_arcsec == USUAL.seeing_arcsec
    other = USUAL.changed("pixel_scale_arcsec", 1.0)
    assert said.note(USUAL, other, nameless) is None
    assert said.adapted(USUAL, nameless).pixel_scale_arcsec == 1.0
    assert said.adapted(USUAL, camera).pixel_scale_arcsec == 0.75
    assert said.plain(USUAL).pixel_scale_arcsec == 1.0
