"""A user without a plan finds nothing; and what there is to find is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from benchmarks.random_user import faults, rounds
from benchmarks.random_user.captures import Captures
from benchmarks.random_user.cut_text import cut_texts
from benchmarks.random_user.hands import Hands
from benchmarks.random_user.moves import MOVES
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, SparedLabel
from tests.helpers.places import ROOT

SECONDS = 15
FAULTS = {
    "exception": "1 / 0",
    "Qt warning": "QPainter().drawPoint(0, 0)",
    "stall": "time.sleep(2.5)",
    "unraisable": "class Odd:\n    def __del__(self): 1 / 0\nOdd()",
    "exception in a thread": "t = threading.Thread(target=lambda: 1 / 0)\nt.start()",
    "error in the log": "logging.getLogger('darkviewer').error('no such thing')",
}
SCRIPT = """
import logging, threading, time
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from benchmarks.random_user import faults

application = QApplication([])
faults.listen()
window = QWidget()
window.show()
heartbeat = faults.Heartbeat(lambda: "the test")
heartbeat.start()
QTimer.singleShot(100, lambda: exec({code!r}, globals()))
QTimer.singleShot(4000, application.quit)
application.exec()
"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [20240508])
def test_random_events_leave_the_window_sound(seed: int) -> None:
    made = rounds.run_round(seed, moves=10_000, seconds=SECONDS)
    # Texts that a dragged divider cuts off are for the long runs.
    assert made.found in ("", "texts that are cut off:"), made.text


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_of_each_kind_ends_the_round(kind: str) -> None:
    script = SCRIPT.format(code=FAULTS[kind])
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert f"FOUND {kind}: " in ended.stdout, ended.stdout + ended.stderr
    assert ended.returncode == faults.FOUND


def test_a_window_that_is_being_made_behind_its_splash_is_no_stall() -> None:
    script = SCRIPT.format(code=FAULTS["stall"]).replace(
        "window = QWidget()", "window = QWidget(None, Qt.WindowType.SplashScreen)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", "from PySide6.QtCore import Qt\n" + script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def run_as_child(
    monkeypatch: pytest.MonkeyPatch, folder: Path, code: str
) -> rounds.Round:
    """A round whose child runs this instead."""
    (folder / "made_up_child.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setattr(rounds, "CHILD", "made_up_child")
    return rounds.run_round(7, moves=11)


def test_a_crash_is_told_with_its_moves_and_how_to_replay_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = run_as_child(
        monkeypatch,
        tmp_path,
        "import ctypes, faulthandler, pathlib, sys\n"
        "faulthandler.enable()\n"
        "pathlib.Path(sys.argv[1], 'moves.log').write_text('7 letter: A\\n')\n"
        "ctypes.string_at(0)\n",
    )
    assert made.found.startswith("crash: ")
    assert "made_up_child.py" in made.text  # the traceback
    assert "7 letter: A" in made.text
    assert "--seed 7 --moves 11" in made.text


def test_a_round_that_was_ended_by_force_says_what_hung(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = run_as_child(
        monkeypatch,
        tmp_path,
        "import os, pathlib, sys\n"
        "log = pathlib.Path(sys.argv[1], 'state', 'darkviewer.log')\n"
        "log.write_text('opened\\nended by force, because of: writing\\n')\n"
        "os._exit(0)\n",
    )
    assert made.found == ""
    assert made.text == "ended by force, because of: writing"


def test_captures_survive_all_that_happens_to_them(tmp_path: Path) -> None:
    captures, rng = Captures(tmp_path), Random(1)
    said = {captures.change(rng).rpartition(" ")[2] for _ in range(300)}
    assert {"arrives", "part", "completed", "vanishes", "damaged", "back"} <= said
    assert all(any(folder.glob("*.fits")) for folder in captures.folders)


def test_moves_have_names_of_their_own() -> None:
    assert len({move.name for move in MOVES}) == len(MOVES)


def test_keys_and_clicks_reach_the_window_as_those_of_a_keyboard(qtbot: QtBot) -> None:
    window, field, done = QMainWindow(), QLineEdit(), []
    qtbot.addWidget(window)
    window.setCentralWidget(field)
    action = QAction("There", window)
    action.setShortcut("Ctrl+Shift+R")
    action.triggered.connect(lambda: done.append("shortcut"))
    window.addAction(action)
    with qtbot.waitActive(window):
        window.show()
    hands, rng = Hands(lambda _: None), Random(1)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    hands.press(rng, Qt.Key.Key_R, held)
    assert done == ["shortcut"]
    hands.click_on(field)
    for _pause in hands.type("x<1é"):
        pass
    hands.press(rng, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    hands.press(rng, Qt.Key.Key_Backspace)
    hands.press(rng, Qt.Key.Key_B)
    assert field.text() == "x<1éb"


@pytest.mark.parametrize(
    ("text", "kind", "part", "cut"),
    [
        ("12,345 e⁻ here", QLabel, 1.0, False),
        ("12,345 e⁻ here", QLabel, 0.9, True),
        ("12,345 e⁻ here", SparedLabel, 0.5, False),
        ("12,345 e⁻ here", ElidedLabel, 0.9, False),
        ("Inject", KeyButton, 1.0, False),
        ("Inject", KeyButton, 0.9, True),
    ],
)
def test_what_is_cut_off_is_found(
    qtbot: QtBot, text: str, kind: type[QWidget], part: float, cut: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    shown = kind(text)
    shown.setParent(window)
    shown.resize(round(part * shown.sizeHint().width() + 0.5), 40)
    window.resize(400, 60)
    with qtbot.waitExposed(window):
        window.show()
    assert [text for _, text in cut_texts(window)] == ([text] if cut else [])
