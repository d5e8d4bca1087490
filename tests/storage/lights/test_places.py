"""Tables of candidates as other programs write them, and as odd as files can be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.lights import places
from darkviewer.storage.lights.places import is_table, read_places


def write(folder: Path, text: str, name: str = "found.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_ecsv_of_astropy_with_gaps(tmp_path: Path) -> None:
    table = Table(
        {"label": ["a b", 'c"d'], "xcentroid": [1.5, 2.25], "ycentroid": [3.0, np.nan]}
    )
    table["xcentroid"].unit = "pix"
    path = tmp_path / "found.ecsv"
    table.write(path, format="ascii.ecsv")
    found = read_places(path)
    assert found.columns == ("xcentroid", "ycentroid")
    assert (found.x[0], found.y[0]) == (1.5, 3.0)
    assert np.isnan([found.x[1], found.y[1]]).all()  # half a place is none


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("x,y\n1,2\n3,4\n", [1, 3], [2, 4]),
        ("# by hand\n\nX;Y;flux\n1.5;2;9\n", [1.5], [2]),
        ("x\ty\n1\t2\n", [1], [2]),
        ("  x    y  \n1  2\n 3   4\n", [1, 3], [2, 4]),
        ("X_IMAGE Y_IMAGE\n1.0 2.0\n", [0], [1]),  # SExtractor counts from 1
        ("x_fits,y_fits,x,y\n11,21,10,20\n", [10], [20]),
        ('"x","y"\n"1","2"\n', [1], [2]),
        ("x,y\n--,2\n5,6\n", [np.nan, 5], [np.nan, 6]),
        ("x,y\ninf,2\n5,6\n", [np.nan, 5], [np.nan, 6]),
    ],
)
def test_many_ways_to_write_two_columns(
    tmp_path: Path, text: str, x: list[float], y: list[float]
) -> None:
    found = read_places(write(tmp_path, text))
    np.testing.assert_array_equal(found.x, x)
    np.testing.assert_array_equal(found.y, y)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no columns of places"),
        ("# nothing\n", "no columns of places"),
        ("a,b\n1,2\n", "no columns of places"),
        ("x,y\n", "no row with a place"),
        ("x,y\nnan,1\n,\n", "no row with a place"),
        ("x,y\n1,2\n3\n", "its row 2 has 1 of 2 columns"),
        ("x,y\n1,12:30:01\n", "'12:30:01' in row 1"),
        ("x,y\n1," + "9x" * 300 + "\n", "in row 1"),
        ('x,y\n1,"' + "9" * 200_000 + '"\n', "no table that can be read"),
        ("\0\0\0", "no columns of places"),
    ],
)
def test_what_is_no_such_table_is_one_sentence(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(DarkviewerError, match=words) as caught:
        read_places(write(tmp_path, text))
    said = str(caught.value)
    assert said.startswith("found.csv")
    assert "\n" not in said
    assert len(said) < 300


def test_too_many_and_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "x,y\n1,2\n3,4\n5,6\n")
    monkeypatch.setattr(places, "MOST_TESTED", 2)
    with pytest.raises(DarkviewerError, match="more than 2 candidates"):
        read_places(path)
    monkeypatch.setattr(places, "_LARGEST_BYTES", 5)
    with pytest.raises(DarkviewerError, match="larger than"):
        read_places(path)


def test_200_000_rows_are_read(tmp_path: Path) -> None:
    rows = "".join(f"{n % 500}.25,{n % 300}\n" for n in range(200_000))
    found = read_places(write(tmp_path, f"x,y\n{rows}"))
    assert len(found.x) == 200_000
    assert found.x[501] == 1.25


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DarkviewerError, match="has vanished"):
        read_places(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(DarkviewerError, match="no columns of places"):
        read_places(tmp_path / "bytes.csv")


@pytest.mark.parametrize(
    ("name", "table"),
    [("a.ecsv", True), ("a.CSV", True), ("a.fits", False), ("a.fits.gz", False)],
)
def test_tables_go_by_their_names(name: str, table: bool) -> None:
    assert is_table(Path(name)) is table
