from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.errors import FrameError
from darkviewer.core.layers.layer_image import UNITS
from darkviewer.core.layers.layers import Layers
from darkviewer.core.layers.session_layers import LazyExaminer
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.sensor import classes_of
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.fits.frame import FitsFrame
from tests.helpers.captures import (
    HOT,
    NX,
    NY,
    SCALE,
    STAR,
    cube,
    injected_residual,
    residual_e,
    write_capture,
)


@pytest.fixture
def sources(tmp_path: Path) -> tuple[FitsFrame, ...]:
    session = read_session(write_capture(tmp_path, cube()))
    return tuple(FitsFrame(info) for info in session.frames)


def calibrated(sources: tuple[FitsFrame, ...], method: str = "median") -> Calibration:
    request = CalibrationRequest(1, sources, Parameters(method=method))
    return drive(calibrate(request))


def test_raw_pixels_stay_as_they_were_saved(sources: tuple[FitsFrame, ...]) -> None:
    image = Layers(sources).load(2, "raw")
    assert image.levels[0].dtype == np.uint16
    assert np.array_equal(image.levels[0], cube()[2])
    assert (image.unit, image.name, image.shape) == ("ADU", "00003.fits", (NY, NX))
    assert image.raw is image.levels[0]


def test_the_master_is_shown_in_electrons(sources: tuple[FitsFrame, ...]) -> None:
    image = Layers(sources, calibrated(sources)).load(0, "master")
    expected = np.median(cube() * SCALE, axis=0)
    assert np.array_equal(image.levels[0], expected.astype(np.float32))
    assert image.name == "median of 5 frames"
    assert image.raw is None


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
def test_residuals_are_frame_minus_master(
    sources: tuple[FitsFrame, ...], method: str
) -> None:
    known = calibrated(sources, method)
    image = Layers(sources, known).load(2, "residual")
    master = known.master.electrons(Parameters())
    expected = cube()[2] * SCALE - master
    assert image.levels[0].dtype == np.float32
    assert np.array_equal(image.levels[0], expected.astype(np.float32))


def test_without_a_master_there_is_only_the_raw_layer(
    sources: tuple[FitsFrame, ...],
) -> None:
    assert Layers(sources).key(3, "residual") == (3, "raw")
    assert Layers(sources).key(3, "master") == (3, "raw")
    assert Layers(sources, calibrated(sources)).key(3, "master") == (0, "master")


def test_stamps_are_exact(sources: tuple[FitsFrame, ...]) -> None:
    frame, x, y = STAR
    stamp = Layers(sources, calibrated(sources)).stamp(frame, x, y)
    expected = residual_e(cube(), frame)[y - 2 : y + 3, x - 2 : x + 3]
    assert np.array_equal(stamp.cutout.values, expected)
    assert stamp.cutout.words == "x=18:22, y=28:32"
    assert (stamp.unit, stamp.synthetic) == ("e-", False)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (NX - 1, NY - 1), (1, 40)])
def test_stamps_at_borders_mark_what_lies_outside(
    sources: tuple[FitsFrame, ...], x: int, y: int
) -> None:
    stamp = Layers(sources, calibrated(sources)).stamp(1, x, y)
    padded = np.pad(residual_e(cube(), 1), 2, constant_values=np.nan)
    expected = padded[y : y + 5, x : x + 5]
    assert np.array_equal(stamp.cutout.values, expected, equal_nan=True)
    assert np.array_equal(stamp.cutout.inside, ~np.isnan(expected))


def test_a_stamp_without_a_master_is_raw(sources: tuple[FitsFrame, ...]) -> None:
    frame, x, y = HOT
    stamp = Layers(sources).stamp(frame, x, y)
    assert (stamp.layer, stamp.unit) == ("raw", "ADU")
    assert stamp.cutout.values[2, 2] == 30_000


def test_an_injected_copy_replaces_one_residual(
    sources: tuple[FitsFrame, ...],
) -> None:
    copy = injected_residual(cube(), 3)
    layers = Layers(sources, calibrated(sources), (3, copy.residual_e, copy.pixels))
    image = layers.load(3, "residual")
    assert image.synthetic
    assert image.levels[0][12, 10] == 300
    assert not layers.load(2, "residual").synthetic
    assert layers.load(3, "raw").levels[0][12, 10] == cube()[3, 12, 10]
    assert layers.stamp(3, 10, 12).synthetic
    assert layers.stamp(3, 10, 12).cutout.values[2, 2] == 300
    assert not layers.stamp(3, 40, 30).synthetic


def test_a_probe_knows_the_exact_values(sources: tuple[FitsFrame, ...]) -> None:
    frame, x, y = HOT
    raw = cube()
    probe = Layers(sources, calibrated(sources)).probe(frame, raw[frame], x, y, 9.9)
    assert probe.raw_adu == 30_000
    assert probe.raw_e == 30_000 * SCALE
    assert probe.residual_e == residual_e(raw, frame)[y, x]


def test_a_probe_before_calibration_uses_the_scale_it_is_given(
    sources: tuple[FitsFrame, ...],
) -> None:
    for probe in (
        Layers(sources).probe(0, cube()[0], 5, 6, 0.5),
        Layers(sources).complete(0, 5, 6, 0.5),
    ):
        assert probe.raw_adu == cube()[0, 6, 5]
        assert probe.raw_e == cube()[0, 6, 5] * 0.5
        assert np.isnan(probe.residual_e)
        assert np.isnan(probe.master_e)


def every_layer(sources: tuple[FitsFrame, ...], method: str, master: str) -> Layers:
    known = calibrated(sources, method)
    return Layers(
        sources,
        known,
        examiner=LazyExaminer(known),
        parameters=Parameters(method=method, master=master),
        classes=drive(classes_of(known)),
    )


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
@pytest.mark.parametrize("master", ["in-sample", "leave-one-out"])
def test_a_complete_probe_says_what_every_layer_shows(
    sources: tuple[FitsFrame, ...], method: str, master: str
) -> None:
    layers = every_layer(sources, method, master)
    frame, x, y = STAR
    probe = layers.complete(frame, x, y, 9.9)
    assert probe.complete
    assert probe.raw_adu == cube()[frame, y, x]
    shown = {
        layer: layers.load(frame, layer).levels[0][y, x]
        for layer in ("master", "residual", "noise", "significance")
    }
    assert probe.master_e == pytest.approx(shown["master"], rel=1e-6)
    assert probe.residual_e == pytest.approx(shown["residual"], rel=1e-6)
    assert probe.sigma_e == pytest.approx(shown["noise"], rel=1e-4)
    assert probe.significance == pytest.approx(shown["significance"], rel=1e-4)


@pytest.mark.parametrize("layer", sorted(UNITS))
@pytest.mark.parametrize(("x", "y"), [(20, 30), (0, 0), (NX - 1, NY - 2)])
def test_a_block_is_a_part_of_its_layer(
    sources: tuple[FitsFrame, ...], layer: str, x: int, y: int
) -> None:
    layers = every_layer(sources, "median", "leave-one-out")
    block = layers.block(STAR[0], layer, x, y, 11)
    whole = layers.load(STAR[0], layer).levels[0].astype(float)
    padded = np.pad(whole, 5, constant_values=np.nan)
    expected = padded[y : y + 11, x : x + 11]
    assert block.values == pytest.approx(expected, rel=1e-4, nan_ok=True)
    assert np.array_equal(block.inside, ~np.isnan(expected))


def test_an_injected_source_is_in_significance_too(
    sources: tuple[FitsFrame, ...],
) -> None:
    copy = injected_residual(cube(), 3)
    layers = replace(
        every_layer(sources, "median", "in-sample"),
        injection=(3, copy.residual_e, copy.pixels),
    )
    probe = layers.complete(3, 10, 12, 9.9)
    assert probe.synthetic
    assert probe.residual_e == 300
    plain = 300 / probe.sigma_e  # less is left of it: sigma itself is uncertain
    assert 0.9 * plain < probe.significance < plain
    block = layers.block(3, "significance", 10, 12, 3).values
    assert block[1, 1] == pytest.approx(probe.significance)


def test_a_frame_that_vanished_says_so(sources: tuple[FitsFrame, ...]) -> None:
    sources[1].info.path.unlink()
    with pytest.raises(FrameError, match=r"00002\.fits has vanished"):
        Layers(sources).load(1, "raw")


def test_until_pixels_are_classified_the_master_is_shown(
    sources: tuple[FitsFrame, ...],
) -> None:
    layers = every_layer(sources, "median", "in-sample")
    assert layers.key(3, "classes") == (0, "classes")
    image = layers.load(*layers.key(3, "classes"))
    assert image.categorical
    assert image.of_all_frames
    assert image.levels[0] is layers.classes.severity
    frame, x, y = HOT
    raw = sources[frame].read_rows(0, NY)
    for pixels in (None, raw):  # it is known before the frame is read
        known = layers.probe(frame, pixels, x, y, 1.0)
        assert known.class_ == layers.classes.name(x, y)
    without = replace(layers, classes=None)
    assert without.key(3, "classes") == (0, "master")
    assert without.probe(frame, raw, x, y, 1.0).class_ == ""
    alone = replace(without, calibration=None)
    assert alone.key(3, "classes") == (3, "raw")
