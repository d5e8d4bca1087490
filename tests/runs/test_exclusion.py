from __future__ import annotations

import gzip
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Session
from darkviewer.core.opinions.events import EXCLUSION, Opinion
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs import exclusion
from darkviewer.runs.exclusion import (
    Contents,
    Effect,
    judged,
    recalculated,
    said_of,
)
from darkviewer.runs.session import calibrated, read_capture, request_for
from darkviewer.storage.opinions.measurements import Measurements
from tests.helpers.nights import write_night
from tests.helpers.shots import write_shots

ADU = Parameters(padding_bits=0, gain_e_per_adu=1.0)


def read(folder: Path) -> Session:
    return drive(read_capture(folder))


def left_out(session: Session, name: str, reason: str = "light leak") -> Opinion:
    info = next(info for info in session.frames if info.name == name)
    return Opinion(EXCLUSION, Contents().of(info), said_of(info, reason))


def names(session: Session) -> list[str]:
    return [info.name for info in session.frames]


def test_a_frame_is_found_again_by_its_pixels(session: Path, tmp_path: Path) -> None:
    said = left_out(read(session), "00002.fits")
    moved = tmp_path / "elsewhere" / "Dark30s"
    moved.mkdir(parents=True)
    for number, path in enumerate(sorted(session.glob("*.fits"))):
        packed = gzip.compress(path.read_bytes())
        (moved / f"renamed-{number}.fits.gz").write_bytes(packed)
    found = judged(read(moved), [said], Contents())
    assert [item.info.name for item in found.excluded] == ["renamed-1.fits.gz"]
    assert found.excluded[0].reason == "light leak"
    # One opinion is about a frame and all its copies.
    (moved / "again.fits.gz").write_bytes((moved / "renamed-0.fits.gz").read_bytes())
    other = judged(read(moved), [left_out(read(session), "00001.fits")], Contents())
    assert names(other) == [f"renamed-{n}.fits.gz" for n in (1, 2, 3)]


def test_a_plane_of_a_cube_is_found_again(tmp_path: Path) -> None:
    cube = np.arange(4 * 30, dtype="u2").reshape(4, 5, 6)
    fits.PrimaryHDU(cube).writeto(tmp_path / "kinetic.fits")
    known = read(tmp_path)
    said = left_out(known, "kinetic.fits[plane 3]")
    with closing(Measurements()) as kept:
        for _ in range(2):  # the second time from what was noted
            found = judged(known, [said], Contents(kept))
            assert [item.info.plane for item in found.excluded] == [3]


def test_what_is_taken_back_is_used_again(session: Path) -> None:
    known = read(session)
    said = left_out(known, "00002.fits")
    some = judged(known, [said], Contents())
    assert judged(some, [said], Contents()) == some
    assert judged(some, [], Contents()) == known


def test_frames_of_another_shape_or_type_are_not_read(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = read(session)
    said = left_out(known, "00002.fits")
    monkeypatch.setattr(exclusion, "_hash", lambda info: pytest.fail(info.name))
    for change in ({"shape": [1, 2]}, {"dtype": "int32"}):
        other = replace(said, value={**(said.value or {}), **change})
        assert judged(known, [other], Contents()) is known


def test_a_frame_is_read_once(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = read(session)
    said = left_out(known, "00002.fits")
    with closing(Measurements()) as kept:
        first = judged(known, [said], Contents(kept))
        monkeypatch.setattr(exclusion, "_hash", lambda info: pytest.fail(info.name))
        assert judged(known, [said], Contents(kept)) == first


def test_only_frames_with_the_rows_of_one_left_out_are_read_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = write_night(tmp_path, 0)
    known, hashed = read(session), []
    said = left_out(known, "00002.fits")
    second = next(info for info in known.frames if info.name == "00002.fits")
    rows = {"rows": Contents().rows_of(second)}
    narrow = replace(said, value={**(said.value or {}), **rows})
    before = exclusion._hash

    def counted(info: FrameInfo) -> str:
        hashed.append(info.name)
        return before(info)

    monkeypatch.setattr(exclusion, "_hash", counted)
    contents = Contents()
    found = judged(known, [narrow], contents)
    assert hashed == ["00002.fits"]
    assert [item.info.name for item in found.excluded] == ["00002.fits"]
    (session / "00003.fits").unlink()  # a few rows are remembered as well
    assert judged(known, [narrow], contents) == found
    third = next(info for info in known.frames if info.name == "00003.fits")
    assert Contents().rows_of(third) == ""


def test_a_frame_that_vanished_is_left_to_the_calibration(session: Path) -> None:
    known = read(session)
    said = left_out(known, "00002.fits")
    (session / "00003.fits").unlink()
    found = judged(known, [said], Contents())
    assert names(found) == ["00001.fits", "00003.fits", "00004.fits"]


def test_the_effect_is_measured(tmp_path: Path) -> None:
    cube = np.full((4, 32, 48), 1000, np.uint16)
    cube[3] = 1004
    cube[3, 20, 20] += 500
    cube[range(4), 0, range(4)] = 900
    known = read(write_shots(tmp_path, cube))
    request = request_for(known, replace(ADU, method="average"))
    before = drive(calibrated(request))
    some = judged(known, [left_out(known, "00004.fits")], Contents())
    found, effect = drive(recalculated(request_for(some, request.parameters), before))
    assert found.master.n == 3
    # The mean of 1000, 1000, 1000, 1004 is 1001; the one leader is gone.
    assert effect == Effect("average", 3, -1.0, -1)
    assert effect.words == "average of 3; level −1.0 ADU; 1 leader fewer"


def test_the_words_of_an_effect() -> None:
    assert Effect("median", 9, -0.3, -12).words == (
        "median of 9; level −0.3 ADU; 12 leaders fewer"
    )
    assert Effect("median", 10, 0.3, 1234).words == (
        "median of 10; level +0.3 ADU; 1,234 leaders more"
    )
    assert Effect("median", 10, -0.04, 0).words == (
        "median of 10; same level; as many leaders"
    )
