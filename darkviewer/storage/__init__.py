"""All that touches the disk: reading captures, writing results and settings.

The names below are for notebooks and scripts, next to those of `darkviewer.core`.
Each is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.lazy_names import lazy_names

if TYPE_CHECKING:
    from darkviewer.storage.captures.scan import find_captures, read_session, scan
    from darkviewer.storage.demo.demo import DEMO_SESSION, write_demo
    from darkviewer.storage.exports.export import export
    from darkviewer.storage.fits.frame import FitsFrame
    from darkviewer.storage.fits.psf_file import read_psf

__all__ = [
    "DEMO_SESSION",
    "FitsFrame",
    "export",
    "find_captures",
    "read_psf",
    "read_session",
    "scan",
    "write_demo",
]

_HOMES = {
    "captures.scan": ("find_captures", "read_session", "scan"),
    "demo.demo": ("DEMO_SESSION", "write_demo"),
    "exports.export": ("export",),
    "fits.frame": ("FitsFrame",),
    "fits.psf_file": ("read_psf",),
}
"""The module of each public name; the imports above tell the same to type checkers."""

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
