"""Lists of bad pixels, by the manuals of the programs that read them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from regions import Regions

from darkviewer.core.hazard.mask import BadPixels
from darkviewer.core.hazard.reasons import bits_named
from darkviewer.storage.exports.mask_lists import LISTS
from tests.helpers.csv_files import rows_of

SIRIL = shutil.which("siril-cli")
DEAD, HOT, WARM = (bits_named([name]) for name in ("dead", "hot", "warm"))


@pytest.fixture
def mask() -> BadPixels:
    """A bad column 3, a bad row 1, a hot, a dead and a warm pixel in 5x6."""
    bits = np.zeros((5, 6), np.uint16)
    bits[:, 3] |= np.uint16(bits_named(["bad column"]))
    bits[1] |= np.uint16(bits_named(["bad row"]))
    bits[2, 0], bits[4, 5], bits[3, 1] = HOT, DEAD, WARM
    return BadPixels(bits, x0=100, y0=200)


def text(name: str, mask: BadPixels, **record: object) -> list[str]:
    return LISTS[name][1](mask, record).decode().splitlines()


def test_the_record_is_in_comments_where_there_are_any(mask: BadPixels) -> None:
    """Siril's and PHD2's readers pass over lines that begin with ``#``."""
    comments = ['# darkviewer by = "us"', "# darkviewer frames = []"]
    for name in ("siril", "phd2"):
        assert text(name, mask, by="us", frames=[]) == comments + text(name, mask)
    drawn = text("ds9", mask)
    assert text("ds9", mask, by="us", frames=[]) == [drawn[0], *comments, *drawn[1:]]
    assert text("pixinsight", mask, by="us") == text("pixinsight", mask)


def test_siril(mask: BadPixels) -> None:
    """``P x y type``, ``C x 0 type``, ``L y 0 type``; y from the last row."""
    assert text("siril", mask) == ["C 3 0 H", "L 3 0 H", "P 0 2 H", "P 5 0 C"]


@pytest.mark.skipif(not SIRIL, reason="there is no siril-cli here")
@pytest.mark.parametrize("order", ["TOP-DOWN", "BOTTOM-UP"])
def test_siril_itself_mends_these_pixels(tmp_path: Path, order: str) -> None:
    bits = np.zeros((48, 64), np.uint16)
    bits[:, 20] = bits_named(["bad column"])
    bits[12] |= np.uint16(bits_named(["bad row"]))
    bits[5, 10], bits[30, 40] = HOT, DEAD
    mask = BadPixels(bits)
    level = np.random.default_rng(1).integers(990, 1010, bits.shape).astype(np.uint16)
    level[mask.do_not_use] = 30_000
    level[30, 40] = 0
    card = fits.Header({"ROWORDER": order})
    fits.PrimaryHDU(level, card).writeto(tmp_path / "frame.fit")
    (tmp_path / "bad.lst").write_bytes(LISTS["siril"][1](mask, {"by": "P 1 1 H" * 20}))
    script = "requires 1.0.0\nsetext fit\nload frame\ncosme bad.lst\nsave mended\n"
    (tmp_path / "mend.ssf").write_text(script)
    subprocess.run(
        [str(SIRIL), "-d", tmp_path, "-s", tmp_path / "mend.ssf"],
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    mended = fits.getdata(tmp_path / "mended.fit")
    np.testing.assert_array_equal(mended != level, mask.do_not_use)
    near = (
        mended[5, 10],
        mended[30, 40],
        np.median(mended[12]),
        np.median(mended[:, 20]),
    )
    np.testing.assert_allclose(near, 1000, atol=20)


def test_pixinsight(mask: BadPixels) -> None:
    """CosmeticCorrection: ``Col x [begin end]``, ``Row y [begin end]``."""
    assert text("pixinsight", mask) == ["Col 3", "Row 1", "Col 0 2 2", "Col 5 4 4"]


def test_phd2(mask: BadPixels) -> None:
    """A pixel in a line, no lines for columns and rows."""
    found = {tuple(map(int, line.split())) for line in text("phd2", mask)}
    column = {(3, y) for y in range(5)}
    row = {(x, 1) for x in range(6)}
    assert found == column | row | {(0, 2), (5, 4)}


def test_csv_names_every_reason(mask: BadPixels) -> None:
    content = LISTS["csv"][1](mask, {"by": "us"})
    assert content.startswith(b'\xef\xbb\xbf# darkviewer by = "us"\r\n')
    rows = rows_of(content.decode())
    assert len(rows) == 5 + 6 - 1 + 3
    crossing = next(row for row in rows if (row["x"], row["y"]) == ("3", "1"))
    assert crossing["reasons"] == "bad column; bad row"
    warm = next(row for row in rows if row["reasons"] == "warm")
    assert (warm["x_sensor"], warm["y_sensor"]) == ("101", "203")
    assert (warm["bits"], warm["do_not_use"]) == ("4", "0")


def test_regions_cover_what_is_not_used(mask: BadPixels) -> None:
    """`regions` counts from 0, the file from 1."""
    drawn = Regions.parse("\n".join(text("ds9", mask)), format="ds9")
    covered = np.zeros(mask.bits.shape, bool)
    for region in drawn:
        covered |= region.to_mask(mode="center").to_image(covered.shape) > 0
    np.testing.assert_array_equal(covered, mask.do_not_use)
