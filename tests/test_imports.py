"""The import rule: gui -> storage -> core, and no Qt below the wall."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import darkviewer

PACKAGE = Path(darkviewer.__file__).parent
QT = {"PySide6", "pyqtgraph", "shiboken6", "superqt", "qtpy"}
MODULES = sorted(PACKAGE.rglob("*.py"))

BLOCKED_QT = """
import importlib, pkgutil, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {qt!r}:
            raise ImportError(name + " is uninstalled in this test")
sys.meta_path.insert(0, NoQt())
import darkviewer.cli, darkviewer.core, darkviewer.storage
for package in (darkviewer.core, darkviewer.storage):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
"""


def layer(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Every imported module with its line, and whether it is inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, id(node) in inside
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or "", node.lineno, id(node) in inside
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno, id(node) in inside


def forbidden(path: Path, name: str, inside: bool) -> bool:
    top = name.split(".")[0]
    below = layer(path)
    if below in ("core", "storage"):
        upward = ("darkviewer.gui", "darkviewer.cli")
        if below == "core":
            upward += ("darkviewer.storage",)
        return top in QT or name.startswith(upward)
    if below in ("cli", "commands", "report", "__main__", "resources", "__init__"):
        return top in QT or (name.startswith("darkviewer.gui") and not inside)
    return False


def test_nothing_imports_upwards() -> None:
    faults = [
        f"{path.relative_to(PACKAGE.parent)}:{line} imports {name}"
        for path in MODULES
        for name, line, inside in imports(path)
        if forbidden(path, name, inside)
    ]
    assert not faults, "\n".join(sorted(set(faults)))


def test_models_do_not_know_the_widgets() -> None:
    faults = [
        f"{path.name}:{line} imports {name}"
        for path in (PACKAGE / "gui" / "models").glob("*.py")
        for name, line, _ in imports(path)
        if name.startswith(("darkviewer.gui.widgets", "darkviewer.gui.dialogs"))
    ]
    assert not faults, "\n".join(faults)


def test_below_the_wall_everything_imports_without_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED_QT.format(qt=QT)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


FIRST_WINDOW = """
import sys
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.storage.appdata.settings import Settings
make_application()
window = make_window(Settings())
window.show()
window.close()
print(*sys.modules)
"""

NOT_YET = (
    "ccdproc",
    "scipy",
    "astropy",
    "matplotlib",
    "dask",
    "skimage",
    "photutils",
    "darkviewer.core.calibration.pipeline",
    "darkviewer.core.vetting.session",
    "darkviewer.storage.fits.frame",
)


def test_the_first_window_waits_for_nothing_it_does_not_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_WINDOW],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    imported = set(done.stdout.split())
    assert done.returncode == 0, done.stderr
    assert "darkviewer.gui.main_window" in imported
    assert imported.isdisjoint(NOT_YET), imported & set(NOT_YET)
