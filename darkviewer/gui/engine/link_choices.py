"""How the window may speak to other programs: remembered choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

__all__ = ["LinkChoices"]


class LinkChoices(QObject):
    """Nothing is sent until somebody switches it on.

    Attributes
    ----------
    samp : bool
        Files may be announced to the SAMP hub of this computer.
    ds9 : str
        Path of DS9 where it was chosen; empty: it is looked for.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.samp = False
        self.ds9 = ""

    def set_samp(self, on: bool) -> None:
        """Allow SAMP, or no more."""
        self.samp = on
        self.changed.emit()

    def set_ds9(self, path: str) -> None:
        """Where DS9 is."""
        self.ds9 = path
        self.changed.emit()

    def state(self) -> dict[str, Any]:
        """To be remembered."""
        return {"samp": self.samp, "ds9": self.ds9}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take what was remembered; what makes no sense stays as it is."""
        if isinstance(state.get("samp"), bool):
            self.samp = state["samp"]
        if isinstance(state.get("ds9"), str):
            self.ds9 = state["ds9"]
        self.changed.emit()
