"""Moving pictures as MP4, by the ffmpeg of this computer."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError

__all__ = ["NO_FFMPEG", "ffmpeg", "movie"]

NO_FFMPEG = "MP4 needs ffmpeg, which is not on this computer's PATH: save a PNG instead"

_EVEN = "pad=ceil(iw/2)*2:ceil(ih/2)*2"  # what most players demand
_PATIENCE_S = 60.0


def ffmpeg() -> str | None:
    """The program, where there is one."""
    return shutil.which("ffmpeg")


@contextmanager
def movie(
    path: Path, width: int, height: int, *, rate: float, texts: Mapping[str, str]
) -> Iterator[Callable[[NDArray[np.uint8]], None]]:
    """Give what takes the next rows, shape (n, width, 3); at the end the file is whole.

    Left by an error, nothing runs on.

    Parameters
    ----------
    path : Path
        The file, which ffmpeg writes.
    width, height : int
        Of each picture.
    rate : float
        Pictures per second.
    texts : mapping
        Metadata by ffmpeg's names: ``title``, ``comment``.

    Raises
    ------
    DarkviewerError
        If there is no ffmpeg, or it cannot write the file.
    """
    program = ffmpeg()
    if program is None:
        raise DarkviewerError(NO_FFMPEG)
    said = [f"{name}={text}" for name, text in texts.items()]
    size = f"{width}x{height}"
    command = [
        *(program, "-v", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(rate)),
        *("-i", "-", "-vf", _EVEN, "-pix_fmt", "yuv420p"),
        *(part for text in said for part in ("-metadata", text)),
        *("-movflags", "+faststart", "-f", "mp4", str(path)),
    ]
    with tempfile.TemporaryFile() as errors:
        run = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=errors)
        assert run.stdin is not None
        pipe = run.stdin
        try:
            with suppress(BrokenPipeError):  # what ended it is read below
                yield lambda rows: _write(pipe, rows)
                pipe.close()
            if run.wait(_PATIENCE_S):
                raise DarkviewerError(_complaint(errors))
        finally:
            run.kill()
            run.wait()
            with suppress(BrokenPipeError):
                pipe.close()


def _write(pipe: IO[bytes], rows: NDArray[np.uint8]) -> None:
    pipe.write(rows.tobytes())


def _complaint(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().split("\n")
    return f"ffmpeg could not write the movie ({lines[-1].strip()}): save a PNG instead"
