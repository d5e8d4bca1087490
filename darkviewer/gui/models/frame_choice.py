"""Which columns the table of frames shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from darkviewer.gui.models.frame_columns import COLUMNS, FrameColumn
from darkviewer.gui.models.more_columns import MORE_COLUMNS, card_column

__all__ = ["CHOOSABLE", "ColumnChoice"]

CHOOSABLE: tuple[FrameColumn, ...] = (*COLUMNS[2:-1], *MORE_COLUMNS)
"""All but mark, name and words, which are always there."""

_USUAL = frozenset(column.name for column in COLUMNS)
_MOST_CARDS = 40


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Measures by name, and header cards by keyword.

    Attributes
    ----------
    hidden : frozenset of str
        Usual measures that are not shown.
    added : frozenset of str
        Further measures that are.
    cards : tuple of str
        Header cards, in the order in which they were chosen.
    """

    hidden: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    cards: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[FrameColumn, ...]:
        """All in their order: the words stay the last."""
        chosen = (column for column in CHOOSABLE if self.shows(column))
        cards = map(card_column, self.cards)
        return (*COLUMNS[:2], *chosen, *cards, COLUMNS[-1])

    def shows(self, column: FrameColumn) -> bool:
        """Whether a measure is shown."""
        if column.name in _USUAL:
            return column.name not in self.hidden
        return column.name in self.added

    def with_measure(self, name: str, *, shown: bool) -> ColumnChoice:
        """The same with a measure shown or not."""
        hidden, added = set(self.hidden), set(self.added)
        changed = hidden if name in _USUAL else added
        (changed.add if shown is (changed is added) else changed.discard)(name)
        return ColumnChoice(frozenset(hidden), frozenset(added), self.cards)

    def with_card(self, keyword: str, *, shown: bool) -> ColumnChoice:
        """The same with a header card shown or not."""
        others = tuple(card for card in self.cards if card != keyword)
        cards = (*others, keyword) if shown else others
        return ColumnChoice(self.hidden, self.added, cards[-_MOST_CARDS:])

    def as_dict(self) -> dict[str, list[str]]:
        """Plain values, to be remembered."""
        return {
            "hidden": sorted(self.hidden),
            "added": sorted(self.added),
            "cards": list(self.cards),
        }

    @staticmethod
    def from_dict(stored: Any) -> ColumnChoice:
        """What `as_dict` gave; what is damaged or unknown is passed over."""
        known = {column.name for column in CHOOSABLE}
        hidden = {name for name in _texts(stored, "hidden") if name in known}
        added = {name for name in _texts(stored, "added") if name in known}
        cards = tuple(dict.fromkeys(_texts(stored, "cards")))[:_MOST_CARDS]
        return ColumnChoice(frozenset(hidden), frozenset(added), cards)


def _texts(stored: Any, name: str) -> list[str]:
    found = stored.get(name) if isinstance(stored, Mapping) else None
    parts = found if isinstance(found, list) else []
    return [part for part in parts if isinstance(part, str)]
