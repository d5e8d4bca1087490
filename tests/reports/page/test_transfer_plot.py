"""Coordinates of the photon transfer."""

from __future__ import annotations

from typing import Any

import pytest

from darkviewer.reports.page.transfer_plot import TransferPlot, transfer_plot


def point(level: float, variance: float, sigma: float = 10.0) -> dict[str, float]:
    return {
        "level_adu": level,
        "variance_adu2": variance,
        "sigma_adu2": sigma,
        "pixels": 40,
    }


def document(
    *points: dict[str, float], used: float = 0.5, found: tuple[float, float] | None
) -> dict[str, Any]:
    sources = [{"name": "default", "e_per_saved_adu": used, "sigma": None}]
    if found is not None:
        value, sigma = found
        sources += [{"name": "transfer", "e_per_saved_adu": value, "sigma": sigma}]
    return {
        "gain": {"e_per_saved_adu": used, "sources": sources},
        "measured": {"points": list(points)},
    }


def corners(text: str) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in text.split())
    return [(float(x), float(y)) for x, y in pairs]


def plotted(*points: dict[str, float], **more: Any) -> TransferPlot:
    found = transfer_plot(document(*points, **more))
    assert found is not None
    return found


def test_nothing_is_drawn_of_nothing() -> None:
    assert transfer_plot(document(found=None)) is None
    still = [point(level, 0.0, 0.0) for level in (100, 300)]
    assert transfer_plot(document(*still, found=None)) is None
    rounded = [point(level, 0.0, 2e-15) for level in (100, 300)]
    assert transfer_plot(document(*rounded, found=None)) is None
    flat = [point(0.0, variance) for variance in (10, 20)]
    assert transfer_plot(document(*flat, found=None)) is None


def test_points_lie_on_the_line_of_their_scale() -> None:
    """Of 0.5 e-/ADU: variances are twice the level."""
    plot = plotted(point(100, 200), point(300, 600), found=(0.5, 0.05))
    (x0, y0), (x1, y1) = corners(plot.fitted)
    assert (x0, y0) == (plot.left, plot.bottom)
    for x, y, top, bottom, _ in plot.points:
        assert y == pytest.approx(y0 + (y1 - y0) * (x - x0) / (x1 - x0), abs=0.1)
        assert plot.top <= top < y < bottom <= plot.bottom
    _, y, top, _, title = plot.points[0]
    assert (y - top) * 20 == pytest.approx(y0 - y, rel=0.01)  # 10 of 200
    assert title.startswith("40 pixels, 100 ADU above")
    assert plot.in_use == plot.fitted
    assert plot.words == (
        "photon transfer: 0.5 ± 0.05 e⁻ per saved ADU",
        "in use: 0.5 e⁻ per saved ADU",
    )


@pytest.mark.parametrize("used", [0.02, 0.5, 40.0])
@pytest.mark.parametrize("found", [None, (0.5, 0.05), (0.5, 0.12), (0.1, 0.02)])
def test_nothing_leaves_the_room(
    used: float, found: tuple[float, float] | None
) -> None:
    points = point(9000, 15_000, 30_000), point(14_300, 64_000)
    plot = plotted(*points, used=used, found=found)
    places = [*corners(plot.fitted), *corners(plot.band), *corners(plot.in_use)]
    places += [place for x, *ys, _ in plot.points for place in ((x, y) for y in ys)]
    places += [(x, plot.bottom) for x, _ in plot.ticks_x]
    places += [(plot.left, y) for y, _ in plot.ticks_y]
    for x, y in places:
        assert plot.left <= x <= plot.right
        assert plot.top <= y <= plot.bottom
    for x, words in plot.ticks_x:  # digits of 10.5 px are about 6 px wide
        assert x + 3.2 * len(words) <= plot.width
    assert bool(plot.fitted) == bool(plot.band) == bool(plot.words[0])
    assert 3 <= len(plot.ticks_x) <= 7
    assert 3 <= len(plot.ticks_y) <= 7


def test_the_band_is_between_both_ends_of_the_error() -> None:
    plot = plotted(point(100, 200), point(300, 600), found=(0.5, 0.1))
    own, steep, flat = (
        (plot.bottom - y) / (x - plot.left)
        for x, y in (
            corners(plot.fitted)[1],
            corners(plot.band)[1],
            corners(plot.band)[-1],
        )
    )
    assert steep / own == pytest.approx(0.5 / 0.4, rel=0.01)
    assert flat / own == pytest.approx(0.5 / 0.6, rel=0.01)


def test_what_lies_below_zero_is_drawn() -> None:
    plot = plotted(point(100, -20), point(300, 600), found=None)
    assert plot.points[0][3] <= plot.bottom
    assert "0" in {words for _, words in plot.ticks_y}
