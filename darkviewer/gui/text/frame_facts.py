"""What headers, sidecar and names tell of a frame, one quantity each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.gui.text.numbers import number, trimmed

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["FACTS", "Fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One quantity of a frame: its words, its name in `FrameInfo`, its text."""

    words: str
    name: str
    text: Callable[[FrameInfo], str]


def _number(name: str, unit: str, decimals: int) -> Callable[[FrameInfo], str]:
    def text(info: FrameInfo) -> str:
        value = getattr(info, name)
        return "" if value is None else f"{trimmed(value, decimals)} {unit}".strip()

    return text


FACTS: tuple[Fact, ...] = (
    Fact("file", "path", lambda f: shown(f.name)),
    Fact("size", "shape", lambda f: f"{f.shape[1]} × {f.shape[0]} {f.dtype}"),
    Fact("kind", "kind", lambda f: f.kind),
    Fact("object", "object", lambda f: f.object),
    Fact("exposure", "exposure_s", _number("exposure_s", "s", 6)),
    Fact(
        "time (UTC)", "time", lambda f: f"{f.time:%Y-%m-%d %H:%M:%S}" if f.time else ""
    ),
    Fact("temperature", "temperature_c", _number("temperature_c", "°C", 2)),
    Fact("set point", "set_temperature_c", _number("set_temperature_c", "°C", 2)),
    Fact("gain setting", "gain", _number("gain", "", 3)),
    Fact("offset setting", "offset", _number("offset", "", 3)),
    Fact("e⁻/ADU by EGAIN", "egain", _number("egain", "e⁻/ADU", 6)),
    Fact("e⁻/ADU as saved", "egain_saved", _number("egain_saved", "e⁻/ADU", 6)),
    Fact("focal length", "focal_length_mm", _number("focal_length_mm", "mm", 2)),
    Fact("pixel size", "pixel_size_um", _number("pixel_size_um", "µm", 3)),
    Fact("converter", "adc_bits", _number("adc_bits", "bit", 0)),
    Fact("filter", "filter", lambda f: f.filter),
    Fact("camera", "camera", lambda f: f.camera),
    Fact("binning", "binning", lambda f: f"{f.binning[0]} × {f.binning[1]}"),
    Fact("region from", "region", lambda f: ", ".join(map(number, f.region or ()))),
    Fact("row order", "row_order", lambda f: f.row_order),
)
"""From top to bottom."""
