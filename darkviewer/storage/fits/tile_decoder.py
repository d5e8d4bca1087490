"""Tiles -> pixels, by a process of its own that may die without harm.

The process is started at the first compressed frame, kept, started again when it died,
and ends with the program. Frames that are not compressed in tiles never start it.
"""

from __future__ import annotations

import atexit
import errno
import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits import DECODE_COMMAND
from darkviewer.storage.fits.process_limits import Job
from darkviewer.storage.fits.shared_block import SharedBlock
from darkviewer.storage.fits.tile_table import Tiles, TileTable, refused

if TYPE_CHECKING:
    from darkviewer.storage.fits.layout import Layout

__all__ = ["TileDecoder", "decoder"]

_LEAST_MEMORY = 64 << 20
_LEAST_CPU_S, _CPU_S_PER_PIXEL, _CPU_S_PER_TILE = 0.7, 1.5e-6, 1e-4
_WAIT_S, _WAIT = 20.0, 10
"""A busy machine may take ten times the processor time, and 20 s more to start."""
_END_S = 1.0
_NOT_STARTED = (1, 2)
"""Python's status after an error that nobody caught, and after a wrong command."""
_LINES = 64  # the image begins at a multiple of it


class TileDecoder:
    """The process, with what goes to it and comes back; safe to be used by threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._block: SharedBlock | None = None
        self._job = Job(None)
        self._timed_out = False

    @property
    def pid(self) -> int | None:
        """Of the process, None while there is none."""
        return None if self._process is None else self._process.pid

    def image(
        self,
        table: TileTable,
        tiles: Tiles,
        data: bytes,
        layout: Layout,
        name: str,
    ) -> NDArray[Any]:
        """Stored numbers of a checked table, shape (planes x ny, nx), native.

        Raises
        ------
        FrameError
            If they cannot be decoded within the memory and time that is due to them.
        """
        out = np.empty(layout.all_rows, layout.stored.newbyteorder("="))
        request = _request(table, tiles, data, out)
        with self._lock:
            try:
                fault = self._decoded(request, data, out)
            except OSError as error:
                raise FrameError(
                    f"{name} cannot be decoded: its decoder could not be started or "
                    f"has no memory ({error.strerror})"
                ) from error
        if fault:
            raise refused(name, fault)
        return out

    def close(self) -> None:
        """End the process, even in the middle of a frame."""
        free = self._lock.acquire(timeout=_END_S)
        try:
            self._end()
        finally:
            if free:
                self._lock.release()

    def _decoded(self, request: dict[str, Any], data: bytes, out: NDArray[Any]) -> str:
        """Why there are no pixels in `out`; empty when they are there.

        A process that somebody else ended is not the frame's fault: once more.
        """
        for _ in range(2):
            block = self._started()
            try:
                block.resize(request["size"])
                block.write(data)
                answer = self._asked(request)
                if answer is None:
                    killed, fault = self._last_words()
                    if killed:
                        continue
                    self._started()  # it takes a while: before the next frame asks
                    return fault
                if "fault" in answer:
                    return str(answer["fault"])
                whole = block.read_into(out, request["size"] - out.nbytes)
                return "" if whole else "its decoder returned too few pixels"
            finally:
                if self._block is not None:
                    self._block.resize(0)
        return "its decoder was killed twice, perhaps for lack of memory"

    def _asked(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The answer; None if the process died or took too long."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        self._job.limit_memory(request["memory_bytes"] + (256 << 20))
        self._timed_out = False
        watch = Timer(
            _WAIT_S + _WAIT * request["cpu_s"], self._take_too_long, [process]
        )
        watch.daemon = True
        watch.start()
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:  # a broken pipe, in the words of any system
            line = b""
        finally:
            watch.cancel()
            watch.join()
        with suppress(ValueError):
            answer = json.loads(line)
            return answer if isinstance(answer, dict) else None
        return None

    def _take_too_long(self, process: subprocess.Popen[bytes]) -> None:
        self._timed_out = True
        process.kill()

    def _last_words(self) -> tuple[bool, str]:
        """Whether somebody else killed the process, and what became of it."""
        process = self._process
        assert process is not None
        try:
            code = process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._end()
            return False, "its decoder sent an invalid answer"
        self._end()
        if self._timed_out or code == -getattr(signal, "SIGPROF", 0):
            return False, "its tiles take too long"
        if code == -getattr(signal, "SIGKILL", 0):
            return True, ""
        if code in _NOT_STARTED:
            raise OSError(errno.ENOEXEC, f"it ended with status {code}")
        return False, f"its decoder crashed ({_said(code)})"

    def _started(self) -> SharedBlock:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None or self._block is None:
            atexit.unregister(self.close)  # once, however often it is started
            atexit.register(self.close)
            block = SharedBlock()
            try:
                self._process = _process(block)
            except OSError:
                block.close()
                raise
            self._block = block
            self._job = Job(getattr(self._process, "_handle", None))
        return self._block

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(OSError):
                process.stdin.close()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
        self._job.close()
        if self._block is not None:
            self._block.close()
            self._block = None


decoder = TileDecoder()
"""The one of this program."""


def _process(block: SharedBlock) -> subprocess.Popen[bytes]:
    flags: dict[str, Any] = {"pass_fds": block.descriptors, "process_group": 0}
    if sys.platform == "win32":
        flags = {
            "creationflags": subprocess.CREATE_NO_WINDOW
            | subprocess.CREATE_NEW_PROCESS_GROUP
        }
    return subprocess.Popen(
        [*_program(), DECODE_COMMAND, block.name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **flags,
    )


def _program() -> list[str]:
    """Command that starts this program again, from the bundle or by Python.

    Python gets the same places to import from, and not the current folder: that may be
    the capture of a stranger.
    """
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        if sys.platform == "win32":  # one with a window has no streams
            program = program.with_name("darkviewer-cli.exe")
        return [str(program)]
    start = (
        f"import sys; sys.path[:] = {sys.path!r}; "
        "from darkviewer.cli import main; sys.exit(main())"
    )
    return [sys.executable, "-P", "-c", start]


def _request(
    table: TileTable, tiles: Tiles, data: bytes, out: NDArray[Any]
) -> dict[str, Any]:
    count = len(tiles.pixels)
    gzipped = (tiles.column == 1) | (
        (tiles.column == 0) & table.kind.startswith("GZIP")
    )
    return {
        "cards": table.cards,
        "table_bytes": table.row_bytes * table.rows,
        "heap": (table.heap_start, table.heap_stop),
        "starts": tiles.starts.tolist(),
        "stops": tiles.stops.tolist(),
        "gzipped": np.flatnonzero(gzipped).tolist(),
        "simple": not (tiles.column.any() or table.scaled or "ZBLANK" in table.cards),
        "most": 8 * int(tiles.pixels.max()),
        "shape": out.shape,
        "dtype": out.dtype.str,
        "size": -(-len(data) // _LINES) * _LINES + out.nbytes,
        "memory_bytes": _LEAST_MEMORY + 4 * len(data) + 48 * out.size,
        "cpu_s": _LEAST_CPU_S + _CPU_S_PER_PIXEL * out.size + _CPU_S_PER_TILE * count,
    }


def _said(code: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"status {code}"
