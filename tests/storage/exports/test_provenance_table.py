"""The record in FITS files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.exports.fits_items import hdus_of
from darkviewer.storage.exports.provenance_table import provenance_table, record_in

RECORD = {"a": {"b": [1.5, None, True]}, "name": "x" * 300, "text": "  blanks  "}


def file_of(*hdus: Any) -> bytes:
    file = BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(file)
    return file.getvalue()


def read(content: bytes) -> dict[str, Any]:
    return record_in(hdus_of(content, "a.fits"), "a.fits")


def test_it_comes_back() -> None:
    assert read(file_of(provenance_table(fits, RECORD))) == RECORD


def test_any_reader_can_join_the_lines() -> None:
    import json

    with fits.open(BytesIO(file_of(provenance_table(fits, RECORD)))) as hdus:
        lines = hdus["PROVENANCE"].data["LINE"]
    assert json.loads("\n".join(lines)) == RECORD


def test_a_file_without_it_is_refused_in_words() -> None:
    with pytest.raises(DarkviewerError, match="does not say how it was made"):
        read(file_of())


@pytest.mark.parametrize("text", ["{", "[1]"])
def test_an_altered_one_is_refused_in_words(text: str) -> None:
    column = fits.Column("LINE", "5A", array=np.array([text]))
    table = fits.BinTableHDU.from_columns([column], name="PROVENANCE")
    with pytest.raises(DarkviewerError, match="was altered"):
        read(file_of(table))
