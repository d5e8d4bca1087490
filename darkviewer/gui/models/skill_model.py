"""How well a reviewer sees, as a Qt table: one row for each step of flux."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from darkviewer.gui.models.titled_table import Index, PlainColumn, TitledTable
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.review.salt import Share, Skill

__all__ = ["SkillModel", "share_text"]


_COLUMNS = (
    PlainColumn("flux e⁻", "Total light of the synthetic stars.", left=True),
    PlainColumn("stars", "Synthetic stars that have a verdict."),
    PlainColumn("you", "Of these you called PSF-like; with the interval of 95 %."),
    PlainColumn(
        "program and you",
        "The program accepts them, too; with the interval of 95 %.",
    ),
)


def share_text(share: Share) -> str:
    """``75 % (41 to 93)``."""
    if not share.trials:
        return ""
    low, high = number(100 * share.low), number(100 * share.high)
    return f"{number(100 * share.value)} % ({low} to {high})"


class SkillModel(TitledTable):
    """Faint stars first."""

    columns = _COLUMNS

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[tuple[str, ...]] = ()

    def set_skill(self, skill: Skill) -> None:
        """Show this one."""
        self.beginResetModel()
        self._rows = [
            (
                f"{number(low)} to {number(high)}",
                number(own.trials),
                share_text(own),
                share_text(together),
            )
            for (low, high), own, together in zip(
                skill.flux_e, skill.reviewer, skill.together, strict=True
            )
        ]
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and alignment."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        return None
