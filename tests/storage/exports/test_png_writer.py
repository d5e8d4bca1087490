"""PNG files as other programs read them."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from darkviewer.storage.exports.png_writer import PngWriter


def pictures(n: int, ny: int, nx: int) -> NDArray[np.uint8]:
    return np.random.default_rng(5).integers(0, 256, (n, ny, nx, 3), np.uint8)


def written(
    images: NDArray[np.uint8], *, texts: dict[str, str], seconds: float = 0.0, step: int
) -> bytes:
    n, ny, nx, _ = images.shape
    file = io.BytesIO()
    writer = PngWriter(file, nx, ny, texts=texts, pictures=n, seconds=seconds)
    for image in images:
        for top in range(0, ny, step):
            writer.write(image[top : top + step])
    return file.getvalue()


@pytest.mark.parametrize("step", [1, 7, 100])
def test_pixels_and_texts_are_read_back(step: int) -> None:
    images = pictures(1, 40, 31)
    texts = {"Title": "Residual −50…+200 e⁻", "Software": "x" * 3000}
    with Image.open(io.BytesIO(written(images, texts=texts, step=step))) as read:
        assert np.array_equal(np.asarray(read), images[0])
        assert read.text == texts


def test_a_picture_of_several_chunks() -> None:
    images = pictures(1, 700, 700)  # noise of 1.4 MB does not pack
    data = written(images, texts={}, step=100)
    assert data.count(b"IDAT") > 1
    with Image.open(io.BytesIO(data)) as read:
        assert np.array_equal(np.asarray(read), images[0])


def test_an_animation_repeats_with_its_pace() -> None:
    images = pictures(3, 20, 30)
    data = written(images, texts={"Title": "blink"}, seconds=0.5, step=9)
    with Image.open(io.BytesIO(data)) as read:
        assert read.n_frames == 3
        assert read.info["loop"] == 0  # for ever
        for place in range(3):
            read.seek(place)
            assert read.info["duration"] == 500
            assert np.array_equal(np.asarray(read.convert("RGB")), images[place])


def test_ffmpeg_sees_all_pictures(tmp_path: Path) -> None:
    ffprobe = shutil.which("ffprobe")
    if ffprobe is None:
        pytest.skip("no ffprobe here")
    path = tmp_path / "blink.png"
    path.write_bytes(written(pictures(4, 16, 24), texts={}, seconds=0.25, step=16))
    entries = "stream=codec_name,nb_read_frames,r_frame_rate"
    asked = [ffprobe, "-v", "error", "-count_frames", "-show_entries", entries]
    answer = subprocess.run(
        [*asked, "-of", "csv=p=0", path], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip().split(",") == ["apng", "4/1", "4"]
