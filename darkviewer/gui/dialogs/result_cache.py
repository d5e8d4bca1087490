"""Tools > Clear result cache: how much is kept on disk, at most how much, and Clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.number_field import NumberField
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.text.numbers import count_of, number

if TYPE_CHECKING:
    from darkviewer.gui.engine.kept_results import KeptResults

__all__ = ["ResultCacheDialog"]

_WORDS = (
    "Calibrations are cached so that sessions reopen instantly. The least recently "
    "used are removed first; all of them can be recomputed."
)
_GIB = 2**30
_MOST_GIB = 1024


class ResultCacheDialog(Panel):
    """Tells, bounds and clears what is kept."""

    def __init__(self, kept: KeptResults, parent: QWidget) -> None:
        super().__init__("Result cache", parent)
        self._kept = kept
        self.kept_size = label()
        self.limit = NumberField(
            minimum=0, maximum=_MOST_GIB, step=0.5, decimals=2, unit="GiB"
        )
        self.limit.setAccessibleName("Keep at most")
        self.limit.setValue(kept.stored.limit_bytes / _GIB)
        self.limit.valueChanged.connect(self._bound)
        self.clear = KeyButton("Clear")
        self.clear.clicked.connect(self._clear)
        row = QHBoxLayout()
        row.addWidget(label("Keep at most"))
        row.addWidget(self.limit)
        row.addStretch(1)
        self.column.addWidget(label(_WORDS, "secondary", wrap=True))
        self.column.addWidget(self.kept_size)
        self.column.addLayout(row)
        self.column.addWidget(label(str(kept.stored.folder), "small", wrap=True))
        close = self.close_button()
        self.add_buttons(self.clear, close, default=close)
        self.at_least(420)
        self._tell()

    def _tell(self) -> None:
        results, size = self._kept.stored.size()
        words = f"{count_of(results, 'result')}, {number(size / 1e6)} MB"
        self.kept_size.setText(words if results else "The cache is empty.")
        self.clear.setEnabled(results > 0)

    def _bound(self, limit_gib: float) -> None:
        self._kept.stored.limit_bytes = round(limit_gib * _GIB)

    def _clear(self) -> None:
        self._kept.clear()
        self._tell()
