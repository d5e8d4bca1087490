"""Build the bundle in a clean environment of its own, pack it and smoke-test it.

`python packaging/build.py` needs nothing installed but Python 3.11 or newer and, on
Linux, `strip` and `xvfb-run`. The result is in `dist/`, with the measured facts
in `dist/bundle-report.json`.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Any

import slim
from source_date import forget_scripts, source_date, stamp_files

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"
ENVIRONMENT = BUILD / "bundle-env"
FOLDER = DIST / "darkviewer"
REPORT = DIST / "bundle-report.json"

LINUX = sys.platform == "linux"
WINDOWS = sys.platform == "win32"

GOALS = {"unpacked_mb": 200.0, "compressed_mb": 70.0, "first_window_s": 1.2}
"""Millions of bytes, and seconds from exec to the first paint."""

NEEDED_TOOLS = {
    "strip": "binutils",
    "objcopy": "binutils",
    "Xvfb": "xvfb",
    "xvfb-run": "xvfb",
    "xauth": "xauth",
}
"""Linux: program -> Debian package."""


def main() -> None:
    check_tools()
    python = make_environment()
    if LINUX:
        check_qt_libraries()
    version = version_of(python)
    freeze(python, version)
    if LINUX:
        slim.strip_symbols(FOLDER)
        slim.link_duplicates(FOLDER)
        slim.trim_icu(FOLDER)
        add_desktop_files(FOLDER)
    add_licences(python)
    forget_scripts(FOLDER)
    stamp_files(FOLDER, source_date())
    packed = pack(version)
    facts = smoke_test(python, packed, version)
    report = {
        "version": version,
        "platform": f"{platform.system()} {platform.machine()}",
        "unpacked_mb": megabytes(FOLDER.rglob("*")),
        "compressed_mb": megabytes([packed]),
        **facts,
        "archive": packed.name,
        "sha256": checksum(packed),
    }
    REPORT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    tell(report)


def check_tools() -> None:
    """Say what is missing before minutes are spent without it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever builds may have any
        sys.exit("The bundle needs Python 3.11 or newer: make bundle PYTHON=...")
    if not LINUX:
        return
    missing = {package for tool, package in NEEDED_TOOLS.items() if not which(tool)}
    if missing:
        names = " ".join(sorted(missing))
        sys.exit(f"The bundle needs more tools: sudo apt-get install -y {names}")


def which(tool: str) -> str | None:
    return shutil.which(tool)


# the program, frozen


def make_environment() -> Path:
    """An environment with nothing but the program and PyInstaller; kept while it fits.

    astropy's hook fails where pytest is installed, and every package found there may
    end up in the bundle.
    """
    python = ENVIRONMENT / ("Scripts/python.exe" if WINDOWS else "bin/python")
    inputs = (
        ROOT / "pyproject.toml",
        ROOT / "constraints.txt",
        HERE / "requirements.txt",
    )
    made_from = sys.version + "".join(path.read_text("utf-8") for path in inputs)
    stamp = ENVIRONMENT / "made-from.txt"
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    pip += ["--constraint", str(ROOT / "constraints.txt")]
    if not stamp.is_file() or stamp.read_text("utf-8") != made_from:
        say("making a clean environment")
        try:
            venv.create(ENVIRONMENT, clear=True, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit("Python lacks venv: sudo apt-get install -y python3-venv")
        run([*pip, "--requirement", str(HERE / "requirements.txt"), str(ROOT)])
        stamp.write_text(made_from, "utf-8")
    run([*pip, "--force-reinstall", "--no-deps", str(ROOT)])  # the current code
    return python


def check_qt_libraries() -> None:
    """Check that Qt's X11 plugin finds its libraries, which the bundle must contain."""
    plugin = next(ENVIRONMENT.rglob("platforms/libqxcb.so"))
    linked = subprocess.run(["ldd", plugin], capture_output=True, text=True, check=True)
    missing = re.findall(r"(\S+) => not found", linked.stdout)
    if missing:
        names = " ".join(sorted(set(missing)))
        sys.exit(f"Qt lacks libraries ({names}): `make setup` installs them")


def version_of(python: Path) -> str:
    code = "import darkviewer; print(darkviewer.__version__)"
    done = subprocess.run(
        [python, "-I", "-c", code], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def freeze(python: Path, version: str) -> None:
    say("collecting with PyInstaller")
    BUILD.mkdir(exist_ok=True)
    resource = BUILD / "version-resource.txt"
    resource.write_text(version_resource(version), "utf-8")
    # Not in the checkout: its folders would be found before the installed program.
    options = ["--noconfirm", "--log-level=ERROR"]
    options += [f"--distpath={DIST}", f"--workpath={BUILD}"]
    run(
        [str(python), "-m", "PyInstaller", *options, str(HERE / "darkviewer.spec")],
        cwd=BUILD,
        env=os.environ
        | {
            "DARKVIEWER_VERSION": version,
            "DARKVIEWER_VERSION_RESOURCE": str(resource),
            "PYTHONWARNINGS": "ignore",
            "PYTHONHASHSEED": "1",  # the same source, the same bytes
            "SOURCE_DATE_EPOCH": str(source_date()),
            "PYI_LOG_LEVEL": "ERROR",  # counts before the option is read
        },
    )


def version_resource(version: str) -> str:
    """Details that Windows shows under Properties; also read by virus scanners."""
    numbers = [int(number) for number in re.findall(r"\d+", version)][:4]
    numbers += [0] * (4 - len(numbers))
    template = Template((HERE / "windows" / "version-resource.txt").read_text("utf-8"))
    return template.substitute(version=version, numbers=tuple(numbers))


# whole and packed


def add_desktop_files(folder: Path) -> None:
    for name in ("darkviewer.desktop", "install.sh", "uninstall.sh"):
        shutil.copy(HERE / "linux" / name, folder / name)
    for kind in ("svg", "png"):
        shutil.copy(ROOT / "resources" / "icons" / f"darkviewer.{kind}", folder)


def add_licences(python: Path) -> None:
    collected = BUILD / "darkviewer" / "collected.json"
    run(
        [
            str(python),
            "-I",
            str(HERE / "licences.py"),
            str(collected),
            str(FOLDER / "LICENSES"),
        ]
    )


def pack(version: str) -> Path:
    say("packing")
    name = f"darkviewer-{version}-{sys.platform}-{platform.machine().lower()}"
    if LINUX:
        packed = DIST / f"{name}.tar.xz"
        pack_tar(FOLDER, packed)
    else:
        packed = Path(shutil.make_archive(str(DIST / name), "zip", DIST, FOLDER.name))
    if WINDOWS:
        write_checksum(make_installer(version))
    write_checksum(packed)
    return packed


def pack_tar(folder: Path, packed: Path) -> None:
    """A tar.xz; machine code packs better after its addresses are made absolute."""

    def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        return entry

    filters: list[dict[str, Any]] = [{"id": lzma.FILTER_LZMA2, "preset": 9}]
    if platform.machine() == "x86_64":
        filters.insert(0, {"id": lzma.FILTER_X86})
    with (
        lzma.open(packed, "wb", filters=filters) as stream,
        tarfile.open(fileobj=stream, mode="w") as archive,
    ):
        archive.add(folder, arcname=folder.name, filter=anonymous)


def make_installer(version: str) -> Path:
    compiler = which("ISCC") or r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe"
    if not Path(compiler).is_file():
        sys.exit("The installer needs Inno Setup 6: choco install innosetup")
    script = HERE / "windows" / "darkviewer.iss"
    run([compiler, "/Qp", f"/DAppVersion={version}", f"/O{DIST}", str(script)])
    return DIST / f"darkviewer-{version}-setup.exe"


def write_checksum(path: Path) -> None:
    line = f"{checksum(path)}  {path.name}\n"
    path.with_name(path.name + ".sha256").write_text(line, "utf-8", newline="\n")


def smoke_test(python: Path, packed: Path, version: str) -> dict[str, Any]:
    """Unpack what was packed and try it where it was not built."""
    say("smoke-testing")
    command = [str(python), "-I", str(HERE / "smoke_test.py")]
    if LINUX:
        command = [
            "xvfb-run",
            "--auto-servernum",
            "--server-args",
            "-screen 0 1600x1000x24",
            *command,
        ]
    with tempfile.TemporaryDirectory(prefix="bundle für Dunkelbilder ") as place:
        shutil.unpack_archive(packed, place)
        done = subprocess.run(
            [*command, str(Path(place, FOLDER.name)), version],
            stdout=subprocess.PIPE,
            text=True,
        )
    if done.returncode:
        sys.exit(f"The smoke test of {packed.name} failed, see above")
    return json.loads(done.stdout)


# the report


def megabytes(files: Iterable[Path]) -> float:
    """Size in millions of bytes; a link counts as itself."""
    sizes = (
        path.lstat().st_size for path in files if path.is_symlink() or path.is_file()
    )
    return round(sum(sizes) / 1e6, 1)


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tell(report: dict[str, Any]) -> None:
    for key, value in report.items():
        goal = GOALS.get(key)
        verdict = (
            "" if goal is None else f"  (goal: {goal:g})" + " MISSED" * (value > goal)
        )
        print(f"{key:16} {value}{verdict}")
    print(f"{'report':16} {REPORT}")


def run(command: list[str], **options: Any) -> None:
    done = subprocess.run(command, **options)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed with status {done.returncode}")


def say(text: str) -> None:
    print(f"bundle: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
