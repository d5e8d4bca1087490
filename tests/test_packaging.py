"""The bundle's parts that can be tried without building one."""

from __future__ import annotations

import ast
import configparser
import ctypes
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.helpers.places import ROOT

PACKAGING = ROOT / "packaging"
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="ICU comes with Linux's Qt")


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a module of the packaging folder by name."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    before = set(sys.modules)

    def imported(name: str) -> ModuleType:
        return importlib.import_module(name)

    yield imported
    for name in set(sys.modules) - before:
        source = getattr(sys.modules[name], "__file__", None) or ""
        if Path(source).parent == PACKAGING:
            del sys.modules[name]


def test_the_folder_does_not_shadow_the_package_of_pypi() -> None:
    assert not (PACKAGING / "__init__.py").exists()
    found = importlib.util.find_spec("packaging.version")
    assert found is not None
    assert PACKAGING not in Path(str(found.origin)).parents


def test_the_spec_compiles() -> None:
    source = (PACKAGING / "darkviewer.spec").read_text(encoding="utf-8")
    compile(source, "darkviewer.spec", "exec")


# what is left out


def imported_names(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{a.name}", node.lineno) for a in node.names)


def test_nothing_we_import_is_left_out(part: Any) -> None:
    contents = part("contents")
    faults = [
        f"{path.relative_to(ROOT)}:{line} imports {name}, which the bundle leaves out"
        for path in (ROOT / "darkviewer").rglob("*.py")
        for name, line in imported_names(path)
        if not contents.used_module(name)
    ]
    assert not faults, "\n".join(faults) + "\nsee packaging/contents.py"


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("scipy.ndimage", True),
        ("scipy.linalg", False),
        ("scipy.linalg.blas", False),
        ("astropy.tests.runner", True),
        ("astropy.table.tests.test_table", False),
        ("ssl", False),
        ("sslx", True),
    ],
)
def test_used_module(part: Any, name: str, used: bool) -> None:
    assert part("contents").used_module(name) is used


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/opengl32sw.dll", False),
        ("astropy_iers_data/data/Leap_Second.dat", True),
        ("astropy_iers_data/data/finals2000A.all", False),
        ("darkviewer/_resources/icons/darkviewer.svg", True),
    ],
)
def test_used_file(part: Any, name: str, used: bool) -> None:
    assert part("contents").used_file(name) is used


def test_a_library_goes_with_the_last_that_needs_it(part: Any) -> None:
    needs = {
        "plugin.so": {"libA.so"},
        "libA.so": {"libB.so", "libc.so"},
        "libB.so": set(),
        "libGtk.so": {"libB.so", "libCairo.so"},
        "libCairo.so": {"libGtk.so"},
    }
    orphans = part("contents").orphans(needs, ["plugin.so"])
    assert orphans == {"libGtk.so", "libCairo.so"}


def test_pyqtgraph_draws_with_the_stand_ins(part: Any) -> None:
    code = """
import importlib.util, sys
from pathlib import Path
folder = Path(sys.argv[1])
for name in sys.argv[2:]:
    source = folder / "stand_ins" / (name.split(".")[1] + ".py")
    spec = importlib.util.spec_from_file_location(name, source)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
from PySide6.QtWidgets import QApplication
application = QApplication([])
import pyqtgraph
plot = pyqtgraph.PlotWidget()
plot.plot([1, 3, 2])
plot.addItem(pyqtgraph.ImageItem())
assert not plot.grab().isNull()
"""
    names = part("contents").STAND_INS
    done = subprocess.run(
        [sys.executable, "-c", code, str(PACKAGING), *names],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


# smaller


def test_icu_package_is_packed_as_it_was(part: Any) -> None:
    icu = part("icu")
    header = (32).to_bytes(2, "little") + b"\xda\x27" + bytes(28)
    items = {"icudt73l/a.res": b"a" * 16, "icudt73l/curr/b.res": b"bc" * 24}
    package = icu.pack(header, items)
    assert icu.unpack(package) == (header, items)
    assert icu.pack(*icu.unpack(package)) == package


@LINUX
def test_icu_keeps_what_qt_asks_for(part: Any, tmp_path: Path) -> None:
    import PySide6

    icu = part("icu")
    libraries = Path(PySide6.__path__[0]) / "Qt" / "lib"
    original = next(libraries.glob("libicudata.so*"))
    library = Path(shutil.copy(original, tmp_path))
    assert icu.trim(library) == original.stat().st_size - library.stat().st_size > 10e6
    (name,) = set(re.findall(rb"icudt\d+_dat", library.read_bytes()))
    assert getattr(ctypes.CDLL(str(library)), name.decode())

    kept, before = (icu.unpack(package_of(path))[1] for path in (library, original))
    assert {item.split("/")[1] for item in before.keys() - kept.keys()} == set(
        icu.UNUSED_TREES
    )
    assert all(before[name].startswith(item) for name, item in kept.items())


def package_of(library: Path) -> bytes:
    data = library.read_bytes()
    start = data.index(b"\xda\x27\x14\x00") - 2
    segment_bytes = int.from_bytes(data[64 + 32 : 64 + 40], "little")
    return data[start:segment_bytes]


def test_icu_refuses_another_library(part: Any, tmp_path: Path) -> None:
    library = tmp_path / "libicudata.so.99"
    library.write_bytes(b"\x7fELF" + bytes(5000))
    with pytest.raises(ValueError, match=r"libicudata\.so\.99 holds no ICU data"):
        part("icu").trim(library)
    assert library.stat().st_size == 5004


@POSIX
def test_equal_libraries_are_kept_once(part: Any, tmp_path: Path) -> None:
    texts = {"a.libs/x.so": "1", "b.libs/x.so": "1", "b.libs/y.so": "1"}
    texts |= {"b.libs/z.so": "2", "c/x.so": "1"}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    part("slim").link_duplicates(tmp_path)
    links = {
        str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_symlink()
    }
    assert links == {"b.libs/x.so"}
    assert {name: (tmp_path / name).read_text() for name in texts} == texts


# licences


def sources_here() -> list[Path]:
    import json

    import numpy
    import PySide6.QtCore

    return [
        Path(numpy.__file__),
        Path(PySide6.QtCore.__file__),
        Path(json.__file__),
        ROOT / "resources" / "icons" / "darkviewer.svg",
    ]


def test_licences_of_everything_collected(
    part: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    licences = part("licences")
    monkeypatch.setattr(licences, "BOOTLOADER", "pluggy")  # PyInstaller is not here
    found = licences.components(sources_here())
    names = {item.name.lower() for item in found}
    assert names >= {"numpy", "pyside6_essentials", "python", "pluggy", "inter font"}
    assert "scipy" not in names

    folder = tmp_path / "LICENSES"
    licences.write(found, folder)
    listed = (folder / "README.txt").read_text(encoding="utf-8")
    assert re.search(r"^numpy [\d.]+: BSD-3-Clause", listed, re.MULTILINE)
    lesser = folder / "PySide6_Essentials" / "LGPL-3.0.txt"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in lesser.read_text(encoding="utf-8")
    for item in found:
        assert len(list((folder / item.name).iterdir())) == len(item.texts) > 0


def test_a_file_of_unknown_origin_stops_the_build(
    part: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    licences = part("licences")
    monkeypatch.setattr(licences, "BOOTLOADER", "pluggy")
    stray = tmp_path / "libstray.so"
    stray.touch()
    with pytest.raises(ValueError, match=r"libstray\.so belongs to no known package"):
        licences.components([stray])


# Linux


def desktop_entry(path: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(path, encoding="utf-8")
    return parser["Desktop Entry"]


def test_desktop_entry() -> None:
    path = PACKAGING / "linux" / "darkviewer.desktop"
    entry = desktop_entry(path)
    assert (entry["Type"], entry["Name"], entry["Icon"]) == (
        *("Application", "Darkviewer", "darkviewer"),
    )
    assert entry["Exec"].endswith(" %f")
    assert "image/fits" in entry["MimeType"].split(";")
    if validator := shutil.which("desktop-file-validate"):
        done = subprocess.run([validator, path], capture_output=True, text=True)
        assert done.stdout + done.stderr == ""


@POSIX
def test_install_and_uninstall(tmp_path: Path) -> None:
    home = tmp_path / "home"
    bundle = tmp_path / 'Dunkel & "Bilder" $5 100% | a\\b'
    shutil.copytree(PACKAGING / "linux", bundle)
    for name in ("darkviewer", "darkviewer.svg", "darkviewer.png"):
        (bundle / name).touch(0o755)
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    home.mkdir()

    subprocess.run(["sh", bundle / "install.sh"], env=environment, check=True)
    entry = desktop_entry(home / ".local/share/applications/darkviewer.desktop")
    assert program_of(entry["Exec"]) == str(bundle / "darkviewer")
    assert (home / ".local/bin/darkviewer").resolve() == bundle / "darkviewer"

    subprocess.run(["sh", bundle / "uninstall.sh"], env=environment, check=True)
    left = [p for p in home.rglob("*") if not p.is_dir() and p.name != "mimeinfo.cache"]
    assert left == []


def program_of(command: str) -> str:
    """First word of an Exec value: string escapes, then quotes, then field codes."""
    text = re.sub(r"\\(.)", r"\1", command)
    quoted = re.match(r'"((?:[^"\\]|\\.)*)" %f$', text)
    assert quoted is not None
    return re.sub(r"\\(.)", r"\1", quoted[1]).replace("%%", "%")


# Windows


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", "(0, 1, 0, 0)"), ("2.10.3rc1", "(2, 10, 3, 1)")],
)
def test_version_resource(part: Any, version: str, numbers: str) -> None:
    text = part("build").version_resource(version)
    ast.parse(text)
    assert f"filevers={numbers}," in text
    assert f"StringStruct('ProductVersion', '{version}')" in text
    assert "$" not in text


def test_installer_script() -> None:
    folder = PACKAGING / "windows"
    script = (folder / "darkviewer.iss").read_text(encoding="utf-8")
    assert "AppVersion={#AppVersion}" in script
    assert "PrivilegesRequired=lowest" in script
    for key in ("LicenseFile", "SetupIconFile"):
        (named,) = re.findall(rf"^{key}=(.+)$", script, re.MULTILINE)
        assert (folder / named.replace("\\", "/")).is_file()
    for suffix in (".fits", ".fit", ".fts"):
        assert rf"Software\Classes\{suffix}\OpenWithProgids" in script


# build and smoke test


def test_sizes_count_links_as_links(part: Any, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(bytes(2_540_000))
    if os.name == "posix":
        (tmp_path / "link").symlink_to("folder/file")
    assert part("build").megabytes(tmp_path.rglob("*")) == 2.5


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], []),
        (["--version"], ["--version"]),
        (["demo"], ["demo"]),
        ([str(ROOT)], ["open", str(ROOT)]),
        (["process", str(ROOT)], ["process", str(ROOT)]),
    ],
)
def test_a_dropped_path_is_opened(
    part: Any, given: list[str], passed: list[str]
) -> None:
    assert part("start").arguments(given) == passed


@POSIX
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo fine; echo 'darkviewer: wrote it' >&2", None),
        ("echo 'QObject: stray' >&2", "printed a stray line: QObject: stray"),
        ("exit 3", "ended with status 3"),
    ],
)
def test_smoke_test_is_strict(
    part: Any, tmp_path: Path, script: str, reason: str | None
) -> None:
    program = tmp_path / "darkviewer"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    bundle = part("smoke_test").Bundle(tmp_path, tmp_path)
    if reason is None:
        assert bundle.run() == "fine\n"
    else:
        with pytest.raises(SystemExit, match=reason):
            bundle.run()


@POSIX
def test_smoke_test_measures_the_first_window(part: Any, tmp_path: Path) -> None:
    program = tmp_path / "darkviewer"
    program.write_text("#!/bin/sh\nsleep 0.2\necho first paint\n")
    program.chmod(0o755)
    bundle = part("smoke_test").Bundle(tmp_path, tmp_path)
    assert 0.2 <= bundle.first_window_s() < 5
    program.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
    with pytest.raises(SystemExit, match="no window appeared: no display"):
        bundle.first_window_s()


def test_workflow_pins_every_action_and_needs_no_secret() -> None:
    text = (ROOT / ".github/workflows/bundle.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    actions = [step["uses"] for step in steps if "uses" in step]
    assert len(actions) == 5
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", a) for a in actions)
    assert "secrets." not in text
    assert jobs["bundle"]["strategy"]["matrix"]["os"] == [
        "ubuntu-22.04",
        "windows-2022",
    ]
