from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.errors import SessionError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs import room
from darkviewer.runs.room import fitted, least_bytes
from darkviewer.runs.session import calibrated, request_for
from darkviewer.storage.captures.scan import read_session
from tests.helpers.fits_bytes import header

GIB = 2**30


def sparse_frames(folder: Path, side: int, count: int = 4) -> Path:
    """Frames that take a few blocks of the disk each."""
    for number in range(count):
        with (folder / f"{number}.fits").open("wb") as file:
            head = header(NAXIS1=side, NAXIS2=side)
            file.write(head + bytes(range(256)) * 4)
            file.truncate(len(head) + 2 * side * side + 2880)
    return folder


@pytest.fixture
def huge(tmp_path: Path) -> CalibrationRequest:
    session = read_session(sparse_frames(tmp_path, 20_000))
    return request_for(session, Parameters())


def test_frames_for_which_there_is_no_memory_are_refused_at_once(
    huge: CalibrationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "available_bytes", lambda: 3 * GIB)
    with pytest.raises(SessionError) as refused:
        drive(calibrated(huge))
    # Three planes of 2 and an image of 8 bytes for 4e8 pixels are 5.2 GiB.
    assert str(refused.value) == (
        "frames of 20000x20000 need 5.3 GiB of memory and 3.0 GiB are free: close "
        "other programs, or record a smaller region"
    )


def test_less_is_done_at_once_where_memory_is_short(
    huge: CalibrationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    least = least_bytes((20_000, 20_000), np.dtype("u2"))
    for free, at_once in (
        (100 * GIB, huge.memory_bytes),
        (least + 600 * 2**20, 300 * 2**20),
        (least, 64 * 2**20),
    ):
        monkeypatch.setattr(room, "available_bytes", lambda free=free: free)
        assert fitted(huge).memory_bytes == at_once
        assert replace(fitted(huge), memory_bytes=huge.memory_bytes) == huge


def test_what_cannot_be_known_changes_nothing(
    huge: CalibrationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "available_bytes", lambda: None)
    assert fitted(huge) is huge


def test_the_numbers_do_not_depend_on_it(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_for(read_session(session), Parameters())
    expected = drive(calibrate(request))
    monkeypatch.setattr(
        room, "available_bytes", lambda: least_bytes((32, 48), np.dtype("u2"))
    )
    found = drive(calibrated(request))
    np.testing.assert_array_equal(found.master.numerator, expected.master.numerator)
    assert found.request.memory_bytes < request.memory_bytes
