"""A small archive, processed from the window, for the pictures of the manual."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QWidget

from darkviewer.gui.dialogs.archive import ArchivePanel
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application
from darkviewer.storage.demo.sharpcap import fits_bytes
from tests.helpers.shots import SHOT

_SHOWN = "/data"
"""In the place of a folder that has another name each time."""
_SIZE = 512


def archive(folder: Path, nights: int) -> Path:
    """Darks of some nights, with one night of flats and one that was cut off."""
    rng = np.random.default_rng(1)
    level = rng.gamma(4, 2_000, (_SIZE, _SIZE))
    for night in range(1, nights + 1):
        name = "Flat" if night == nights - 2 else "Dark30s"
        place = folder / "darks" / f"2024-05-{night:02}" / "21_38_48" / name
        place.mkdir(parents=True)
        for number in range(1, 7):
            raw = np.clip(rng.poisson(level), 0, 65_535).astype("u2")
            content = fits_bytes(raw, SHOT)
            if night == nights - 3:
                content = content[:100_000]
            (place / f"{number:05}.fits").write_bytes(content)
    return folder / "darks"


def running(window: MainWindow) -> None:
    """Some series done, others to do."""
    _begin(window)
    _wait(lambda: window.archive.done >= 4)
    _name_folders(window)


def done(window: MainWindow) -> None:
    _begin(window)
    _wait(lambda: not window.archive.running)
    _name_folders(window)


def panel(window: MainWindow) -> QWidget:
    return _panel(window)


def overview(page: Path, picture: Path) -> bool:
    """The page as Chromium shows it; False where that is not installed."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None or not page.exists():
        return False
    folder = page.parent.parent
    copy = page.with_name("shown.html")
    text = page.read_text(encoding="utf-8").replace(str(folder), _SHOWN)
    copy.write_text(text, encoding="utf-8")
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-sync"]
    profile = f"--user-data-dir={folder / 'browser'}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    view = ["--window-size=1280,800", f"--screenshot={picture}", copy.as_uri()]
    subprocess.run(
        [browser, *options, *quiet, profile, *view], check=True, stderr=subprocess.PIPE
    )
    return True


def results_of(root: Path) -> Path:
    return root.parent / "results"


def _begin(window: MainWindow) -> None:
    window.actions_by_name["process_below"].trigger()
    dialog, root = _panel(window), window.workspace.root
    assert root is not None
    out = results_of(root)
    shutil.rmtree(out, ignore_errors=True)
    dialog.folder.setText(str(out))
    dialog.workers.setValue(1)
    dialog.begin.click()


def _panel(window: MainWindow) -> ArchivePanel:
    found = window.findChild(ArchivePanel)
    assert found is not None
    return found


def _wait(reached: Callable[[], bool]) -> None:
    while not reached():
        make_application().processEvents()
        time.sleep(0.01)


def _name_folders(window: MainWindow) -> None:
    dialog = _panel(window)
    dialog.folder.setText(f"{_SHOWN}/results")
    dialog.archive.setText(f"{_SHOWN}/darks")
    dialog.overview.setEnabled(True)
