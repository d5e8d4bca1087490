"""The window on desktops of other languages, each in a process of its own.

Python and Qt take their locale when they start, and the C library looks for it on disk:
the locales are built from their sources where the system has those.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.locales import LOCALES, build
from tests.helpers.captures import cube, write_capture

CHILD = """
import json, locale, sys, time
from pathlib import Path

from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.storage.appdata.settings import Settings

application = make_application()
window = make_window(Settings())
window.show()
window.open_path(Path(sys.argv[1]))
end = time.monotonic() + 60
while time.monotonic() < end:
    application.processEvents()
    time.sleep(0.002)
    if window.workspace.candidates is not None and not window.tasks.busy:
        break
found = {
    "locale": locale.setlocale(locale.LC_CTYPE, None),
    "candidates": len(window.workspace.candidates),
    "title": window.windowTitle(),
    "threshold": window.parameters.rows["threshold_e"].field.text(),
}
window.close()
print(json.dumps(found))
"""


def run(capture: Path, **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(capture)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", LOCALES)
def test_the_window_opens_a_capture(name: str, tmp_path: Path) -> None:
    if not build(name, tmp_path):
        pytest.skip(f"there is neither {name} nor what it could be built from")
    capture = write_capture(tmp_path, cube())
    found = run(capture, LC_ALL=f"{name}.UTF-8", LOCPATH=str(tmp_path))
    assert found["locale"] == f"{name}.UTF-8"
    assert found["candidates"] > 0
    assert "Dark30s" in found["title"]
    assert found["threshold"] == "200 e⁻"  # numbers on screen are the same everywhere


def test_the_window_opens_without_any_locale(tmp_path: Path) -> None:
    found = run(write_capture(tmp_path, cube()), LC_ALL="C")
    assert found["candidates"] > 0
