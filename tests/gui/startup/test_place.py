"""The window fits its screen, and is found where it was with the same screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize

from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.place import Placing, first_place
from darkviewer.storage.appdata.settings import Settings

SCREENS = {  # as programs see them: in device-independent pixels
    "1366x768": (1366, 768, 1.0),
    "1280x720": (1280, 720, 1.0),
    "1920x1080 at 125 %": (1536, 864, 1.25),
    "1920x1080 at 150 %": (1280, 720, 1.5),
    "1920x1080 at 200 %": (960, 540, 2.0),
    "2560x1440 at 200 %": (1280, 720, 2.0),
    "2560x1440": (2560, 1440, 1.0),
}
FRAME = QSize(16, 48)

CHILD = """
import json, sys, time
from PySide6.QtCore import QPoint, QRect
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.gui.startup.memory import remember
from darkviewer.gui.startup.place import Placing
from darkviewer.storage.appdata.settings import load, save

application = make_application()
settings, _ = load()
window = make_window(settings)
Placing(window, settings)
window.show()
end = time.monotonic() + 1
while time.monotonic() < end:
    application.processEvents()
    time.sleep(0.01)
first = window.geometry().getRect()
if len(sys.argv) > 1:
    window.setGeometry(*json.loads(sys.argv[1]))
    application.processEvents()
status = window.status
place = QRect(status.mapTo(window, QPoint()), status.size())
print(json.dumps({
    "first": first,
    "whole": window.frameGeometry().getRect(),
    "room": window.screen().availableGeometry().getRect(),
    "status": status.isVisible() and window.rect().contains(place),
    "least": window.minimumSize().toTuple(),
}))
remember(window, settings)
save(settings)
window.close()
"""


def started(
    folder: Path, *screens: tuple[int, int, float], move_to: Any = None
) -> dict[str, Any]:
    """One run of the window on these screens, side by side."""
    left, listed = 0, []
    for number, (width, height, scale) in enumerate(screens):
        listed.append(
            {"name": str(number), "x": left, "y": 0, "width": width, "height": height}
            | {"dpr": scale, "logicalDpi": 96, "logicalBaseDpi": 96}
        )
        left += width
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": listed, "windowFrameMargins": True}))
    arguments = [] if move_to is None else [json.dumps(move_to)]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(found, dict)
    return found


def within(inner: Any, outer: Any) -> bool:
    return QRect(*outer).contains(QRect(*inner))


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_the_first_place_leaves_room_for_frame_and_panels(
    screen: tuple[int, int, float],
) -> None:
    room = QRect(0, 28, screen[0], screen[1] - 28)  # a panel at the top
    place = first_place(room, FRAME)
    whole = QRect(
        place.x() - 8, place.y() - 40, place.width() + 16, place.height() + 48
    )
    assert room.contains(whole)
    assert place.width() == min(1440, screen[0] - 16)
    assert place.height() == min(900, screen[1] - 28 - 48)
    assert abs(whole.center().x() - room.center().x()) <= 1


@pytest.mark.parametrize("name", ["1366x768", "1920x1080 at 200 %"])
def test_the_first_window_fits_its_screen(name: str, tmp_path: Path) -> None:
    found = started(tmp_path, SCREENS[name])
    assert within(found["whole"], found["room"])
    assert found["status"]


@pytest.mark.timeout(300)  # five starts, on a machine that has much else to do
def test_each_setup_of_screens_has_its_own_place(tmp_path: Path) -> None:
    """A desk with two screens, and the notebook alone."""
    laptop, desk = SCREENS["1366x768"], SCREENS["2560x1440"]
    started(tmp_path, laptop, desk, move_to=[1500, 100, 1800, 1200])
    alone = started(tmp_path, laptop)
    assert within(alone["whole"], alone["room"])
    moved = [20, 40, 1100, 650]
    started(tmp_path, laptop, move_to=moved)
    assert started(tmp_path, laptop, desk)["first"] == [1500, 100, 1800, 1200]
    assert started(tmp_path, laptop)["first"] == moved


def test_a_window_that_reaches_beyond_its_screen_is_taken_back(
    window: MainWindow,
) -> None:
    placing = Placing(window, Settings())
    room = window.screen().availableGeometry()
    window.setGeometry(room.right() - 300, room.bottom() - 200, 2000, 2000)
    placing._settle()
    assert room.contains(window.frameGeometry())
    placing._soon.stop()
