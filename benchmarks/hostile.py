"""Broken files by the thousand through the reader: does anything escape?

    python -m benchmarks.hostile [--inputs 20000] [--seed 1]

Reads the corpus of the tests, then good files with a few bytes, values or the end
changed: headers, compressed files and sidecars, a third each. Each must give pixels or
one sentence, within a second and within memory bounded by its own size. Anything else
escapes: it ends the run with its traceback and the number of the input.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.setting import SHOT
from darkviewer.storage.captures.sidecar import read_sidecar
from darkviewer.storage.demo.sharpcap import camera_settings, fits_bytes
from tests.helpers.fits_bytes import GOOD, IMAGE
from tests.helpers.hostile_corpus import corpus
from tests.helpers.hostile_reading import (
    LONGEST_S,
    check_sentence,
    memory_limit,
    pixels_or_sentence,
)

SIDECAR = camera_settings(IMAGE.shape, SHOT, frames=10).encode()
VALUES = (
    *(b"0", b"-1", b"1", b"1.5", b"T", b"'x'", b"", b"nan", b"inf", b"1E400", b"0x10"),
    *(b"999999999999999999999", b"2147483648", b"'2024-13-45T99:99:99'", b"\xff\0"),
)
LARGEST = 64 << 10
"""Bytes of a file of the corpus that is worth changing."""


@dataclass(slots=True)
class Tally:
    """What became of the inputs of one kind."""

    kind: str
    read: int = 0
    refused: int = 0
    slowest_s: float = 0.0

    def meet(self, path: Path, *, sidecar: Path | None = None) -> bool:
        """Whether one input could be read; raises if it escapes."""
        tracemalloc.start()
        started = time.perf_counter()
        settings = None if sidecar is None else read_sidecar(sidecar)
        outcome = pixels_or_sentence(path, sidecar=settings)
        seconds = time.perf_counter() - started
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.slowest_s = max(self.slowest_s, seconds)
        assert seconds < LONGEST_S, f"took {seconds:.1f} s"
        if path.is_file():
            assert peak < memory_limit(path), f"took {peak} bytes"
        refused = isinstance(outcome, str)
        if refused:
            check_sentence(outcome, path.name)
        self.refused += refused
        self.read += not refused
        return not refused

    def row(self) -> str:
        inputs = self.read + self.refused
        slowest_ms = 1000 * self.slowest_s
        return (
            f"| {self.kind} | {inputs} | {self.read} | {self.refused} "
            f"| {slowest_ms:.0f} ms |"
        )


def changed(content: bytes, rng: np.random.Generator) -> bytes:
    """A copy with bytes, values or its end changed, most often near its beginning."""
    found = bytearray(content)
    for _ in range(rng.integers(1, 8)):
        place = int(len(found) * rng.random() ** 3)
        if rng.random() < 0.5:
            found[place : place + 1] = rng.bytes(1)
        else:
            _give_value(found, place, VALUES[rng.integers(len(VALUES))])
    end = len(found) if rng.random() < 0.7 else int(len(found) * rng.random())
    return bytes(found[:end])


def _give_value(content: bytearray, place: int, value: bytes) -> None:
    """Another value after the next `=`: of a card in its columns, or of a line."""
    equals = content.find(b"=", place)
    if equals < 0:
        return
    if content[equals + 1 : equals + 2] == b" ":
        content[equals + 2 : equals + 32] = value.rjust(20).ljust(30)
    else:
        line_end = content.find(b"\n", equals)
        content[equals + 1 : line_end if line_end > 0 else None] = value


def meet_corpus(folder: Path) -> tuple[Tally, list[bytes], list[bytes]]:
    """The corpus as it is; its small good files, plain and packed, to be changed."""
    tally = Tally("corpus")
    plain, compressed = [fits_bytes(IMAGE, SHOT)], []
    for case in corpus():
        path = folder / case.name
        case.make(path)
        if tally.meet(path) and path.stat().st_size <= LARGEST:
            packed = path.name.endswith((".gz", ".fz"))
            (compressed if packed else plain).append(path.read_bytes())
    return tally, plain, compressed


def fuzz(kind: str, count: int, make: Callable[[], tuple[Path, Path | None]]) -> Tally:
    tally = Tally(kind)
    for number in range(count):
        path, sidecar = make()
        try:
            tally.meet(path, sidecar=sidecar)
        except BaseException as escaped:
            escaped.add_note(f"input {number} of {kind}")
            raise
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        met, plain, compressed = meet_corpus(Path(folder))
        frame, packed = Path(folder, "changed.fits"), Path(folder, "changed.fits.gz")
        good, sidecar = Path(folder, "00001.fits"), Path(folder, "CameraSettings.txt")
        good.write_bytes(GOOD)

        def header() -> tuple[Path, None]:
            frame.write_bytes(changed(plain[rng.integers(len(plain))], rng))
            return frame, None

        def compression() -> tuple[Path, None]:
            packed.write_bytes(changed(compressed[rng.integers(len(compressed))], rng))
            return packed, None

        def settings() -> tuple[Path, Path]:
            sidecar.write_bytes(changed(SIDECAR, rng))
            return good, sidecar

        share = arguments.inputs // 3
        tallies = [
            met,
            fuzz("changed headers", arguments.inputs - 2 * share, header),
            fuzz("changed compressed files", share, compression),
            fuzz("changed sidecars", share, settings),
        ]
    print("| input | files | read | refused in one sentence | slowest |")
    print("|---|---|---|---|---|")
    print("\n".join(tally.row() for tally in tallies))
    print("\nescaped: 0")
    return 0


if __name__ == "__main__":
    sys.exit(main())
