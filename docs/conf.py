"""Sphinx: the pages of this folder as a site that needs no network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.errors import ExtensionError

from darkviewer import __version__

project = "Darkviewer"
author = "The Darkviewer developers"
copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
myst_heading_anchors = 3
# "shape" in the type of an array would be a reference to any attribute of that name.
suppress_warnings = ["ref.python"]

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "none"  # the docstrings have them, shapes and units included
autodoc_preserve_defaults = True
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "furo"
html_title = f"Darkviewer {__version__}"
html_favicon = "../resources/icons/darkviewer.ico"
html_copy_source = False
html_show_sphinx = False

_OUTWARD = re.compile(
    r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//"
)


def check_offline(app: Any, error: Exception | None) -> None:
    """Fail the build when a page loads something from the network."""
    if error is not None:
        return
    pages = Path(app.outdir).rglob("*.html")
    outward = [page.name for page in pages if _OUTWARD.search(page.read_text("utf-8"))]
    if outward:
        raise ExtensionError(f"these pages load from the network: {outward}")


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("build-finished", check_offline)
