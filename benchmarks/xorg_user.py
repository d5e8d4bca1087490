"""A user without a plan, with a real mouse and a real keyboard, on a screen of its own.

    python -m benchmarks.xorg_user --minutes 20 [--seed 1]

Starts Xvfb, the window manager openbox and the application, and sends keys, clicks,
drags, Alt+Tab and other sizes by xdotool while frames arrive and vanish. What Qt's own
events cannot show is found here: focus that moves between windows, grabs, a window
manager that has a will of its own. Ends with status 1 when the application ended, when
it did not answer for two seconds, when its log tells of a fault, or when it wrote to
stderr; with 2 where a tool is missing.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from benchmarks.xorg_screen import SCREEN, TOOLS, Screen

__all__: list[str] = []

START_S = 30.0
LAST = 40
ENDED_ITSELF = 0
_KEYS = [*"abcdefghijklmnoprstuvwxyz0123456789", "plus", "minus", "period"]
_KEYS += ["Left", "Right", "Up", "Down", "Prior", "Next", "Home", "End"]
_KEYS += ["Return", "Tab", "space", "BackSpace", "Delete", "F1", "F5", "F10"]
_ALONE = ["shift", "ctrl", "alt", "super"]
_HELD = ["", "", "", "", "shift+", "ctrl+", "ctrl+shift+", "alt+"]
_KEPT = ("alt+space",)  # the menu of the window manager
_TEXTS = ("200", "0", "-5", "1e400", "300:499, 10:60", "x<100", "frame 2", "((", "Dark")


class Application:
    """The program in a process of its own."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._errors = screen.folder / "stderr.txt"
        self._words = screen.folder / "stdout.txt"
        with open(self._errors, "ab") as errors, open(self._words, "ab") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.xorg_user", "--application"],
                cwd=screen.folder,
                env=screen.env,
                stdout=words,
                stderr=errors,
            )

    def appear(self) -> None:
        """Wait for its window."""
        until = time.monotonic() + START_S
        while self._screen.do("search", "--onlyvisible", "--name", "Darkviewer") == "":
            if self.wrong or time.monotonic() > until:
                raise SystemExit(f"the window did not appear\n{self.said}")
            time.sleep(0.2)

    @property
    def ended(self) -> bool:
        """Whether the user closed its window."""
        return self._process.poll() == ENDED_ITSELF

    @property
    def wrong(self) -> str:
        """Violations; empty while all is well."""
        status = self._process.poll()
        if status not in (None, ENDED_ITSELF):
            return f"the application ended with status {status}"
        if self._errors.stat().st_size:
            return "something was written to stderr"
        return ""

    @property
    def said(self) -> str:
        """All that it wrote."""
        logs = sorted(self._screen.folder.rglob("darkviewer.log*"))
        files = [self._words, self._errors, *logs]
        texts = [path.read_text(errors="replace")[-8000:] for path in files]
        return "\n".join(text for text in texts if text)

    def close(self) -> None:
        """End it as the end of the desktop's session would."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(timeout=START_S)
        except subprocess.TimeoutExpired:
            self._process.kill()  # `wrong` tells of the status
            self._process.wait()


class User:
    """Does something at random, and remembers what."""

    def __init__(self, screen: Screen, rng: Random) -> None:
        self._screen, self._rng = screen, rng
        self.done: deque[str] = deque(maxlen=LAST)
        self.count = 0
        self._acts: tuple[tuple[int, Callable[[], Iterator[list[str]]]], ...] = (
            (10, self._key),
            (4, self._alone),
            (4, self._escape),
            (4, self._other_window),
            (6, self._type),
            (12, self._click),
            (6, self._drag),
            (4, self._wheel),
            (3, self._resize),
        )

    def act(self) -> None:
        """One of the things that a user does."""
        rng = self._rng
        acts = [act for _, act in self._acts]
        act = rng.choices(acts, [weight for weight, _ in self._acts])[0]
        self.count += 1
        for words in act():
            self.done.append(f"xdotool {' '.join(words)}")
            self._screen.do(*words)
            time.sleep(rng.choice((0.0, 0.01, 0.05)))

    def _key(self) -> Iterator[list[str]]:
        key = self._rng.choice(_HELD) + self._rng.choice(_KEYS)
        if key not in _KEPT:
            yield ["key", *[key] * self._rng.choice((1, 1, 5))]

    def _alone(self) -> Iterator[list[str]]:
        yield ["key", self._rng.choice(_ALONE)]

    def _escape(self) -> Iterator[list[str]]:
        yield ["key", "Escape"]

    def _other_window(self) -> Iterator[list[str]]:
        yield ["key", "alt+Tab"]

    def _type(self) -> Iterator[list[str]]:
        yield ["type", "--delay", "5", self._rng.choice(_TEXTS)]
        yield ["key", self._rng.choice(("Return", "Tab", "Escape"))]

    def _click(self) -> Iterator[list[str]]:
        button = self._rng.choice(("1", "1", "1", "1", "3", "2"))
        yield [*self._to(), "click", "--repeat", self._rng.choice("112"), button]

    def _drag(self) -> Iterator[list[str]]:
        yield [*self._to(), "mousedown", "1"]
        for _ in range(3):
            yield self._to()
        yield ["mouseup", "1"]

    def _wheel(self) -> Iterator[list[str]]:
        times = self._rng.choice(("1", "5"))
        yield [*self._to(), "click", "--repeat", times, self._rng.choice("45")]

    def _resize(self) -> Iterator[list[str]]:
        windows = self._screen.windows()
        width, height = self._rng.randrange(300, 1500), self._rng.randrange(200, 950)
        if windows:
            window = self._rng.choice(windows)
            yield ["windowsize", window, str(width), str(height)]
            yield ["windowmove", window, str(self._rng.randrange(300)), "30"]

    def _to(self) -> list[str]:
        x, y = (str(self._rng.randrange(side)) for side in SCREEN)
        return ["mousemove", x, y]


def application() -> None:
    """In the application's process: the program itself, with its faults listened to."""
    import faulthandler

    from PySide6.QtCore import QTimer

    from benchmarks.random_user import faults, stand_ins
    from darkviewer.gui.startup.app import make_application, run

    faulthandler.enable()
    make_application()
    faults.listen()
    here, rng = Path.cwd(), Random(1)
    root = here / "captures"
    pool = [root, *sorted(path for path in root.glob("*/*/*") if path.is_dir())]
    stand_ins.put_in_place(lambda: pool, here, lambda: rng, lambda _: None)
    heartbeat = faults.Heartbeat(lambda: "real events")
    QTimer.singleShot(0, heartbeat.start)
    run(root)


def work(minutes: float, seed: int) -> str:
    """Let the user work; returns what was found, empty if nothing."""
    from benchmarks.random_user.captures import Captures

    rng = Random(seed)
    with tempfile.TemporaryDirectory(prefix="xorg-user-") as name:
        captures = Captures(Path(name, "captures"))
        with Screen(Path(name)) as screen:
            user, running = User(screen, rng), Application(screen)
            try:
                running.appear()
                until = time.monotonic() + 60 * minutes
                while not running.wrong and time.monotonic() < until:
                    user.act()
                    if rng.random() < 0.05:
                        user.done.append(captures.change(rng))
                    if running.ended:
                        user.done.append("the application is started again")
                        running = Application(screen)
                        running.appear()
            finally:
                running.close()
            print(f"{user.count} acts of the user", flush=True)
            found, acts = running.wrong, "\n".join(user.done)
            return f"{found}\n{running.said}\n{acts}" if found else ""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.xorg_user",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--application", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.application:
        application()
        return 0
    missing = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if missing:
        print(f"not installed: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 2
    found = work(asked.minutes, asked.seed)
    print(f"seed {asked.seed}: {found}" if found else "nothing was found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
