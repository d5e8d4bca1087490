"""Where icons, fonts and styles lie: beside the package, or inside an installed one."""

from __future__ import annotations

from pathlib import Path

__all__ = ["resource"]

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Path of a bundled file, e.g. ``resource("icons", "open.svg")``.

    An installed wheel carries them as ``darkviewer/_resources``; a checkout keeps them
    in ``resources`` at its top.
    """
    installed = _PACKAGE / "_resources"
    base = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return base.joinpath(*parts)
