"""What the checks say of a session, as a Qt list: failing first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from darkviewer.core.foreign_text import shown
from darkviewer.core.health.check import OWN
from darkviewer.gui.text.numbers import number, trimmed
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.core.health.check import Check, Finding
    from darkviewer.core.health.table import SessionChecks

__all__ = ["CheckLine", "CheckModel", "check_lines", "figure", "summary"]

Index = QModelIndex | QPersistentModelIndex
_ORDER = ("fail", "settled", "warn", "pass")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check and what it found.

    Attributes
    ----------
    check, finding : Check, Finding
        The row of the table of checks, and its verdict.
    settled : bool
        It passes because the frames it speaks of were left out.
    """

    check: Check
    finding: Finding
    settled: bool = False

    @property
    def state(self) -> str:
        """``"fail"``, ``"settled"``, ``"warn"`` or ``"pass"``."""
        return "settled" if self.settled else self.finding.status

    @property
    def badge(self) -> str:
        """Name of its mark: a grey ring where there is nothing to measure."""
        if self.finding.status == "pass":
            return "quiet" if self.finding.value is None else "ok"
        return "bad" if self.finding.status == "fail" else "warn"

    @property
    def title(self) -> str:
        """Its name in words."""
        return self.check.name.replace("_", " ")

    @property
    def value(self) -> str:
        """The measure with its unit."""
        return figure(self.finding.value, self.check.unit)

    @property
    def limit(self) -> str:
        """The limit in the same unit."""
        return figure(self.finding.limit, self.check.unit)

    @property
    def own(self) -> bool:
        """Whether the user set the limit."""
        return self.check.origin == OWN

    @property
    def sentence(self) -> str:
        """What is so, and whether it is settled."""
        said = shown(self.finding.sentence) or "nothing odd"
        return f"{said}; left out" if self.settled else said

    @property
    def tip(self) -> str:
        """Everything in full, and where the limit comes from."""
        limit = "No limit applies" if self.finding.limit is None else self.limit
        return (
            f"{self.title}: {self.check.measure}\n{self.sentence}\n"
            f"Limit: {limit}. {self.check.origin}."
        )


def figure(value: float | None, unit: str) -> str:
    """Three figures and the unit: ``0.123 °C``, ``1,380 pixels``."""
    if value is None or not math.isfinite(value):
        return "–"
    size = 0 if value == 0 else math.floor(math.log10(abs(value)))
    if -5 <= size < 0 or value != int(value):
        words = trimmed(value, min(max(2 - size, 0), 7))
    else:
        words = number(value)
    if words == "1" and unit.endswith("s") and len(unit) > 1:
        unit = unit[:-1]
    return f"{words} {unit}" if unit else words


def check_lines(checks: SessionChecks | None) -> list[CheckLine]:
    """Failing, settled, warning, passed; each group in the order of the table."""
    if checks is None:
        return []
    settled = {check.name: finding for check, finding in checks.settled}
    lines = [
        CheckLine(check, settled.get(check.name, finding), check.name in settled)
        for check, finding in checks.findings
    ]
    return sorted(lines, key=lambda line: _ORDER.index(line.state))


def summary(lines: list[CheckLine]) -> str:
    """``1 settled · 2 warn · 25 pass · 3 not checked``."""
    unknown = [line for line in lines if line.badge == "quiet"]
    states = [line.state for line in lines if line not in unknown]
    counts = [(states.count(state), state) for state in _ORDER]
    counts.append((len(unknown), "not checked"))
    return " · ".join(f"{count} {state}" for count, state in counts if count)


class CheckModel(QAbstractListModel):
    """Lines of `check_lines`."""

    LINE = Qt.ItemDataRole.UserRole

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.lines: list[CheckLine] = []

    def set_lines(self, lines: list[CheckLine]) -> None:
        """Show others; the same leave the view alone.

        Of the same checks in the same order, as while a limit is moved, only those are
        painted again that say something else.
        """
        before, titles = self.lines, [line.title for line in lines]
        if [line.title for line in before] != titles:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
            return
        self.lines = lines
        for row, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index | None = None) -> int:
        """Checks there are."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line; its words for readers of the screen, and its tip."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{line.title}: {line.sentence}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(line.tip)
            case self.LINE:
                return line
        return None
