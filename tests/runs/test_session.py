"""One capture from its folder to an answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import SessionError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.session import (
    Share,
    process,
    process_session,
    read_capture,
    request_for,
)
from tests.helpers.shots import write_shots

ADU_IS_ELECTRON = Parameters(padding_bits=0, gain_e_per_adu=1)


def test_the_injection_of_the_notebooks_is_found(session: Path) -> None:
    found = drive(process(session, ADU_IS_ELECTRON))
    assert found.level_e == 1000
    assert found.parameters is found.table.parameters
    (row,) = found.listed
    assert (found.table.x[row], found.table.y[row]) == (15, 25)
    assert found.skipped == {}


def test_both_engines_agree(session: Path) -> None:
    fast = drive(process(session, ADU_IS_ELECTRON))
    slow = drive(process(session, ADU_IS_ELECTRON, engine="ccdproc"))
    assert fast.reference is None
    assert slow.reference is not None
    assert slow.level_e == fast.level_e
    np.testing.assert_array_equal(slow.table.id, fast.table.id)


def test_frames_that_are_left_out_are_named_with_the_reason(session: Path) -> None:
    (session / "00003.fits").write_bytes(b"not FITS")
    found = drive(process(session, ADU_IS_ELECTRON))
    assert list(found.skipped) == ["00003.fits"]
    assert len(found.calibration.used) == 3


def test_a_capture_without_a_usable_frame_says_why(session: Path) -> None:
    for path in session.iterdir():
        path.write_bytes(b"not FITS")
    with pytest.raises(SessionError, match=r"No frame in .*Dark30s can be used: 00001"):
        drive(process(session, ADU_IS_ELECTRON))


def test_the_level_of_constant_frames_is_their_value(tmp_path: Path) -> None:
    raw = np.full((3, 8, 8), 7, np.uint16)
    found = drive(process(write_shots(tmp_path, raw), ADU_IS_ELECTRON))
    assert found.level_e == 7


def test_the_request_holds_the_usable_frames_in_their_order(session: Path) -> None:
    (session / "00002.fits").write_bytes(b"")
    request = request_for(drive(read_capture(session)), ADU_IS_ELECTRON, number=4)
    names = [source.name for source in request.sources]
    assert names == ["00001.fits", "00003.fits", "00004.fits"]
    assert (request.id, request.parameters) == (4, ADU_IS_ELECTRON)


def test_the_bits_of_the_converter_come_from_its_card(tmp_path: Path) -> None:
    cards = {"IMAGETYP": "Dark", "ADCBITS": 12}
    for number in range(3):
        raw = np.full((8, 9), 100, np.uint16)
        header = fits.Header(cards)
        fits.writeto(tmp_path / f"{number:05}.fits", raw, header)
    session = drive(read_capture(tmp_path))
    assert request_for(session, ADU_IS_ELECTRON).adc_bits == 12


def test_a_share_of_the_computer_does_not_change_the_answer(session: Path) -> None:
    whole = drive(process(session, ADU_IS_ELECTRON))
    one = Share(threads=1, memory_bytes=64 << 20)
    small = drive(process_session(whole.session, ADU_IS_ELECTRON, share=one))
    request = small.calibration.request
    assert (request.threads, request.memory_bytes) == (1, 64 << 20)
    for plane, same in zip(
        small.calibration.master.planes, whole.calibration.master.planes, strict=True
    ):
        np.testing.assert_array_equal(plane, same)
    np.testing.assert_array_equal(small.table.id, whole.table.id)
