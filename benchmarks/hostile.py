"""Broken files by the thousand through the reader: does anything escape?

    python -m benchmarks.hostile [--inputs 20000] [--seed 1] [--only KIND]

(Ctrl+C ends a kind early; what it met until then counts.)

Reads the corpus of the tests, then good files with a few bytes, values or the end
changed: headers, headers inside gzip, compressed files, sidecars, and sessions in which
changed frames lie among good ones. Each must give pixels or one sentence, within a
second of processor time and within memory bounded by its own size; a session must
calibrate. Anything else escapes: it ends the run with its traceback and the number of
the input. Deaths of the process that decodes tiles are counted, and the most memory it
held.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import psutil
from astropy.io import fits

from benchmarks.setting import SHOT
from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.captures.sidecar import read_sidecar
from darkviewer.storage.demo.sharpcap import camera_settings, fits_bytes
from darkviewer.storage.fits.frame import FitsFrame
from darkviewer.storage.fits.tile_decoder import decoder
from tests.helpers.fits_bytes import BLOCK, GOOD, IMAGE, astropy_file
from tests.helpers.hostile_corpus import corpus
from tests.helpers.hostile_reading import (
    LONGEST_S,
    check_sentence,
    memory_limit,
    pixels_or_sentence,
)
from tests.helpers.tiled_bytes import plio_file, plio_list, rice_file

SIDECAR = camera_settings(IMAGE.shape, SHOT, n_frames=10).encode()
VALUES = (
    *(b"0", b"-1", b"1", b"1.5", b"T", b"'x'", b"", b"nan", b"inf", b"1E400", b"0x10"),
    *(b"999999999999999999999", b"2147483648", b"'2024-13-45T99:99:99'", b"\xff\0"),
)
LARGEST = 64 << 10
"""Bytes of a file of the corpus that is worth changing."""
MOST_DECODER_BYTES = 256 << 20
"""Of the process that decodes: Python with astropy, and what small frames may take."""


@dataclass(slots=True)
class Tally:
    """Outcomes of the inputs of one kind."""

    kind: str
    read: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    decoders: set[int] = field(default_factory=set)
    decoder_bytes: int = 0

    def meet(self, path: Path, *, sidecar: Path | None = None) -> bool:
        """Whether one input could be read; raises if it escapes."""
        tracemalloc.start()
        started = processor_s()
        settings = None if sidecar is None else read_sidecar(sidecar)
        outcome = pixels_or_sentence(path, sidecar=settings)
        seconds = processor_s() - started
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.slowest_s = max(self.slowest_s, seconds)
        assert seconds < LONGEST_S, f"took {seconds:.1f} s"
        if path.is_file():
            assert peak < memory_limit(path), f"took {peak} bytes"
        refused = isinstance(outcome, str)
        if refused:
            check_sentence(outcome, path.name)
        self.count(refused=refused)
        return not refused

    def count(self, *, refused: bool) -> None:
        self.refused += refused
        self.read += not refused
        if decoder.pid is not None:
            self.decoders.add(decoder.pid)
            held = peak_bytes(decoder.pid)
            assert held < MOST_DECODER_BYTES, f"the decoder took {held} bytes"
            self.decoder_bytes = max(self.decoder_bytes, held)

    def row(self) -> str:
        inputs = self.read + self.refused
        slowest_ms = 1000 * self.slowest_s
        deaths = max(len(self.decoders) - 1, 0)
        held = f"{self.decoder_bytes / 2**20:.0f} MiB" if self.decoders else ""
        return (
            f"| {self.kind} | {inputs} | {self.read} | {self.refused} "
            f"| {slowest_ms:.0f} ms | {deaths if self.decoders else ''} | {held} |"
        )


def processor_s() -> float:
    """Of this process and of the one that decodes, however busy the machine is."""
    own = time.process_time()
    if decoder.pid is None:
        return own
    try:
        other = psutil.Process(decoder.pid).cpu_times()
    except psutil.NoSuchProcess:
        return own
    return own + other.user + other.system


def peak_bytes(pid: int) -> int:
    """Largest resident size of a process so far; 0 where that is not known."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


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


def meet_corpus(folder: Path) -> tuple[Tally, Originals]:
    """The corpus as it is; its small good files, plain and packed, to be changed."""
    tally, originals = Tally("corpus"), Originals()
    for case in corpus():
        path = folder / case.name
        case.make(path)
        if tally.meet(path) and path.stat().st_size <= LARGEST:
            kind = path.suffix if path.suffix in (".gz", ".fz") else ""
            originals.of[kind].append(path.read_bytes())
    floats = fits.CompImageHDU(IMAGE.astype("f4") / 7, quantize_level=16)
    originals.of[".fz"] += [
        plio_file(plio_list(20, 0x2006, 0x401E), ZBITPIX=32),
        astropy_file(fits.PrimaryHDU(), floats),
    ]
    return tally, originals


@dataclass(slots=True)
class Originals:
    """Good files by the end of their name, and one of them changed."""

    of: dict[str, list[bytes]] = field(
        default_factory=lambda: {"": [fits_bytes(IMAGE, SHOT)], ".gz": [], ".fz": []}
    )

    def plain(self, rng: np.random.Generator) -> bytes:
        return changed(self._one("", rng), rng)

    def gzipped(self, rng: np.random.Generator) -> bytes:
        """Changed inside, so that its checksum is right."""
        return gzip.compress(self.plain(rng), 1)

    def compressed(self, rng: np.random.Generator) -> bytes:
        """Tiles, seven of eight; else gzip with damage."""
        if rng.random() < 1 / 8:
            return changed(self._one(".gz", rng), rng)
        content = self._one(".fz", rng)
        table = content.index(b"XTENSION")  # what lies before is met as plain headers
        if rng.random() < 0.5:
            return content[:table] + changed(content[table:], rng)
        found = bytearray(content)  # descriptors and streams, with a good header
        data = -(-content.index(b"END     ", table) // BLOCK) * BLOCK
        for _ in range(rng.integers(1, 5)):
            found[rng.integers(data, len(found))] = rng.integers(256)
        return bytes(found)

    def _one(self, kind: str, rng: np.random.Generator) -> bytes:
        known = self.of[kind]
        return known[rng.integers(len(known))]


def fuzz(kind: str, count: int, meet: Callable[[Tally], object]) -> Tally:
    tally = Tally(kind)
    for number in range(count):
        if number and number % 10_000 == 0:
            print(f"{number} {kind}", file=sys.stderr, flush=True)
        try:
            meet(tally)
        except KeyboardInterrupt:  # what was met until then counts
            return tally
        except BaseException as escaped:
            escaped.add_note(f"input {number} of {kind}")
            raise
    return tally


@dataclass(frozen=True, slots=True)
class Fuzzer:
    """One changed input after the other, each in its place in a folder."""

    folder: Path
    originals: Originals
    rng: np.random.Generator

    def headers(self, tally: Tally) -> None:
        self._file(tally, "changed.fits", self.originals.plain(self.rng))

    def gzipped_headers(self, tally: Tally) -> None:
        self._file(tally, "changed.fits.gz", self.originals.gzipped(self.rng))

    def compressed_files(self, tally: Tally) -> None:
        self._file(tally, "changed.fits.fz", self.originals.compressed(self.rng))

    def sidecars(self, tally: Tally) -> None:
        good, sidecar = self.folder / "00001.fits", self.folder / "CameraSettings.txt"
        good.write_bytes(GOOD)
        sidecar.write_bytes(changed(SIDECAR, self.rng))
        tally.meet(good, sidecar=sidecar)

    def sessions(self, tally: Tally) -> None:
        """Three good frames and three changed ones."""
        folder = self.folder / "session"
        folder.mkdir(exist_ok=True)
        for number in range(3):
            (folder / f"{number:05d}.fits").write_bytes(GOOD)
        (folder / "10001.fits").write_bytes(self.originals.plain(self.rng))
        (folder / "10002.fits.gz").write_bytes(self.originals.gzipped(self.rng))
        (folder / "10003.fits.fz").write_bytes(self.originals.compressed(self.rng))
        started = processor_s()
        frames = read_session(folder).frames
        sources = tuple(FitsFrame(frame) for frame in frames)
        found = drive(calibrate(CalibrationRequest(0, sources)))
        tally.slowest_s = max(tally.slowest_s, processor_s() - started)
        names = {source.name for source in found.used}
        assert names >= {"00000.fits", "00001.fits", "00002.fits"}, names
        tally.count(refused=False)

    def _file(self, tally: Tally, name: str, content: bytes) -> None:
        path = self.folder / name
        path.write_bytes(content)
        tally.meet(path)


KINDS: dict[str, Callable[[Fuzzer, Tally], None]] = {
    "changed headers": Fuzzer.headers,
    "changed headers inside gzip": Fuzzer.gzipped_headers,
    "changed compressed files": Fuzzer.compressed_files,
    "changed sidecars": Fuzzer.sidecars,
    "sessions with changed frames": Fuzzer.sessions,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS, metavar="KIND")
    arguments = parser.parse_args()
    kinds = [arguments.only] if arguments.only else list(KINDS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warm_up(folder)
        met, originals = meet_corpus(folder)
        fuzzer = Fuzzer(folder, originals, np.random.default_rng(arguments.seed))
        tallies = [met]
        for kind in kinds:
            meet = partial(KINDS[kind], fuzzer)
            tallies.append(fuzz(kind, arguments.inputs // len(kinds), meet))
    print(
        "| input | files | read | refused in one sentence | slowest | decoder died "
        "| its memory |"
    )
    print("|---|---|---|---|---|---|---|")
    print("\n".join(tally.row() for tally in tallies))
    print("\nescaped: 0")
    return 0


def warm_up(folder: Path) -> None:
    """Start the process that decodes: that takes its time once."""
    path = folder / "first.fits.fz"
    path.write_bytes(rice_file())
    pixels_or_sentence(path)


if __name__ == "__main__":
    sys.exit(main())
