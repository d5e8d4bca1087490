"""Statistics of an image in words: for the screen, and as text to be pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.display.robust_sigma import CLIPPED
from darkviewer.core.display.statistics import PERCENTS
from darkviewer.gui.geometry.pixel_coords import fits, region_words
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.display.statistics import Statistics
    from darkviewer.core.frames.region import Region
    from darkviewer.core.layers.layer_image import LayerImage
    from darkviewer.gui.text.units import Shown

__all__ = ["as_text", "figure_words"]

_UNITS = {"σ": "sigma"}


def figure_words(found: Statistics, shown: Shown, *, raw: bool) -> dict[str, str]:
    """Each figure by its name; the unit is in the title above them.

    ``raw`` says whether saturated pixels are known.
    """
    fine = 2 if found.sigma < 1 else 1
    values = {
        "mean": found.mean,
        "std": found.std,
        "median": found.median,
        "mad": found.mad,
        "sigma": found.sigma,
        "min": found.minimum,
        "max": found.maximum,
        "total": found.total,
        **{
            f"p{percent}": value
            for percent, value in zip(PERCENTS, found.percentiles, strict=True)
        },
    }
    words = {name: shown.text(value, fine) for name, value in values.items()}
    if found.sigma_by == CLIPPED:
        words["sigma"] += "†"
    return words | {
        "n": _count(found),
        "saturated": number(found.saturated) if raw else "–",
        "brightest": _place(found.brightest),
        "darkest": _place(found.darkest),
    }


def _count(found: Statistics) -> str:
    of = f" of {number(found.pixels)}" if found.invalid else ""
    return f"{number(found.finite)}{of}"


def _place(pixel: tuple[int, int] | None) -> str:
    return "–" if pixel is None else "{}, {}".format(*pixel)


def as_text(image: LayerImage, region: Region, found: Statistics, shown: Shown) -> str:
    """Name and value in two columns, tab between them, all digits, plain ASCII."""
    x0, x1, y0, y1 = region
    first, last = fits(x0, y0), fits(x1, y1)
    unit = _UNITS.get(shown.unit, shown.plain)

    def digits(value: float) -> str:
        return f"{value * shown.factor:.10g}"

    whole = image.name if image.of_all_frames else f"{image.layer} of {image.name}"
    rows = [
        ("image", whole),
        ("unit", unit),
        ("region", f"{region_words(region)} (0-based, both ends included)"),
        ("region FITS", f"{first[0]}:{last[0]}, {first[1]}:{last[1]}"),
        ("n", str(found.finite)),
        ("without a value", str(found.invalid)),
        ("mean", digits(found.mean)),
        ("standard deviation", digits(found.std)),
        ("median", digits(found.median)),
        ("MAD", digits(found.mad)),
        ("1.4826 MAD", digits(found.sigma_mad)),
        ("robust sigma", digits(found.sigma)),
        ("robust sigma by", found.sigma_by),
        ("min", digits(found.minimum)),
        ("min at x, y", _pixel(found.darkest)),
        ("max", digits(found.maximum)),
        ("max at x, y", _pixel(found.brightest)),
        *(
            (f"{percent} %", digits(value))
            for percent, value in zip(PERCENTS, found.percentiles, strict=True)
        ),
        ("sum", digits(found.total)),
    ]
    if image.raw is not None:
        rows.append(("saturated", str(found.saturated)))
    return "\n".join("\t".join(row) for row in rows) + "\n"


def _pixel(pixel: tuple[int, int] | None) -> str:
    return "" if pixel is None else "{}, {}".format(*pixel)
