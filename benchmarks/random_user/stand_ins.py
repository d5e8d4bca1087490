"""In place of what leaves the program: dialogs, browser, and other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from darkviewer.storage.demo import demo
from darkviewer.storage.links import ds9, samp

__all__ = ["put_in_place"]

_DEMO_SIDE, _DEMO_FRAMES = 128, 4


def put_in_place(
    pool: Callable[[], list[Path]],
    folder: Path,
    rng: Callable[[], Random],
    note: Callable[[str], None],
) -> None:
    """Answer file dialogs from a pool of paths, and open no other program.

    Parameters
    ----------
    pool : callable
        Paths that somebody might choose to open.
    folder : Path
        Where files may be written.
    rng : callable
        The random numbers of the move that is being made.
    note : callable
        Takes a line about the answer.
    """

    def answer(paths: list[Path]) -> str:
        chosen = str(rng().choice([Path(), Path(), *paths]))
        chosen = "" if chosen == "." else chosen
        note(f"file dialog answers {chosen!r}")
        return chosen

    def to_open(*_what: Any, **_options: Any) -> tuple[str, str]:
        return answer(pool()), ""

    def to_save(*_what: Any, **_options: Any) -> tuple[str, str]:
        return answer([folder / "saved.zip", folder / "none" / "saved.json"]), ""

    def a_folder(*_what: Any, **_options: Any) -> str:
        return answer([folder / "chosen", *pool()])

    def open_url(url: object) -> bool:
        note(f"would open {url}")
        return True

    QFileDialog.getOpenFileName = staticmethod(to_open)
    QFileDialog.getSaveFileName = staticmethod(to_save)
    QFileDialog.getExistingDirectory = staticmethod(a_folder)

    def start(command: Sequence[str]) -> None:
        note(f"would start {command[0]}")

    def tell(_what: str, path: Path, *, name: str) -> tuple[str, ...]:  # noqa: ARG001
        note(f"would send {path.name}")
        return ("a program",)

    QDesktopServices.openUrl = staticmethod(open_url)
    ds9.start_ds9 = start
    samp.notify = tell
    demo.write_demo = partial(
        demo.write_demo, size=_DEMO_SIDE, n_frames=_DEMO_FRAMES, threads=1
    )
