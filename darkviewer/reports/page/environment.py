"""Templates, what they may ask for, and JSON that no page can break."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from darkviewer.reports.page import numbers
from darkviewer.resources import resource

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["embedded_json", "environment"]

_COLOURS = {
    "PSF-like": "#56b4e9",
    "ambiguous": "#56b4e9",
    "hot": "#e69f00",
    "warm": "#e69f00",
    "saturated": "#e69f00",
    "telegraph": "#cc79a7",
    "cosmic ray": "#2fb58d",
    "pair event": "#2fb58d",
    "single pixel": "#2fb58d",
    "noise": "#9aa4b0",
    "artefact": "#ef6b63",
}
"""Of marks on pictures, as in the window."""

_STANDING = {"certified": "pass", "with remarks": "warn", "not certified": "fail"}


@cache
def environment() -> Environment:
    """Templates that escape all that is put into them."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    found = Environment(
        loader=FileSystemLoader(resource("report")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "figure": numbers.figure,
        "fixed": numbers.fixed,
        "share": numbers.share,
        "interval": numbers.interval,
        "count_of": numbers.count_of,
        "prose": numbers.prose,
        # Nothing in it can end the element, whatever a header holds.
        "embedded": lambda document: Markup(embedded_json(document)),
    }
    found.globals |= {
        "colours": _COLOURS,
        "standing_class": _STANDING.__getitem__,
    }
    return found


def embedded_json(document: dict[str, Any]) -> str:
    """JSON for a script element: ASCII, without any character that HTML reads."""
    text = json.dumps(document, indent=1, allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
