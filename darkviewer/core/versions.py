"""Versions that the numbers depend on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from darkviewer import __version__

__all__ = ["RESULT_VERSION", "software", "version_of"]

RESULT_VERSION = 9
"""Raise it when the same frames and parameters give other numbers than before."""

_LIBRARIES = ("numpy", "scipy", "astropy", "photutils", "ccdproc")
"""Those that compute."""


def version_of(package: str) -> str:
    """The version of an installed package, in words where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def software() -> dict[str, object]:
    """Program, rules, Python and libraries behind a number, as plain values."""
    return {
        "name": "Darkviewer",
        "version": __version__,
        "result_version": RESULT_VERSION,
        "python": platform.python_version(),
        "libraries": {name: version_of(name) for name in _LIBRARIES},
    }
