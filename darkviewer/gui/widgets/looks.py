"""How each layer is shown: every layer remembers its own stretch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from darkviewer.core.display.stretch import PRESETS, Preset, Stretch
from darkviewer.core.hazard.class_map import WORST
from darkviewer.core.layers.layer_image import CATEGORICAL, UNITS

__all__ = ["NAMED_PRESETS", "Look", "Looks"]

NAMED_PRESETS: Mapping[str, Preset] = dict(
    zip(("notebook log", "notebook linear", "residual"), PRESETS, strict=True)
)
"""The presets of core by the names that actions use."""

_AUTO = {
    "raw": "zscale",
    "master": "zscale",
    "residual": "mad",
    "noise": "zscale",
    "significance": "mad",
}
"""How black and white of each layer are found until somebody sets them."""


_CODES = Stretch("linear", 0.0, float(WORST))
"""Of codes: each has a grey level of its own, whatever anybody wants."""


@dataclass(frozen=True, slots=True)
class Look:
    """The stretch of one layer.

    Attributes
    ----------
    kind : str
        One of `core.stretch.KINDS`.
    stretch : Stretch or None
        None until the pixels are known.
    auto : str
        One of `layer_image.LIMITS`; empty once black and white were set by hand.
    floor : float
        Where a logarithm starts, see `Stretch`; less where the span leaves no room.
    """

    kind: str
    stretch: Stretch | None
    auto: str
    floor: float = 1.0


class Looks:
    """The stretches of all layers; that of codes never changes."""

    def __init__(self) -> None:
        self._looks = {name: Look("linear", None, auto) for name, auto in _AUTO.items()}
        self._looks |= {layer: Look("linear", _CODES, "") for layer in CATEGORICAL}

    def copied(self) -> Looks:
        """The same looks, for another thread to complete."""
        other = Looks()
        other._looks = dict(self._looks)
        return other

    def __getitem__(self, layer: str) -> Look:
        return self._looks[layer]

    def forget_automatic(self) -> None:
        """Other frames: what was found automatically is to be found again."""
        for layer, look in self._looks.items():
            if look.auto:
                self._looks[layer] = replace(look, stretch=None)

    def set_kind(self, layer: str, kind: str) -> None:
        """Another curve between the same black and white."""
        look = self._looks[layer]
        stretch = look.stretch
        if stretch is not None:
            stretch = replace(stretch, kind=kind)
        self._put(layer, replace(look, kind=kind, stretch=stretch))

    def set_limits(
        self, layer: str, black: float, white: float, *, auto: str = ""
    ) -> None:
        """Black and white in the unit of the layer; white must be above black."""
        look = self._looks[layer]
        span = white - black
        stretch = Stretch(look.kind, black, span, min(look.floor, span / 100))
        self._put(layer, replace(look, stretch=stretch, auto=auto))

    def ask_automatic(self, layer: str, auto: str = "") -> None:
        """Find black and white again, in this way or in the layer's usual one."""
        look = self._looks[layer]
        self._put(layer, replace(look, stretch=None, auto=auto or _AUTO.get(layer, "")))

    def apply(self, preset: Preset, scale: float) -> None:
        """Give the layers that a preset is meant for its stretch, in their units."""
        for layer in preset.layers:
            stretch = preset.in_unit(UNITS[layer], scale)
            self._put(layer, Look(stretch.kind, stretch, "", stretch.floor))

    def _put(self, layer: str, look: Look) -> None:
        if layer not in CATEGORICAL:
            self._looks[layer] = look
