"""``python -m benchmarks.first_badge``: from opening a root to the badges of tonight.

Three sessions of 10 frames of 2048x2048, 16 bit, of which one holds a frame with
another level, in a window that knows nothing; then the same root, and one of many small
captures, in a window that finds in the store what was said of them.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.setting import environment

BEGIN = datetime(2024, 5, 8, 3)
PATIENCE_S = 60.0


def write_session(root: Path, begin: datetime, *, size: int, n: int, odd: bool) -> None:
    """Darks of one session; the fifth frame of an odd one is 300 ADU higher."""
    from tests.helpers.fits_bytes import header, padded

    path = root / f"{begin:%Y-%m-%d}" / f"{begin:%H_%M_%S}" / "Dark30s"
    path.mkdir(parents=True)
    rng = np.random.default_rng(int(begin.timestamp()))
    for k in range(n):
        level = 1300 if odd and k == 4 else 1000
        raw = np.rint(rng.normal(level, 20, (size, size))).astype(np.uint16)
        cards = {
            "INSTRUME": "QHY42PRO",
            "IMAGETYP": "DARK",
            "EXPTIME": 30.0,
            "DATE-OBS": (begin + timedelta(seconds=31 * k)).isoformat(),
        }
        body = (raw ^ 0x8000).astype(">u2").tobytes()
        head = header(NAXIS1=size, NAXIS2=size, **cards)
        (path / f"{k + 1:05}.fits").write_bytes(head + padded(body, b"\0"))


def seconds_to_badges(root: Path, count: int) -> dict[str, float]:
    """From opening the root: the first amber or red badge, and all badges."""
    from PySide6.QtCore import QEventLoop

    from darkviewer.gui.startup.app import make_application, make_window
    from darkviewer.storage.appdata.settings import Settings

    application = make_application()
    window = make_window(Settings())
    window.show()
    ready = time.perf_counter() + 0.5
    while time.perf_counter() < ready:
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
    found: dict[str, float] = {}
    told: set[Path] = set()
    began = time.perf_counter()

    def take(session: object, checks: object) -> None:
        now = time.perf_counter() - began
        told.add(session.path)  # type: ignore[attr-defined]
        if checks.status != "pass":  # type: ignore[attr-defined]
            found.setdefault("first unsound", now)
        if len(told) == count:
            found["all"] = now

    def look(_session: object, _checks: object) -> None:
        found.setdefault("first unsound", time.perf_counter() - began)

    window.workspace.series_looked_at.connect(look)
    window.workspace.series_checked.connect(take)
    window.open_path(root)
    while "all" not in found and time.perf_counter() - began < PATIENCE_S:
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    window.close()
    application.processEvents()
    return found


def _check_all(root: Path) -> None:
    from darkviewer.core.progress import drive
    from darkviewer.runs.check import check_captures
    from darkviewer.runs.verdicts import Verdicts
    from darkviewer.storage.opinions.measurements import Measurements

    with closing(Measurements()) as kept:
        drive(check_captures(root, check=Verdicts(kept).checked))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.first_badge", description=__doc__
    )
    parser.add_argument("--captures", type=int, default=300, help="of the large root")
    arguments = parser.parse_args()
    print(f"{environment()}\n", flush=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="darkviewer-bench-") as folder:
        for name in ("CONFIG", "CACHE", "DATA", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(folder) / name)
        tonight, many = Path(folder) / "tonight", Path(folder) / "many"
        for k in range(3):
            begin = BEGIN + timedelta(minutes=10 * k)
            write_session(tonight, begin, size=2048, n=10, odd=k == 1)
        for k in range(arguments.captures):
            begin = BEGIN - timedelta(hours=7 * k)
            write_session(many, begin, size=48, n=5, odd=k == 1)
        _check_all(many)
        for words, root, count in (
            ("tonight, never seen", tonight, 3),
            ("tonight, seen before", tonight, 3),
            (f"{arguments.captures} captures, seen before", many, arguments.captures),
        ):
            found = seconds_to_badges(root, count)
            parts = [f"{what} {value:.2f} s" for what, value in found.items()]
            print(f"{words}: {', '.join(parts) or 'no badge'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
