"""How the light table shows its pixels: layer, stretch, which stamp."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from darkviewer.gui.review.stamps import KINDS as STAMPS
from darkviewer.gui.review.tones import KINDS, Limits

__all__ = ["LAYERS", "SCOPES", "Looks"]

LAYERS = ("raw", "master", "residual", "significance")
"""Of the surroundings."""

SCOPES = ("candidate", "session")
"""Whether each candidate has its own stretch, or all of a session have the same."""


class Looks(QObject):
    """What was chosen; it stays from one candidate to the next.

    Attributes
    ----------
    layer, layer_before : str
        Of the surroundings, now and before it: these two blink.
    kind : str
        Of the stretch, one of `KINDS`.
    scope : str
        One of `SCOPES`.
    stamp : str
        Where not all four have room, the one that was chosen; the residual has its
        own place where there are two.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layer, self.layer_before = "residual", "raw"
        self.kind, self.scope = "asinh", "candidate"
        self.stamp = "residual"
        self._held: Limits | None = None

    def set_layer(self, layer: str) -> None:
        """Show another layer around the pixel."""
        if layer != self.layer:
            self.layer_before, self.layer = self.layer, layer
            self.changed.emit()

    def set_kind(self, kind: str) -> None:
        """Stretch in another way."""
        if kind != self.kind:
            self.kind = kind
            self.changed.emit()

    def turn_kind(self) -> None:
        """The next way to stretch."""
        self.set_kind(KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)])

    def set_scope(self, scope: str) -> None:
        """Give each candidate its own stretch, or keep the one there is now."""
        if scope != self.scope:
            self.scope, self._held = scope, None
            self.changed.emit()

    def take_limits(self) -> None:
        """Let the candidate in hand decide on black and white for the session."""
        self._held = None
        self.changed.emit()

    def forget_limits(self) -> None:
        """Another session: the next candidate decides."""
        self._held = None

    def limits(self, own: Limits | None) -> Limits | None:
        """Black and white for a candidate that has these itself."""
        if self.scope == "candidate":
            return own
        if self._held is None:
            self._held = own
        return self._held

    def step_stamp(self, count: int) -> None:
        """Show the next stamp where there is room for `count` of them."""
        stamps = STAMPS if count == 1 else STAMPS[1:]
        place = stamps.index(self.stamp) + 1 if self.stamp in stamps else 0
        if count > 1 and self.stamp not in stamps:
            place = 1  # the first of them is on show
        self.stamp = stamps[place % len(stamps)]
        self.changed.emit()

    def stamps(self, count: int) -> tuple[str, ...]:
        """What the places of the stamps show."""
        if count == len(STAMPS):
            return STAMPS
        if count == 1:
            return (self.stamp,)
        return STAMPS[0], STAMPS[1] if self.stamp == STAMPS[0] else self.stamp
