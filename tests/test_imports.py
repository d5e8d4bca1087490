"""No Qt below the window, and nothing imported before it is needed.

Who may import whom is in `pyproject.toml`, checked by import-linter in `make lint`.
"""

from __future__ import annotations

import os
import subprocess
import sys

QT = {"PySide6", "pyqtgraph", "shiboken6", "superqt", "qtpy"}

BLOCKED_QT = """
import importlib, pkgutil, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {qt!r}:
            raise ImportError(name + " is uninstalled in this test")
sys.meta_path.insert(0, NoQt())
from darkviewer import cli, core, reports, runs, storage
for package in (cli, core, reports, runs, storage):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
"""


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
