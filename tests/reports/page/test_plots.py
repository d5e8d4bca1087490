"""Places of dots and lines."""

from __future__ import annotations

import pytest

from darkviewer.reports.page.plots import curves_of, strips_of


def frame(number: int, **more: object) -> dict[str, object]:
    nothing = dict.fromkeys(
        ("temperature_c", "level_adu", "noise_adu", "hot_pixels", "candidates")
    )
    known = {"frame": f"{number}.fits", "status": "pass", "left_out": "", **nothing}
    return known | more


def test_a_strip_for_each_measure_that_is_known() -> None:
    frames = [
        frame(1, level_adu=100.0, candidates=2),
        frame(2, level_adu=300.0, candidates=0, status="warn"),
        frame(3, level_adu=200.0, left_out="clouds"),
        frame(4, candidates=4, status="fail"),
    ]
    plot = strips_of(frames)
    assert [strip.name for strip in plot.strips] == ["level", "candidates"]
    level, candidates = plot.strips
    first, second, third = level.dots
    assert (level.low, level.high) == ("100", "300")
    assert [dot.mark for dot in level.dots] == ["used", "warn", "left_out"]
    assert second.y < third.y < first.y  # higher is further up
    assert third.y == pytest.approx((first.y + second.y) / 2)
    assert level.top < second.y
    assert first.y < level.bottom
    assert f"{third.x},{third.y}" not in level.line
    assert len(level.line.split()) == 2
    steps = [second.x - first.x, third.x - second.x]
    assert steps[0] == pytest.approx(steps[1], abs=0.02)
    assert first.title == "1.fits: 100 ADU"
    assert candidates.bars
    assert (candidates.low, candidates.high) == ("0", "4")
    assert [dot.mark for dot in candidates.dots] == ["used", "warn", "fail"]
    assert [number for _, number in plot.ticks] == [1, 2, 3, 4]


def test_one_value_is_drawn_and_many_frames_have_few_ticks() -> None:
    same = strips_of([frame(1, level_adu=0.0, noise_adu=5.0, candidates=0)])
    assert [strip.high for strip in same.strips] == ["1", "5.05", "1"]
    many = strips_of([frame(n, level_adu=float(n)) for n in range(500)])
    assert len(many.ticks) <= 12
    assert many.bar == 1
    assert strips_of([]).strips == ()


def test_curves_over_the_logarithm_of_the_flux() -> None:
    kept = {
        "flux_e": [100.0, 1000.0, 10_000.0],
        "share": [0.0, 0.5, 1.0],
        "low": [0.0, 0.4, 0.9],
        "high": [0.1, 0.6, 1.0],
        "injected": [20, 20, 20],
    }
    plot = curves_of({"PSF test": kept, "both": kept})
    assert [curve.name for curve in plot.curves] == ["PSF test", "both"]
    (x0, y0, _, _), (x1, y1, top, bottom), (x2, y2, _, _) = plot.curves[0].points
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.02)
    assert (y0, y2) == (plot.bottom, plot.top)
    assert y1 == pytest.approx((y0 + y2) / 2)
    assert top < y1 < bottom
    assert [words for _, words in plot.ticks_x] == ["100", "1,000", "10,000"]
    assert [words for _, words in plot.ticks_y] == [
        "0 %",
        "25 %",
        "50 %",
        "75 %",
        "100 %",
    ]
    one = {key: values[:1] for key, values in kept.items()}
    assert len(curves_of({"both": one}).curves[0].points) == 1
    lost = kept | {"injected": [0, 20, 0]}
    (only,) = curves_of({"both": lost}).curves[0].points
    assert only[0] == x1
