"""Asking for a place on disk.

While Qt's file dialog is open anything may happen, even that its parent goes: then, as
when nothing was chosen, the answer is None.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

__all__ = ["ask_file", "ask_files", "ask_folder", "ask_new_file"]


def ask_folder(parent: QWidget, title: str, start: str | Path) -> Path | None:
    """An existing folder."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
    return _chosen(parent, chosen)


def ask_file(
    parent: QWidget, title: str, start: str | Path, *, kinds: str
) -> Path | None:
    """An existing file."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(start), kinds)
    return _chosen(parent, chosen)


def ask_files(
    parent: QWidget, title: str, start: str | Path, *, kinds: str
) -> tuple[Path, ...]:
    """Existing files; empty where nothing was chosen."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(start), kinds)
    return tuple(map(Path, chosen)) if isValid(parent) else ()


def ask_new_file(
    parent: QWidget,
    title: str,
    start: str | Path,
    *,
    kinds: str,
    replaces: bool = True,
) -> Path | None:
    """A file to be written; Qt asks first where it exists and would be replaced."""
    option = QFileDialog.Option
    options = option(0) if replaces else option.DontConfirmOverwrite
    chosen, _ = QFileDialog.getSaveFileName(
        parent, title, str(start), kinds, options=options
    )
    return _chosen(parent, chosen)


def _chosen(parent: QWidget, chosen: str) -> Path | None:
    return Path(chosen) if chosen and isValid(parent) else None
