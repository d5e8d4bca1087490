"""A number field for electrons that follows the unit chosen for the whole window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.gui.controls.number_field import NumberField
from darkviewer.gui.text.units import Shown

if TYPE_CHECKING:
    from darkviewer.gui.text.units import Units

__all__ = ["ElectronsField"]

_LEAST_E, _MOST_E = -1e6, 1e7
_STEP_E = 10.0


class ElectronsField(NumberField):
    """Shown and typed in the unit chosen, known in electrons.

    Attributes
    ----------
    value_e : float
        In electrons; a change of unit leaves it exactly as it is.
    """

    def __init__(self, value_e: float) -> None:
        super().__init__(
            minimum=_LEAST_E, maximum=_MOST_E, step=_STEP_E, decimals=1, unit="e⁻"
        )
        self.value_e = value_e
        self._shown = Shown(1.0, "e-")
        self._write()
        self.valueChanged.connect(self._take)

    def set_units(self, units: Units) -> None:
        """Show the same electrons in another unit."""
        shown = units.of("e-")
        if shown == self._shown:
            return
        self._shown = shown
        decimals = 1 + shown.finer
        self.span(
            minimum=round(_LEAST_E * shown.factor, decimals),
            maximum=round(_MOST_E * shown.factor, decimals),
            step=shown.step(_STEP_E),
            decimals=decimals,
            unit=shown.words,
        )
        self._write()

    def _write(self) -> None:
        self.blockSignals(True)
        self.setValue(self.value_e * self._shown.factor)
        self.blockSignals(False)
        self.updateGeometry()

    def _take(self, value: float) -> None:
        self.value_e = self._shown.stored(value)
