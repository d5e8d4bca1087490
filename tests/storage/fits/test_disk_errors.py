"""A disk or a network drive that fails while frames are read."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.errors import FrameError
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.fits import files
from darkviewer.storage.fits.frame import FitsFrame, read_info
from tests.helpers.fits_bytes import GOOD, IMAGE, header, stored
from tests.helpers.hostile_reading import read
from tests.helpers.programs import failing_reads


class FailingRaw(io.FileIO):
    """A file whose reads do as a list says, then as they should.

    An item is an error number, or the most bytes that a read gives.
    """

    plan: ClassVar[list[int]] = []
    errors: ClassVar[list[int]] = []

    def readinto(self, buffer: Any, /) -> int | None:
        if self.errors:
            code = self.errors.pop(0)
            if code:
                raise OSError(code, os.strerror(code))
        if self.plan:
            return super().readinto(memoryview(buffer)[: self.plan[0]])
        return super().readinto(buffer)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let reads fail with these errors in turn (0: none), or give so many bytes."""

    def install(*errors: int, most: int = 0) -> None:
        FailingRaw.errors = list(errors)
        FailingRaw.plan = [most] if most else []

        def opening(path: Path, mode: str, opener: Any) -> io.BufferedReader:
            return io.BufferedReader(FailingRaw(path, mode, opener=opener))

        monkeypatch.setattr(files, "open", opening, raising=False)
        monkeypatch.setattr(files, "_WAITS_S", (0.0, 0.0))

    return install


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "00001.fits"
    path.write_bytes(GOOD)
    return path


@pytest.mark.parametrize("most", [1, 7, 79, 2879, 4000])
def test_short_reads_are_not_taken_for_a_cut_file(
    path: Path, failing: Callable[..., None], most: int
) -> None:
    failing(most=most)
    np.testing.assert_array_equal(read(path), IMAGE)


@pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE, errno.ETIMEDOUT])
@pytest.mark.parametrize("good_before", range(6))
def test_an_error_that_passes_is_tried_again(
    path: Path, failing: Callable[..., None], code: int, good_before: int
) -> None:
    failing(*[0] * good_before, code, code)
    np.testing.assert_array_equal(read(path), IMAGE)


def test_an_error_that_stays_is_one_sentence(
    path: Path, failing: Callable[..., None]
) -> None:
    failing(*[errno.EIO] * 100)
    words = r"^00001\.fits cannot be read: .*; check the disk or the connection to it$"
    with pytest.raises(FrameError, match=words):
        read_info(path)
    assert len(FailingRaw.errors) == 97, "three times, no more"


def test_another_error_is_not_tried_again(
    path: Path, failing: Callable[..., None]
) -> None:
    failing(*[errno.ENOSPC] * 100)
    with pytest.raises(FrameError, match=r"^00001\.fits cannot be read: "):
        read_info(path)
    assert len(FailingRaw.errors) == 99


def test_a_frame_that_fails_in_the_middle_is_left_out_whole(
    tmp_path: Path, failing: Callable[..., None]
) -> None:
    for number in range(1, 6):
        image = np.random.default_rng(number).permutation(IMAGE.ravel())
        content = header() + stored(image.reshape(IMAGE.shape))
        (tmp_path / f"{number:05d}.fits").write_bytes(content)
    sources = tuple(FitsFrame(frame) for frame in read_session(tmp_path).frames)
    failing(*[0] * 3, *[errno.EIO] * 3)
    found = drive(calibrate(CalibrationRequest(0, sources, threads=1)))
    (skipped,) = found.skipped
    assert skipped.reason.startswith(f"{skipped.name} cannot be read")
    others = tuple(s for s in sources if s.name != skipped.name)
    expected = drive(calibrate(CalibrationRequest(0, others)))
    np.testing.assert_array_equal(found.master.numerator, expected.master.numerator)


READING = """
import json, sys
from pathlib import Path
from tests.helpers.hostile_reading import pixels_or_sentence
outcomes = [pixels_or_sentence(Path(path)) for path in sys.argv[1:]]
print(json.dumps([o if isinstance(o, str) else o.tolist() for o in outcomes]))
"""


@pytest.mark.parametrize(
    ("mode", "good"),
    [
        ("short:1", True),
        ("short:2879", True),
        ("eintr:5", True),
        ("eio:1", True),
        ("estale:2", True),
        ("eio:1000", False),
        ("estale:1000", False),
    ],
)
def test_under_a_failing_system(
    tmp_path: Path, path: Path, mode: str, *, good: bool
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READING, path],
        env=os.environ | failing_reads(tmp_path, mode),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    (outcome,) = json.loads(done.stdout)
    if good:
        np.testing.assert_array_equal(outcome, IMAGE)
    else:
        assert outcome.startswith("00001.fits cannot be read: ")
