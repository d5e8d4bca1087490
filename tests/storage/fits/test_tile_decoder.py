"""The process that decodes: it may die, the program may not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits import compressed, tile_decoder
from darkviewer.storage.fits.images import find_images
from darkviewer.storage.fits.layout import Layout
from darkviewer.storage.fits.tile_decoder import TileDecoder
from darkviewer.storage.fits.tile_table import TileTable, checked_tiles, tile_table
from tests.helpers.fits_bytes import GOOD, IMAGE
from tests.helpers.hostile_reading import read
from tests.helpers.tiled_bytes import STORED, gzip_tiles, rice_file, tiled_file

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def decoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[TileDecoder]:
    """One of the test's own, in use everywhere."""
    decoder = TileDecoder()
    monkeypatch.setattr(tile_decoder, "decoder", decoder)
    compressed._kept.clear()
    yield decoder
    decoder.close()


def parts(tmp_path: Path, content: bytes) -> tuple[TileTable, bytes, Layout]:
    """What is handed to the decoder for this file."""
    path = tmp_path / "part.fits.fz"
    path.write_bytes(content)
    with path.open("rb", buffering=0) as file:
        image = find_images(file, path.name, len(content))[0]
        cards, layout = image.cards, image.layout
        file.seek(layout.offset)
        return (
            tile_table(cards, layout, path.name),
            file.read(layout.data_bytes),
            layout,
        )


def decoded(
    decoder: TileDecoder, tmp_path: Path, dtype: str = "u2", **cards: Any
) -> Any:
    """Rice tiles, with cards that no check has seen; ZBLANK leaves them to astropy."""
    table, data, layout = parts(tmp_path, rice_file(dtype))
    tiles = checked_tiles(table, layout, data, "x")
    table = replace(table, cards=table.cards | cards)
    return decoder.image(table, tiles, data, layout, "x.fits.fz")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int, *, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while is_running(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_the_numbers_are_those_that_were_stored(
    tmp_path: Path, decoder: TileDecoder
) -> None:
    np.testing.assert_array_equal(decoded(decoder, tmp_path), STORED)


def test_plain_and_gzipped_frames_start_no_process(
    tmp_path: Path, decoder: TileDecoder
) -> None:
    import gzip

    (tmp_path / "x.fits").write_bytes(GOOD)
    (tmp_path / "x.fits.gz").write_bytes(gzip.compress(GOOD))
    for name in ("x.fits", "x.fits.gz"):
        np.testing.assert_array_equal(read(tmp_path / name), IMAGE)
    assert decoder.pid is None
    (tmp_path / "x.fits.fz").write_bytes(rice_file())
    np.testing.assert_array_equal(read(tmp_path / "x.fits.fz"), IMAGE)
    assert decoder.pid is not None


def test_one_process_serves_all(tmp_path: Path, decoder: TileDecoder) -> None:
    decoded(decoder, tmp_path)
    pid = decoder.pid
    for number in range(20):
        path = tmp_path / f"{number}.fits.fz"
        path.write_bytes(rice_file() if number % 2 else tiled_file(gzip_tiles()))
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(read, sorted(tmp_path.glob("*.fz"))))
    for image in images:
        np.testing.assert_array_equal(image, IMAGE)
    assert decoder.pid == pid


@POSIX
def test_a_crash_is_one_sentence(tmp_path: Path, decoder: TileDecoder) -> None:
    words = (
        r"^x\.fits\.fz could not be decoded: damaged or hostile: its decoder crashed"
    )
    for _ in range(2):
        with pytest.raises(FrameError, match=words):  # reads beyond its memory
            decoded(decoder, tmp_path, "u4", ZVAL2=700_000, ZBLANK=0)
        np.testing.assert_array_equal(decoded(decoder, tmp_path), STORED)


@POSIX
def test_processor_time_is_bounded(
    tmp_path: Path, decoder: TileDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for constant in ("_LEAST_CPU_S", "_CPU_S_PER_TILE", "_CPU_S_PER_PIXEL"):
        monkeypatch.setattr(tile_decoder, constant, 1e-9)
    (tmp_path / "x.fits.fz").write_bytes(
        tiled_file(gzip_tiles() * 100, ZNAXIS2=6000)  # some tenths of a second
    )
    with pytest.raises(FrameError, match="damaged or hostile: its tiles take too long"):
        read(tmp_path / "x.fits.fz")
    monkeypatch.undo()
    np.testing.assert_array_equal(decoded(decoder, tmp_path), STORED)


@POSIX
def test_waiting_is_bounded(
    tmp_path: Path, decoder: TileDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded(decoder, tmp_path)
    assert decoder.pid is not None
    with monkeypatch.context() as patch:
        patch.setattr(tile_decoder, "_WAIT_S", 0.1)
        patch.setattr(tile_decoder, "_WAIT", 0)
        os.kill(decoder.pid, signal.SIGSTOP)
        with pytest.raises(FrameError, match="hostile: its tiles take too long"):
            decoded(decoder, tmp_path)
    np.testing.assert_array_equal(decoded(decoder, tmp_path), STORED)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS keeps no limit of memory")
def test_memory_is_bounded(tmp_path: Path, decoder: TileDecoder) -> None:
    with pytest.raises(FrameError, match="its tiles need more memory than its pixels"):
        decoded(decoder, tmp_path, ZNAXIS1=50_000, ZNAXIS2=60_000, ZBLANK=0)
    np.testing.assert_array_equal(decoded(decoder, tmp_path), STORED)


@POSIX
def test_a_process_that_somebody_killed_is_started_again(
    tmp_path: Path, decoder: TileDecoder
) -> None:
    for _ in range(3):
        np.testing.assert_array_equal(decoded(decoder, tmp_path), STORED)
        assert decoder.pid is not None
        os.kill(decoder.pid, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="counts in /proc")
def test_nothing_is_left_of_processes_that_died(
    tmp_path: Path, decoder: TileDecoder
) -> None:
    def opened() -> int:
        return len(os.listdir("/proc/self/fd"))

    before, pids = opened(), []
    for _ in range(3):
        decoded(decoder, tmp_path)
        assert decoder.pid is not None
        pids.append(decoder.pid)
        os.kill(decoder.pid, signal.SIGKILL)
    decoder.close()
    assert opened() == before
    assert not any(is_running(pid) for pid in pids)  # a zombie would still be there


PROGRAM = """
import os, sys, signal
from pathlib import Path
from darkviewer.storage.fits.tile_decoder import decoder
from tests.helpers.hostile_reading import read
read(Path(sys.argv[1]))
print(decoder.pid, flush=True)
{end}
"""


@POSIX
@pytest.mark.parametrize(
    "end", ["", "os._exit(3)", "os.kill(os.getpid(), 9)", "raise SystemExit(1)"]
)
def test_it_ends_with_the_program(tmp_path: Path, end: str) -> None:
    path = tmp_path / "x.fits.fz"
    path.write_bytes(rice_file())
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(end=end), path],
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    assert gone(int(done.stdout), within_s=5)


def test_nothing_is_imported_from_the_current_folder(
    tmp_path: Path, decoder: TileDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = tmp_path / "capture"
    evil.mkdir()
    for name in ("numpy", "astropy", "json", "darkviewer"):
        (evil / f"{name}.py").write_text("open('evil', 'w').close(); raise SystemExit")
    monkeypatch.chdir(evil)
    np.testing.assert_array_equal(decoded(decoder, tmp_path), STORED)
    assert not (evil / "evil").exists()


def test_a_process_that_cannot_start_is_one_sentence(
    tmp_path: Path, decoder: TileDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(
        FrameError, match=r"^x\.fits\.fz cannot be decoded: its decoder"
    ):
        decoded(decoder, tmp_path)
