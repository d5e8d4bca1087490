"""Colour maps of the layers: one for those with a zero, one for the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.core.layers.layer_image import CATEGORICAL, SIGNED
from darkviewer.gui.graphics.colour_maps import CODES, MAPS

if TYPE_CHECKING:
    from darkviewer.gui.widgets.histogram_bar import HistogramBar
    from darkviewer.gui.widgets.image_view import ImageView

__all__ = ["ImageColours"]


class ImageColours(QObject):
    """Gives the view the map of its layer, and shows it beside the histogram.

    Attributes
    ----------
    layer : str
        On screen.
    inverted : bool
        Bright pixels are shown dark.
    """

    changed = Signal()

    def __init__(self, view: ImageView, bar: HistogramBar, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._bar = view, bar
        self._maps = dict.fromkeys(("signed", "plain"), "grey")
        self.layer = "raw"
        self.inverted = False

    @property
    def signed(self) -> bool:
        """Whether the layer on screen has a zero in the middle."""
        return self.layer in SIGNED

    @property
    def codes(self) -> bool:
        """Whether the layer on screen has codes: their colours are given."""
        return self.layer in CATEGORICAL

    @property
    def name(self) -> str:
        """Map of the layer on screen, one of `colour_maps.MAPS` or `CODES`."""
        return self.name_for(self.layer)

    def name_for(self, layer: str) -> str:
        """Map of any layer."""
        return CODES if layer in CATEGORICAL else self._maps[_kind(layer)]

    def show(self, layer: str) -> None:
        """This layer is on screen now, perhaps with another stretch."""
        self.layer = layer
        self.apply()

    def choose(self, name: str) -> None:
        """Another map for the layer on screen, and for those of its kind."""
        if self.codes:
            return
        if self.signed or not MAPS[name].signed:
            self._maps[_kind(self.layer)] = name
        self.apply()
        self.changed.emit()

    def invert(self) -> None:
        """Swap black and white, or swap them back."""
        self.inverted = not self.inverted
        self.apply()
        self.changed.emit()

    def apply(self) -> None:
        """Bring the colours to the screen; stretch or palette may have changed."""
        self._view.set_inverted(self.inverted)
        self._view.set_map(self.name)
        self._bar.set_colours(self._view.colours)

    def state(self) -> dict[str, object]:
        """Choices to be remembered."""
        return {**self._maps, "inverted": self.inverted}

    def restore(self, state: Mapping[str, object]) -> None:
        """Take remembered choices; unknown ones are ignored."""
        for kind in self._maps:
            name = state.get(kind)
            known = isinstance(name, str) and name in MAPS
            if known and (kind == "signed" or not MAPS[str(name)].signed):
                self._maps[kind] = str(name)
        self.inverted = state.get("inverted") is True
        self.apply()
        self.changed.emit()


def _kind(layer: str) -> str:
    return "signed" if layer in SIGNED else "plain"
