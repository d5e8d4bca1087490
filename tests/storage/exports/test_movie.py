"""MP4 by the real ffmpeg, and one sentence where that fails."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.exports import movie as movies
from darkviewer.storage.exports.movie import ffmpeg, movie

TEXTS = {"title": "Dark30s", "comment": "frames 1 to 3"}
needs_ffmpeg = pytest.mark.skipif(ffmpeg() is None, reason="no ffmpeg here")


@needs_ffmpeg
def test_a_movie_of_odd_size_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "blink.mp4"
    picture = np.full((33, 65, 3), 200, np.uint8)
    with movie(path, 65, 33, rate=2.0, texts=TEXTS) as take:
        for _ in range(6):
            take(picture[:20])
            take(picture[20:])
    probe = shutil.which("ffprobe")
    assert probe is not None
    asked = [probe, "-v", "error", "-show_streams", "-show_format", "-of", "json"]
    answer = subprocess.run([*asked, path], capture_output=True, check=True)
    told = json.loads(answer.stdout)
    (stream,) = told["streams"]
    assert (stream["width"], stream["height"]) == (66, 34)
    assert stream["nb_frames"] == "6"
    assert float(told["format"]["duration"]) == pytest.approx(3.0, abs=0.1)
    assert told["format"]["tags"]["title"] == "Dark30s"


@needs_ffmpeg
def test_a_failure_of_ffmpeg_is_one_sentence(tmp_path: Path) -> None:
    nowhere = tmp_path / "not there" / "blink.mp4"
    rows = np.zeros((5 * 1024, 1024, 3), np.uint8)
    with (
        pytest.raises(DarkviewerError, match=r"ffmpeg could not write .*save a PNG"),
        movie(nowhere, 1024, 1024, rate=2.0, texts=TEXTS) as take,
    ):
        take(rows)


@needs_ffmpeg
def test_cancelled_nothing_runs_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    def noted(*what: object, **options: object) -> subprocess.Popen[bytes]:
        run = real(*what, **options)  # type: ignore[call-overload]
        started.append(run)
        return run

    real = subprocess.Popen
    monkeypatch.setattr(movies.subprocess, "Popen", noted)
    with (
        pytest.raises(KeyboardInterrupt),
        movie(tmp_path / "a.mp4", 64, 64, rate=2.0, texts={}),
    ):
        raise KeyboardInterrupt
    assert started[0].poll() is not None


def test_without_ffmpeg_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(DarkviewerError, match="needs ffmpeg"),
        movie(tmp_path / "a.mp4", 64, 64, rate=2.0, texts={}),
    ):
        pass
