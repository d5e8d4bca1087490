"""A FITS file as items."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.exports.fits_items import fits_items, hdus_of


def written(*more: Any, checksum: bool = True) -> bytes:
    primary = fits.PrimaryHDU(np.arange(6, dtype="f4").reshape(2, 3))
    primary.header["EGAIN"] = (1.39, "e-/ADU")
    primary.header.add_history("first")
    primary.header.add_history("second")
    columns = [
        fits.Column("NAME", "4A", array=["a", "bc"]),
        fits.Column("USED", "L", array=[True, False]),
        fits.Column("SIZE", "K", array=[1, 2**40]),
        fits.Column("XY", "2E", array=[[1, 2], [3, 4]]),
        fits.Column("MORE", "PJ()", array=np.array([[1], [2, 3]], object)),
    ]
    table = fits.BinTableHDU.from_columns(columns, name="ROWS")
    file = BytesIO()
    fits.HDUList([primary, table, *more]).writeto(file, checksum=checksum)
    return file.getvalue()


def items(content: bytes) -> dict[str, Any]:
    return fits_items(hdus_of(content, "a.fits"))


def test_every_part_is_an_item() -> None:
    found = items(written(fits.ImageHDU(name="ROWS"), fits.ImageHDU()))
    assert found["parts of the file"] == ("primary", "ROWS", "ROWS", "nameless")
    np.testing.assert_array_equal(found["primary: pixels"], [[0, 1, 2], [3, 4, 5]])
    assert found["primary: card EGAIN"] == "1.39 / e-/ADU"
    assert found["primary: HISTORY"] == ("first", "second")
    assert found["primary: checksum"] is True
    assert "ROWS (2): pixels" not in found  # it has none
    assert found["ROWS: checksum"] is True
    assert found["ROWS: column SIZE"].tolist() == [1, 2**40]
    assert found["ROWS: column XY"].tolist() == [[1, 2], [3, 4]]
    assert found["ROWS: column USED"].tolist() == [b"T", b"F"]
    assert len(found["ROWS: heap"]) == 12
    assert "ROWS (2): card BITPIX" in found


def test_texts_of_a_column() -> None:
    table = hdus_of(written(), "a.fits")[1]
    assert table.texts("NAME") == ["a", "bc"]


def test_checksums_are_checked_and_not_compared() -> None:
    content = written()
    assert items(content)["primary: card CHECKSUM"] == ""
    plain = items(written(checksum=False))
    assert plain["primary: checksum"] is False
    at = content.index(b"END" + b" " * 77)
    for place in (2880 + 3, at + 10, at + 200, 2880 + 100):  # pixels, END, fills
        wrong = content[:place] + b"x" + content[place + 1 :]
        assert items(wrong)["primary: checksum"] is False, place


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"TFORM3  = 'K       '", b"TFORM3  = 'Q       '"),
        (b"TFORM1  = '4A      '", b"TFORM1  = '5A      '"),
        (b"TTYPE1  ", b"TTYPE9  "),
    ],
)
def test_a_header_without_sense_leaves_its_data_out(was: bytes, now: bytes) -> None:
    content = written()
    assert was in content
    whole, found = items(content), items(content.replace(was, now, 1))
    lost = {name for name in whole if name not in found}
    assert "ROWS: column SIZE" in lost


def test_a_table_of_another_width_has_no_columns() -> None:
    table = fits.BinTableHDU.from_columns([fits.Column("A", "4A", array=["a", "b"])])
    file = BytesIO()
    fits.HDUList([fits.PrimaryHDU(), table]).writeto(file)
    content = file.getvalue().replace(b"TFORM1  = '4A", b"TFORM1  = '2A")
    assert "nameless: column A" not in items(content)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: b"x" + c, "not a FITS file"),
        (lambda c: c[:-1], "cut off"),
        (lambda c: c[:3000], "cut off"),
        (lambda c: c + b"x", "inside its header"),
    ],
)
def test_a_damaged_file_is_refused_in_words(change: Any, words: str) -> None:
    with pytest.raises(DarkviewerError, match=words):
        hdus_of(change(written()), "a.fits")
