"""One engine in a process of its own: seconds, peak memory and a checksum."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from benchmarks.clock import stopwatch

__all__: list[str] = []


def main(engine: str, folder: Path) -> None:
    work: Callable[[Path], Any]
    if engine == "ours":
        from benchmarks.ours import candidates_of_all_frames as work
    else:
        from benchmarks.notebook import combine_files as work
    before = psutil.Process().memory_info().rss
    seconds, result = stopwatch(lambda: work(folder))
    peak = peak_bytes()
    report = {
        "seconds": seconds,
        "peak_bytes": peak,
        "peak_above_start_bytes": peak - before,
        "checksum": checksum(engine, result),
    }
    print(json.dumps(report))


def checksum(engine: str, result: Any) -> int:
    """Of the master in ADU as float64."""
    if engine == "ours":
        master = result[0].master
        values = master.numerator / master.denominator
    else:
        values = result.data
    return zlib.crc32(values.tobytes())


def peak_bytes() -> int:
    """Largest resident size of this process since its program started."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    if sys.platform == "linux":
        # ru_maxrss would begin with the size of the process that started this one.
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
