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
    PlainColumn(
        "stars",
        "Synthetic stars: those that you judged, and those not listed with them.",
    ),
    PlainColumn(
        "not listed",
        "Stars that the program does not list: you never saw them, they are missed.",
    ),
    PlainColumn(
        "program", "Of all stars the program accepts; with the interval of 95 %."
    ),
    PlainColumn(
        "you", "Of the listed ones you called PSF-like; with the interval of 95 %."
    ),
    PlainColumn(
        "program and you",
        "Of all stars the program accepts and you called PSF-like; with the interval "
        "of 95 %.",
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
        shares = zip(skill.program, skill.reviewer, skill.together, strict=True)
        self._rows = [
            (
                f"{number(low)} to {number(high)}",
                number(together.trials),
                number(together.trials - own.trials),
                *(share_text(share) for share in (program, own, together)),
            )
            for (low, high), (program, own, together) in zip(
                skill.flux_e, shares, strict=True
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
