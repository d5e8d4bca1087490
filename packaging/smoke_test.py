"""Try a bundle as a user would: `smoke_test.py FOLDER VERSION`, on a display.

Any status but 0, any line on standard error that the program does not mean for a user,
and any missing result fails it. Prints what it measured as JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WINDOWS = sys.platform == "win32"
DEMO = ("--frames", "5", "--size", "512")
STARTS = 5
LIMIT_S = 120


class Bundle:
    """The program in a folder, run with nothing of this environment around it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home

    def program(self, *, window: bool) -> Path:
        if WINDOWS:
            return self.folder / ("darkviewer.exe" if window else "darkviewer-cli.exe")
        return self.folder / "darkviewer"

    def environment(self) -> dict[str, str]:
        kept = ("DISPLAY", "XAUTHORITY", "SYSTEMROOT", "TEMP", "TMP", "WINDIR")
        outside = {name: os.environ[name] for name in kept if name in os.environ}
        homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_RUNTIME_DIR")
        return outside | dict.fromkeys(homes, str(self.home)) | {"LANG": "C.UTF-8"}

    def run(self, *arguments: str, window: bool = False) -> str:
        """Standard output of a run that went well."""
        program = self.program(window=window)
        done = subprocess.run(
            [program, *arguments],
            env=self.environment(),
            cwd=self.home,
            capture_output=True,
            encoding="utf-8",
            timeout=LIMIT_S,
        )
        what = f"{program.name} {' '.join(arguments)}"
        if done.returncode:
            fail(f"{what} ended with status {done.returncode}:\n{done.stderr}")
        for line in done.stderr.splitlines():
            if not line.startswith("darkviewer: "):
                fail(f"{what} printed a stray line: {line}")
        return done.stdout

    def first_window_s(self) -> float:
        """Seconds from exec to the first paint of the window.

        On Windows of the program with a console: the other may have no output.
        """
        started = time.perf_counter()
        with subprocess.Popen(
            [self.program(window=False), "--fresh"],
            env=self.environment() | {"DARKVIEWER_REPORT_FIRST_PAINT": "1"},
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            seconds = time.perf_counter() - started
            _, complaints = process.communicate(timeout=LIMIT_S)
        if line.strip() != "first paint" or complaints or process.returncode:
            fail(f"no window appeared: {line}{complaints}")
        return seconds


def fail(reason: str) -> None:
    sys.exit(f"smoke test: {reason}")


def check_commands(bundle: Bundle, version: str) -> None:
    said = bundle.run("--version").strip()
    if said != f"darkviewer {version}":
        fail(f"--version says {said!r}, not {version}")
    passed = bundle.run("selftest").splitlines()
    if len(passed) != 2:
        fail(f"selftest says {passed}")


def check_engine(bundle: Bundle) -> None:
    """A demo, its sessions, one processed by both engines and by the PSF test."""
    root = bundle.home / "captures"
    bundle.run("demo", *DEMO, "--out", str(root), "--no-window")
    found = json.loads(bundle.run("sessions", str(root), "--json"))["sessions"]
    session = max(found, key=lambda item: item["shape"][0])
    results = bundle.home / "results"
    options = ("--engine", "ccdproc", "--out", str(results), "--json")
    document = json.loads(bundle.run("process", session["path"], *options))
    if document["reference"]["residual_difference_e"] != 0:
        fail(f"ccdproc disagrees: {document['reference']}")
    kinds = {path.suffix for path in results.iterdir()}
    if not kinds >= {".fits", ".ecsv", ".csv", ".reg"}:
        fail(f"process wrote only {sorted(kinds)}")
    judged = bundle.run("process", session["path"], "--criterion", "psf", "--json")
    if not any(frame["candidates"] for frame in json.loads(judged)["frames"]):
        fail("the PSF test finds no star in the demo")
    archive = bundle.home / "archive"
    bundle.run("batch", str(root), "--out", str(archive), "--workers", "2")
    if not list(archive.glob("series/*/series.json")):
        fail("batch has no results")
    sensor = bundle.home / "sensor" / "sensor.fits"
    bundle.run("sensor", session["path"], "--out", str(sensor))
    light = next(iter(sorted(Path(session["path"]).glob("*.fits"))))
    vetted = bundle.run("vet", str(light), "--sensor", str(sensor), "--json")
    if json.loads(vetted)["dark"] != "level":
        fail(f"vet says {vetted[:200]}")


def check_manual(bundle: Bundle) -> None:
    """Help > Manual finds its pages."""
    pages = {path.name for path in bundle.folder.rglob("_resources/manual/*.md")}
    if "manual.md" not in pages:
        fail(f"the manual is missing: {sorted(pages)}")


def check_window(bundle: Bundle) -> None:
    """It opens the demo, calibrates, selects a candidate, draws itself and closes."""
    picture = bundle.home / "window.png"
    place = ("--out", str(bundle.home / "captures"))
    bundle.run(
        "demo", *DEMO, *place, "--fresh", "--screenshot", str(picture), window=True
    )
    width, height = picture_size(picture)
    if width < 1024 or height < 700:
        fail(f"the window is only {width}x{height}")


def picture_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    if head[:8] != b"\x89PNG\r\n\x1a\n":
        fail(f"{path.name} is no picture")
    width, height = struct.unpack(">II", head[16:])
    return width, height


def main(folder: Path, version: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        bundle = Bundle(folder, Path(home))
        check_commands(bundle, version)
        check_manual(bundle)
        check_engine(bundle)
        check_window(bundle)
        starts = sorted(bundle.first_window_s() for _ in range(STARTS))
    facts = {
        "first_window_s": round(statistics.median(starts), 2),
        "first_window_all_s": [round(seconds, 2) for seconds in starts],
        "selftest": "passed",
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
