"""Where icons, fonts, styles and the manual are: in a checkout or in the package."""

from __future__ import annotations

from pathlib import Path

__all__ = ["MANUAL_PAGES", "manual_page", "resource"]

_PACKAGE = Path(__file__).resolve().parent

MANUAL_PAGES = ("manual.md", "calibration.md", "tutorial.md", "glossary.md")
"""Pages of the manual inside the program, in reading order."""


def resource(*parts: str) -> Path:
    """Path of a bundled file, e.g. ``resource("icons", "open.svg")``.

    An installed wheel carries them as ``darkviewer/_resources``; a checkout keeps them
    in ``resources`` at its top.
    """
    installed = _PACKAGE / "_resources"
    base = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return base.joinpath(*parts)


def manual_page(name: str) -> Path:
    """Path of a page of the manual; a checkout keeps them in ``docs`` at its top."""
    installed = _PACKAGE / "_resources"
    if installed.is_dir():
        return installed / "manual" / name
    return _PACKAGE.parent / "docs" / name
