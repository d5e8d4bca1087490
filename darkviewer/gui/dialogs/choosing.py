"""Asking for a place on disk.

While Qt's file dialog is open anything may happen, even that its parent goes: then, as
when nothing was chosen, the answer is None.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from darkviewer.core.foreign_text import shown
from darkviewer.storage.places import at_home

if TYPE_CHECKING:
    from darkviewer.gui.controls.text_entry import TextEntry

__all__ = ["ask_file", "ask_files", "ask_folder", "ask_new_file", "folder_named"]


def folder_named(entry: TextEntry) -> Path | None:
    """What a field names; None where the field says why no folder can be there."""
    text = entry.text().strip()
    folder = at_home(Path(text))
    if not folder.is_absolute() or "\0" in text:
        entry.refuse("Write the whole path of a folder, or choose one.")
        return None
    if os.path.exists(folder) and not os.path.isdir(folder):
        entry.refuse(f"{shown(folder.name)} is a file: name a folder.")
        return None
    entry.setText(str(folder))
    entry.take(str(folder))
    return folder


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
