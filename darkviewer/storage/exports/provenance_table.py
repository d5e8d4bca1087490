"""The provenance record as a FITS table: JSON, line by line, as any viewer shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.strict_json import strict_json

if TYPE_CHECKING:
    from darkviewer.storage.exports.fits_items import Hdu

__all__ = ["NAME", "provenance_table", "record_in"]

NAME = "PROVENANCE"
"""EXTNAME of the table."""

_COLUMN = "LINE"


def provenance_table(fits: Any, record: Mapping[str, Any]) -> Any:
    """A record as the last extension of a file; `fits` is that module of astropy."""
    lines = np.array(json.dumps(record, indent=1, allow_nan=False).split("\n"), "S")
    column = fits.Column(_COLUMN, f"{lines.dtype.itemsize}A", array=lines)
    table = fits.BinTableHDU.from_columns([column], name=NAME)
    table.header.add_comment("How this file was made: join the lines, and read JSON.")
    return table


def record_in(hdus: Sequence[Hdu], name: str) -> dict[str, Any]:
    """The record of a file.

    Raises
    ------
    DarkviewerError
        If it has none, or one that cannot be read.
    """
    table = next((hdu for hdu in hdus if hdu.name == NAME), None)
    if table is None:
        raise DarkviewerError(f"{name} does not say how it was made: write it again")
    try:
        found = strict_json("\n".join(table.texts(_COLUMN)))
    except (ValueError, KeyError, TypeError) as error:
        raise DarkviewerError(
            f"the provenance of {name} was altered: {error}"
        ) from error
    if not isinstance(found, dict):
        raise DarkviewerError(f"the provenance of {name} was altered: it is no record")
    return found
