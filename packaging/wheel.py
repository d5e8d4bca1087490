"""Build the wheel twice, check it, and try it in a clean environment elsewhere.

`python packaging/wheel.py` needs nothing installed but Python 3.11 or newer. The wheel
and the source archive are in `dist/`, each built twice with the same hash.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

from source_date import source_date

__all__ = ["faults"]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DIST = ROOT / "dist"
ENVIRONMENT = ROOT / "build" / "wheel-env"

CAPTURE = "2024-05-08/03_38_48/Dark30s"
PACKAGE, RESOURCES = "darkviewer/", "darkviewer/_resources/"
NEEDED = (
    "darkviewer/py.typed",
    f"{RESOURCES}icons/darkviewer.svg",
    f"{RESOURCES}manual/manual.md",
    f"{RESOURCES}selftest/expected.json",
)
LICENCES = {
    "LICENSE": "BSD-3-Clause",
    "Inter-LICENSE.txt": "OFL-1.1",
    "DejaVuSansMono-LICENSE.txt": "Bitstream-Vera",
}
"""Texts that must be inside, and what the metadata must say of them."""


def main() -> None:
    python = make_environment()
    with tempfile.TemporaryDirectory(prefix="darkviewer wheel ") as place:
        first, second = (build(python, Path(place, name)) for name in ("1", "2"))
        differing = [
            a.name for a, b in zip(first, second, strict=True) if sha(a) != sha(b)
        ]
        if differing:
            sys.exit(f"Built twice, these differ: {', '.join(differing)}")
        run([python, "-m", "twine", "check", "--strict", *map(str, first)])
        (wheel,) = (path for path in first if path.suffix == ".whl")
        found = list(faults(wheel))
        if found:
            sys.exit("\n".join(found))
        try_out(wheel, Path(place))
        DIST.mkdir(exist_ok=True)
        for path in first:
            shutil.copy(path, DIST)
            print(f"{sha(path)}  {DIST / path.name}")


def make_environment() -> str:
    """Tools that build, in an environment of their own; its Python."""
    say("making an environment with the tools")
    python = create(ENVIRONMENT)
    install(python, "--requirement", str(HERE / "wheel-requirements.txt"))
    return python


def build(python: str, folder: Path) -> list[Path]:
    """Source archive and, from that, the wheel."""
    say(f"building, {folder.name} of 2")
    run(
        [python, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(source_date())},
    )
    return sorted(folder.iterdir())


def faults(wheel: Path) -> Iterator[str]:
    """What is wrong with the contents, one sentence each."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (described,) = (name for name in names if name.endswith("dist-info/METADATA"))
        text = archive.read(described).decode("utf-8")
    facts = described.removesuffix("METADATA")
    for name in names:
        if not name.startswith((PACKAGE, facts)):
            yield f"{name} is beside the package"
        if re.search(r"(^|/)(tests?|benchmarks)/|(^|/)(test_|conftest)", name):
            yield f"{name} is a test"
        if name.endswith((".pyc", ".part")):
            yield f"{name} is no source"
    yield from (f"{name} is missing" for name in NEEDED if name not in names)
    expression = Parser().parsestr(text)["License-Expression"] or ""
    for name, licence in LICENCES.items():
        if not any(
            n.startswith(f"{facts}licenses/") and n.endswith(name) for n in names
        ):
            yield f"the text of {licence} is missing: {name}"
        if licence not in expression:
            yield f"the metadata do not say {licence}, only {expression!r}"


def try_out(wheel: Path, place: Path) -> None:
    """Install and use it where nothing of this source is found."""
    say("installing it into a clean environment")
    python = create(place / "environment")
    install(python, "--constraint", str(ROOT / "constraints.txt"), str(wheel))
    clean = {n: v for n, v in os.environ.items() if not n.startswith("PYTHON")}
    clean |= {"HOME": str(place), "XDG_CACHE_HOME": str(place / "cache")}
    clean |= {"QT_QPA_PLATFORM": "offscreen"}
    program = str(Path(python).with_name("darkviewer"))
    demo, picture = place / "demo", place / "window.png"
    for arguments in (
        ["--version"],
        ["selftest"],
        ["demo", "--out", str(demo), "--size=128", "--frames=4", "--no-window"],
        ["process", str(demo / CAPTURE), "--out", str(place / "results")],
        ["open", str(demo), "--screenshot", str(picture)],
    ):
        say(f"darkviewer {arguments[0]}")
        run([program, *arguments], cwd=place, env=clean, stdout=subprocess.DEVNULL)
    if not picture.is_file() or not list((place / "results").glob("MasterDark*.fits")):
        sys.exit("The program ended well but left no picture or no master")


def create(folder: Path) -> str:
    try:
        venv.create(folder, clear=True, with_pip=True)
    except subprocess.CalledProcessError:
        sys.exit("Python lacks venv: sudo apt-get install -y python3-venv")
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    return str(scripts / "python")


def install(python: str, *what: str) -> None:
    run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *what])


def run(command: list[str], **options: object) -> None:
    done = subprocess.run(command, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} failed with status {done.returncode}")


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(text: str) -> None:
    print(f"wheel: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
