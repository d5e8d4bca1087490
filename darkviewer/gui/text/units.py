"""Pixel values in the unit that the user chose: e⁻, ADU or e⁻ per second."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from darkviewer.core.parameters import exact
from darkviewer.gui.text.numbers import number

__all__ = ["CHOICES", "Shown", "Units"]

CHOICES: Mapping[str, str] = {
    "own": "As measured",
    "e-": "e⁻",
    "ADU": "ADU",
    "e-/s": "e⁻/s",
}
"""What can be chosen, and its words; "own": raw values in ADU, all others in e⁻."""

_ELECTRON, _DOUBTED = "e⁻", "e⁻?"
_WORDS = {"": "", "ADU": "ADU", "e-": "e⁻", "e-/s": "e⁻/s", "σ": "σ"}
_LARGE = 1000  # from here on decimals say nothing
_MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """How values of one stored unit are written.

    Attributes
    ----------
    factor : float
        What to multiply stored values by.
    unit : str
        In plain ASCII: ``"e-"``, ``"ADU"``, ``"e-/s"``, ``"σ"``.
    each : float
        What one of this unit is in the stored one, as the user or a header gave it.
    doubtful : bool
        Nothing supports the e-/ADU that these electrons were made with.
    """

    factor: float
    unit: str
    each: float = 1.0
    doubtful: bool = False

    @property
    def words(self) -> str:
        """The unit on screen; electrons in doubt have a question mark."""
        words = _WORDS[self.unit]
        return words.replace(_ELECTRON, _DOUBTED) if self.doubtful else words

    @property
    def plain(self) -> str:
        """The same in plain ASCII."""
        return self.unit.replace("e-", "e-?") if self.doubtful else self.unit

    @property
    def finer(self) -> int:
        """Decimals that a smaller number needs besides those of the stored one."""
        return max(0, math.ceil(-math.log10(self.factor)))

    def decimals(self, value: float, decimals: int) -> int:
        """Of a stored value that has so many in its own unit; none when it is large."""
        if abs(value * self.factor) >= _LARGE:
            return 0
        return min(decimals + self.finer, _MOST_DECIMALS)

    def step(self, stored: float) -> float:
        """Of a box: the power of ten nearest to a step of the stored unit."""
        return float(10.0 ** round(math.log10(stored * self.factor)))

    def stored(self, typed: float) -> float:
        """What a number typed in this unit means, by exact arithmetic.

        Shown again in this unit it is the same number, however often the unit changes.
        """
        return float(exact(typed) * exact(self.each))

    def text(self, value: float, decimals: int = 1) -> str:
        """A stored value, without its unit."""
        return number(value * self.factor, self.decimals(value, decimals))

    def with_unit(self, value: float, decimals: int = 1) -> str:
        """A stored value and its unit."""
        return f"{self.text(value, decimals)} {self.words}"


@dataclass(frozen=True, slots=True)
class Units:
    """The choice of a unit, and what it takes to convert to it.

    Attributes
    ----------
    choice : str
        One of `CHOICES`.
    e_per_adu : float
        Electrons per saved ADU.
    exposure_s : float or None
        Of a frame; without it there is no rate, and electrons are shown.
    doubtful : bool
        Nothing supports `e_per_adu`.
    """

    choice: str = "own"
    e_per_adu: float = 1.0
    exposure_s: float | None = None
    doubtful: bool = False

    def of(self, stored: str) -> Shown:
        """How values are shown that are stored in ``"ADU"``, ``"e-"`` or else."""
        shown = self._converted(stored)
        return replace(shown, doubtful=self.doubtful and shown.unit.startswith("e-"))

    def _converted(self, stored: str) -> Shown:
        if stored not in ("ADU", "e-") or self.choice == "own":
            return Shown(1.0, stored)
        in_e = self.e_per_adu if stored == "ADU" else 1.0
        if self.choice == "ADU":
            return Shown(in_e / self.e_per_adu, "ADU", self.e_per_adu / in_e)
        if self.choice == "e-/s" and self.exposure_s:
            return Shown(in_e / self.exposure_s, "e-/s", self.exposure_s / in_e)
        return Shown(in_e, "e-", 1 / in_e)
