"""Sessions that nobody would want to test, tested all the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.layers.frame_layers import frame_layers, session_sums
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.dossier import dossier
from darkviewer.core.vetting.noise_alone import simulate_noise
from darkviewer.core.vetting.session import Examination, examine_session
from tests.helpers.frames import memory_frames

ONE_TO_ONE = {"padding_bits": 0, "gain_e_per_adu": 1.0}


@pytest.fixture(autouse=True)
def little_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("darkviewer.core.vetting.noise_alone.SAMPLE", 40)


def examined(cube: np.ndarray, **changes: object) -> Examination:
    """Everything once, whatever comes out."""
    parameters = Parameters(
        **ONE_TO_ONE, **{"criterion": "psf", "threshold_e": 50.0, **changes}
    )
    frames = memory_frames(cube)
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    found = drive(examine_session(calibration, parameters))
    table = candidate_table(
        found.leaders, cube.shape[1:], parameters, evidence=found.evidence
    )
    assert table.classification is not None
    assert len(table.classification.words) == len(table)
    ny, nx = cube.shape[1:]
    dossier(found.examiner, nx - 1, ny - 1, parameters)
    sums = drive(session_sums(found.examiner, memory_bytes=2**20, threads=1))
    layers = frame_layers(found.examiner, sums, 0)
    assert layers.residual_e.shape == cube.shape[1:]
    simulate_noise(found.examiner, floor_e=found.floor_e)
    return found


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.int32, np.float32])
@pytest.mark.parametrize("shape", [(1, 1), (1, 80), (70, 1), (7, 90)])
@pytest.mark.parametrize("frames", [2, 5])
def test_types_and_shapes(dtype: type, shape: tuple[int, int], frames: int) -> None:
    rng = np.random.default_rng(1)
    cube = rng.integers(20, 60, (frames, *shape)).astype(dtype)
    cube[0, shape[0] // 2, shape[1] // 2] = 127
    found = examined(cube)
    assert found.examiner.left_out == (frames >= 3)


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
@pytest.mark.parametrize("detection", ["peak", "matched"])
def test_constant_frames(method: str, detection: str) -> None:
    cube = np.full((5, 20, 80), 1000, np.uint16)
    cube[2, 10, 40] = 3000
    cube[0, 0, 0] = 1001  # else the step found is 2000, and all noise below it
    found = examined(cube, method=method, detection=detection)
    assert detection == "matched" or len(found.evidence) == 1


def test_frames_without_any_value() -> None:
    cube = np.full((4, 9, 70), np.nan, np.float32)
    assert len(examined(cube).evidence) == 0
    cube[1:] = 5
    cube[2, 4, 4] = 900
    examined(cube)


def test_saturated_frames() -> None:
    cube = np.full((4, 9, 70), 65535, np.uint16)
    cube[:, 4, 30] = [100, 65535, 65535, 65535]
    cube[2, 2] = 0
    examined(cube)


def test_infinite_and_huge_values() -> None:
    cube = np.random.default_rng(1).normal(100, 5, (5, 12, 70)).astype(np.float32)
    cube[1, 3, 3] = np.inf
    cube[2, 5, 5] = 3e38
    cube[3, 6, 6] = -3e38
    examined(cube)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    arrays(
        np.float32,
        st.tuples(st.integers(2, 5), st.integers(1, 6), st.integers(1, 6)),
        elements=st.one_of(
            st.integers(0, 300).map(float), st.sampled_from([np.nan, np.inf, 1e9])
        ),
    )
)
def test_anything(cube: np.ndarray) -> None:
    examined(cube)
