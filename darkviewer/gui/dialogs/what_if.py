"""What if the limits were others: candidates gained and lost, and stars that stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QModelIndex, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from darkviewer.core.parameters import spec
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.folding import Folding
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.parameter_row import ParameterRow, make_row
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.models.moved_model import MovedModel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number
from darkviewer.gui.widgets.parameter_panel import ONLY_FOR
from darkviewer.runs.what_if import Trying

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.review.salt import Share
    from darkviewer.core.review.what_if import Stars
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.injection import Trial
    from darkviewer.runs.what_if import Tried

__all__ = ["LIMITS", "Sources", "WhatIfWindow", "share_words"]

LIMITS = ("threshold_e", "ratio", "p_min", "dbic_min")
"""What can be moved: limits that only select among the leaders that are known."""

_WORDS = (
    "Move a limit and see which candidates would come and go. Nothing changes until "
    "you use it, and undo takes it back."
)
_SIZE = 820, 620
_SAMPLES = ("0000, 0000", "frame", "00,000", "000.0", "PSF-like")
_AIR = 14  # beside each text
_NO_STARS = "Nothing was called PSF-like yet."
_NOT_INJECTED = "No stars were injected yet."
_OTHERWISE = "The injected stars were tested otherwise."
_BEFORE = "", "now", "with these"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the window finds what it compares with, and whom it asks.

    Attributes
    ----------
    stars : callable
        Gives the events of the session that were called PSF-like.
    trial : callable
        Gives the last injection run, or None.
    inject : callable
        Shows the window that injects stars.
    go : callable
        Goes to a candidate: frame, column and row.
    """

    stars: Callable[[], Stars]
    trial: Callable[[], Trial | None]
    inject: Callable[[], None]
    go: Callable[[int, int, int], None]


def share_words(share: Share | None) -> str:
    """``12 of 14: 86 % (60 to 96 %)``, with the interval of 95 %."""
    if share is None or not share.trials:
        return "–"
    parts = (share.value, share.low, share.high)
    value, low, high = (number(100 * part) for part in parts)
    counts = f"{number(share.hits)} of {number(share.trials)}"
    return f"{counts}: {value} % ({low} to {high} %)"


class WhatIfWindow(Panel):
    """Limits to play with; the session keeps its own until they are used."""

    def __init__(
        self,
        workspace: Workspace,
        examining: Examining,
        sources: Sources,
        parent: QWidget,
    ) -> None:
        super().__init__("What if…", parent)
        self._workspace, self._examining = workspace, examining
        self._sources = sources
        self._trying: Trying | None = None
        self._made_of: tuple[object, object] = (None, None)
        self.then: Parameters = workspace.parameters
        self.rows: dict[str, ParameterRow] = {
            name: make_row(spec(name)) for name in LIMITS
        }
        self.gained, self.lost = MovedModel(self), MovedModel(self)
        self.titles = label("", "group"), label("", "group", wrap=True)
        self.cells = [[label(text, wrap=True) for text in _BEFORE] for _ in range(4)]
        self.outcome = label("", "secondary", wrap=True)
        self.inject = KeyButton("Inject stars…")
        self.reset = KeyButton("As now")
        self.use = KeyButton("Use these")
        self._lay_out()
        self._connect()
        self._begin()

    def _connect(self) -> None:
        for row in self.rows.values():
            row.changed.connect(self._move)
        self.inject.clicked.connect(lambda: self._sources.inject())
        self.reset.clicked.connect(self._begin)
        self.use.clicked.connect(self._use)
        workspace = self._workspace
        workspace.parameters_changed.connect(self._begin)
        workspace.candidates_changed.connect(self.try_again)
        workspace.units_changed.connect(self._begin)
        workspace.text_size_changed.connect(self._fit)

    # what is tried

    def _begin(self, _changed: object = None) -> None:
        """The limits of now, whatever was tried before."""
        now = self._workspace.parameters
        self.then = now
        for name, row in self.rows.items():
            row.set_units(self._workspace.units)
            row.show_value(getattr(now, name))
            matters = now.criterion in ONLY_FOR.get(name, (now.criterion,))
            row.setEnabled(matters)
        self.try_again()

    def _move(self, name: str, value: Any, _dragging: bool) -> None:
        self.then = self.then.changed(name, value)
        self.rows[name].show_value(getattr(self.then, name))
        self.try_again()

    def _use(self) -> None:
        """One step of the history; the run that it may take follows."""
        asked = self._workspace.requested
        for name in LIMITS:
            asked = asked.changed(name, getattr(self.then, name))
        self._workspace.change_parameters(asked, words="using other limits")

    def try_again(self, _changed: object = None) -> None:
        """Compare once more: limits, verdicts or injected stars are others."""
        now = self._workspace.parameters
        self.use.setEnabled(self.then != now)
        self.reset.setEnabled(self.then != now)
        trying = self._leaders()
        if trying is None:
            self._clear("No session is calibrated.")
            return
        if not trying.answers(self.then):
            floor = self._workspace.units.of("e-").with_unit(trying.floor_e(), 1)
            self._clear(
                f"Leaders are known above {floor} only: what is below is searched for "
                "once you use this threshold."
            )
            return
        self.outcome.hide()
        trial = self._sources.trial()
        fits = trial is not None and self._answered_by(trial)
        recovery = trial.recovery if trial is not None and fits else None
        stars = self._sources.stars()
        self._examining.compute(
            "what if",
            partial(trying.compare, now, self.then, stars, recovery),
            receiver=self,
            done=partial(self._show, trial is not None),
        )

    def _leaders(self) -> Trying | None:
        """Of the result on show; kept as long as that is."""
        at = self._workspace
        if at.calibration is None or at.candidates is None:
            self._trying, self._made_of = None, (None, None)
            return None
        examined = at.examination if at.parameters.needs_examination else None
        if self._made_of != (at.calibration, examined) or self._trying is None:
            self._made_of = at.calibration, examined
            self._trying = Trying(at.calibration, examined)
        return self._trying

    def _answered_by(self, trial: Trial) -> bool:
        """Whether the stars went through the same tests."""
        at, examination = self._workspace, trial.examination
        same = trial.outcome.calibration is at.calibration
        compared = examination.compared_with(at.psf)
        return same and compared and examination.answers(self.then)

    # what comes of it

    def _show(self, injected: bool, tried: Tried) -> None:
        answer, units = tried.answer, self._workspace.units
        self.gained.set_moved(answer.gained, units)
        self.lost.set_moved(answer.lost, units)
        gained, lost = len(answer.gained), len(answer.lost)
        stars = int(np.count_nonzero(answer.lost.stars))
        self.titles[0].setText(f"Gained: {number(gained)}")
        self.titles[1].setText(
            f"Lost: {number(lost)}, of them {number(stars)} called PSF-like"
        )
        counts = number(answer.count_now), number(answer.count_then)
        kept = share_words(answer.kept_now), share_words(answer.kept_then)
        found = share_words(tried.injected_now), share_words(tried.injected_then)
        self._fill(1, "Candidates", counts)
        verdicts = "PSF-like by verdict, kept"
        self._fill(2, verdicts if answer.kept_now.trials else _NO_STARS, kept)
        words = "Injected stars, found"
        if tried.injected_now is None:
            words = _OTHERWISE if injected else _NOT_INJECTED
        self._fill(3, words, found)
        self.inject.setVisible(tried.injected_now is None)

    def _fill(self, row: int, name: str, values: Sequence[str]) -> None:
        for cell, text in zip(self.cells[row], (name, *values), strict=True):
            cell.setText(text)

    def _clear(self, why: str) -> None:
        self.outcome.setText(why)
        self.outcome.show()
        for title, words in zip(self.titles, ("Gained", "Lost"), strict=True):
            title.setText(words)
        for model in (self.gained, self.lost):
            model.set_moved(None, self._workspace.units)
        for row, name in enumerate(("Candidates", "Verdicts", "Injected stars"), 1):
            self._fill(row, name, ("–", "–"))
        self.inject.setVisible(False)

    # how it looks

    def _lay_out(self) -> None:
        self.column.addWidget(label(_WORDS, "secondary", wrap=True))
        self.column.addWidget(_Beside(list(self.rows.values())))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        for column, stretch in enumerate((4, 5, 5)):
            grid.setColumnStretch(column, stretch)
        for row, cells in enumerate(self.cells):
            for column, cell in enumerate(cells):
                grid.addWidget(cell, row, column)
                if row == 0 or column == 0:
                    cell.setProperty("role", "secondary")
        self.column.addLayout(grid)
        self.column.addWidget(self.outcome)
        pairs = zip(self.titles, (self.gained, self.lost), strict=True)
        self.tables = [
            _Table(model, self._sources.go) for model in (self.gained, self.lost)
        ]
        names = ("Candidates gained", "Candidates lost")
        for table, name in zip(self.tables, names, strict=True):
            table.setAccessibleName(name)
        lists = [
            _titled(title, table)
            for (title, _), table in zip(pairs, self.tables, strict=True)
        ]
        self.column.addWidget(_Beside(lists), 1)
        # No default: Return in a field only tries its number.
        self.add_buttons(self.inject, self.reset, self.close_button(), self.use)
        self.use.primary = True
        self.open_at(*_SIZE)

    def _fit(self) -> None:
        for table in self.tables:
            table.fit()


def _titled(title: QLabel, table: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(title)
    column.addWidget(table, 1)
    return part


class _Beside(Folding):
    """Parts in two columns, or below each other where it is narrow."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts, self._columns = parts, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(8)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """One below the other takes the least width."""
        wide = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(wide, super().minimumSizeHint().height())

    def _fold(self) -> None:
        each = max(part.sizeHint().width() for part in self._parts)
        room = self.width() - self._grid.horizontalSpacing()
        columns = 2 if 2 * each <= room else 1
        if columns != self._columns:
            self._columns = columns
            for place, part in enumerate(self._parts):
                self._grid.addWidget(part, *divmod(place, columns))
            self._grid.setColumnStretch(0, 1)
            self._grid.setColumnStretch(1, columns - 1)


class _Table(QTableView):
    """Candidates of one side; a click, or Enter, goes there."""

    def __init__(self, model: MovedModel, go: Callable[[int, int, int], None]) -> None:
        super().__init__()
        self.setModel(model)
        self._go, self._moved = go, model
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.clicked.connect(self._went)
        self.activated.connect(self._went)
        self.fit()

    def _went(self, index: QModelIndex) -> None:
        self._go(*self._moved.place_of(index.row()))

    def fit(self) -> None:
        """Rows and columns as the size of the text asks."""
        metrics = QFontMetrics(fonts.body())
        for column, sample in enumerate(_SAMPLES):
            self.setColumnWidth(column, metrics.horizontalAdvance(sample) + _AIR)
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 6)

    def sizeHint(self) -> QSize:
        """All columns, and some rows."""
        metrics = QFontMetrics(fonts.body())
        wide = sum(metrics.horizontalAdvance(sample) + _AIR for sample in _SAMPLES)
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(wide + bar, 8 * (metrics.height() + 6))
