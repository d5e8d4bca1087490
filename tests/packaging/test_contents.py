"""What the bundle leaves out."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.places import ROOT
from tests.helpers.platforms import PACKAGING


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


OPTIONAL = ("_hashlib", "_ssl", "ssl", "numcodecs", "google_crc32c")
"""What photutils and what it imports do without."""


def test_nothing_that_measures_a_psf_is_left_out(part: Any) -> None:
    """It imports more of scipy and astropy than we do."""
    code = "import photutils.psf, sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    used = part("contents").used_module
    missing = {name.partition(".")[0] for name in run.stdout.split() if not used(name)}
    assert missing <= set(OPTIONAL)


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("scipy.ndimage", True),
        ("scipy.spatial", True),
        ("scipy.signal", False),
        ("scipy.signal.windows", False),
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


def test_what_only_compiled_code_imports_is_named(part: Any) -> None:
    """PyInstaller reads sources: of photutils each compiled part must be in one."""
    code = """
import sys
from pathlib import Path
import photutils.background, photutils.psf
for name, module in list(sys.modules.items()):
    file = getattr(module, "__file__", None) or ""
    if name.startswith("photutils.") and file.endswith((".so", ".pyd")):
        sources = Path(file).parent.glob("*.py")
        word = name.rpartition(".")[2]
        if not any(f"import {word}" in s.read_text() or f".{word} import" in
                   s.read_text() for s in sources):
            print(name)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    hidden = set(done.stdout.split())
    assert hidden == set(part("contents").HIDDEN_MODULES)


def test_nothing_that_makes_a_report_is_left_out(part: Any) -> None:
    code = (
        "from darkviewer.reports.page.environment import environment\n"
        "environment().get_template('report.html'); import sys; print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    used = part("contents").used_module
    missing = {name.partition(".")[0] for name in run.stdout.split() if not used(name)}
    assert missing <= set(OPTIONAL)
