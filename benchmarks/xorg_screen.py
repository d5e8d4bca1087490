"""A screen that nobody sees, with a window manager, and xdotool to use it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from benchmarks.random_user.rounds import environment

__all__ = ["SCREEN", "TOOLS", "Screen"]

TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}
"""Programs, and the Debian packages that hold them."""
SCREEN = 1440, 900
_OPENBOX = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
<focus><focusNew>yes</focusNew></focus>
<keyboard><keybind key="A-Tab"><action name="NextWindow"/></keybind></keyboard>
<mouse>
<context name="Client"><mousebind button="Left" action="Press">
<action name="Focus"/><action name="Raise"/></mousebind></context>
<context name="Titlebar"><mousebind button="Left" action="Press">
<action name="Focus"/><action name="Raise"/></mousebind>
<mousebind button="Left" action="Drag"><action name="Move"/></mousebind></context>
</mouse>
</openbox_config>
"""
"""No menu on the desktop: it would start and end programs."""


class Screen:
    """A display with a window manager; `xdotool` speaks to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**environment(folder), "QT_QPA_PLATFORM": "xcb"}
        self._programs: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Screen:
        read, write = os.pipe()
        size = f"{SCREEN[0]}x{SCREEN[1]}x24"
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size]
        self._start([*command, "-nolisten", "tcp"], pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as pipe:
            self.env["DISPLAY"] = f":{pipe.readline().strip()}"
        settings = self.folder / "openbox.xml"
        settings.write_text(_OPENBOX)
        self._start(["openbox", "--config-file", str(settings)])
        return self

    def __exit__(self, *_what: object) -> None:
        for program in reversed(self._programs):
            program.terminate()
            program.wait()

    def _start(self, command: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        self._programs.append(
            subprocess.Popen(
                command,
                env=self.env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=pass_fds,
            )
        )

    def do(self, *words: str) -> str:
        """Answer of xdotool; empty where it finds no such window."""
        ended = subprocess.run(
            ["xdotool", *words],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return ended.stdout

    def windows(self) -> list[str]:
        """Numbers of all windows of the application on screen."""
        return self.do("search", "--onlyvisible", "--name", ".+").split()
