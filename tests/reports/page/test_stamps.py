"""Pixels of a candidate with their values."""

from __future__ import annotations

from darkviewer.reports.page.stamps import CELL, cells_of


def test_values_and_contrast() -> None:
    cells = cells_of([[-10.0, 0.2, None], [500.0, 1000.0, -0.4]])
    assert [cell.text for cell in cells] == ["−10", "0", "", "500", "1000", "0"]
    assert (cells[4].fill, cells[4].ink) == ("#ffffff", "#000000")
    assert (cells[0].fill, cells[0].ink) == ("#000000", "#ffffff")
    assert cells[2].fill == "none"
    assert (cells[5].x, cells[5].y) == (2 * CELL, CELL)
    for cell in cells:
        if cell.text:
            grey = int(cell.fill[1:3], 16)
            light = ((grey / 255 + 0.055) / 1.055) ** 2.4 if grey > 10 else 0.0
            ink = 0.0 if cell.ink == "#000000" else 1.0
            high, low = max(light, ink), min(light, ink)
            assert (high + 0.05) / (low + 0.05) > 4.5  # WCAG


def test_nothing_to_stretch() -> None:
    assert {cell.fill for cell in cells_of([[3.0, 3.0]])} == {"#000000"}
    assert {cell.text for cell in cells_of([[None, None]])} == {""}
