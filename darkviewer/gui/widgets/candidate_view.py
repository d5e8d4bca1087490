"""The table of candidates with its filter, linked by candidate id."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QVBoxLayout,
    QWidget,
)

from darkviewer.core.candidates.labels import RULES
from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.controls.buttons import MenuButton
from darkviewer.gui.controls.empty_words import EmptyWords
from darkviewer.gui.controls.filter_field import FilterField
from darkviewer.gui.controls.in_sight import InSight
from darkviewer.gui.controls.labels import ReadingLabel, section_title
from darkviewer.gui.graphics.candidate_rows import CandidateRows
from darkviewer.gui.models.candidate_columns import shown_columns
from darkviewer.gui.models.candidate_model import CandidateModel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.candidate_filter import RowFilter
from darkviewer.gui.text.numbers import count_of, number
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.parameters import Parameters
    from darkviewer.gui.workspace import Workspace

__all__ = ["CandidateView"]

_FILTER_PX = 104  # what the filter needs for its own words
_DOT = " · "
_FILTER_TIP = (
    "Rows to show; all conditions must hold.\n"
    "x<100, y>=50, frame 6, peak>500, ratio<0.3, edge, candidate, synthetic;\n"
    "with the PSF test also a label such as telegraph, p>0.01, dbic>6, sigma>5,\n"
    "chi<30, flux>1000, seen>1."
)


class CandidateView(QWidget):
    """Table, filter box and counts.

    Signals
    -------
    activated
        Enter or a double click on a row: please zoom to the selected candidate.
    """

    activated = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.this_frame = False
        self.accepted_only = False
        self.model = CandidateModel(self)
        self.filter = FilterField()
        self._counts = ReadingLabel("", "secondary")
        self._frames = self._menu("all frames", "this frame", self._set_this_frame)
        self.label = ""
        self._kinds = MenuButton("all leaders")
        self._kinds.flat = True
        self._kinds.menu.aboutToShow.connect(self._offer_kinds)
        self.view = self._make_view()
        self._words = EmptyWords(self.view, "Run the PSF test")
        self._lay_out()
        self._follow_text()
        self._connect()
        self._show_table(workspace.candidates)

    def step(self, by: int) -> None:
        """Select the next (1) or previous (-1) row on show."""
        rows = self.model.rowCount()
        if not rows:
            return
        row = self._row_to_step_from()
        row = 0 if row is None else max(0, min(row + by, rows - 1))
        self._workspace.select_candidate(self.model.id_at(row))

    def _row_to_step_from(self) -> int | None:
        """The row of the selected pixel in this frame, or else in its own."""
        held, known = self._workspace.pixel_in_hand, self._workspace.calibration
        if held is None or known is None:
            return None
        here = self.model.row_of(held.candidate)
        if here is None:
            return self.model.row_of(held.own_candidate(known.master.shape))
        return here

    def begin_filter(self) -> None:
        """Take the keyboard for the filter box."""
        self.filter.setFocus()
        self.filter.selectAll()

    def select_first(self) -> None:
        """Select the first row, if there is one."""
        if self.model.rowCount():
            self._workspace.select_candidate(self.model.id_at(0))

    def _menu(
        self, everything: str, some: str, choose: Callable[[bool], object]
    ) -> MenuButton:
        button = MenuButton(everything)
        button.flat = True
        for words, chosen in ((everything, False), (some, True)):
            action = QAction(words, button)
            action.triggered.connect(lambda _=False, c=chosen: choose(c))
            button.menu.addAction(action)
        return button

    def _make_view(self) -> CandidateRows:
        view = CandidateRows(self.model, self._workspace.palette)
        self._workspace.palette_changed.connect(view.set_palette)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setAccessibleName("Candidates")
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setMinimumSectionSize(1)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setStretchLastSection(True)
        return view

    def _follow_text(self) -> None:
        """Rows and columns as large as their text wants them."""
        self.view.follow_text()
        self.filter.setMaximumWidth(fonts.scaled(230))

    def _lay_out(self) -> None:
        self.filter.setAccessibleName("Filter the candidates")
        self.filter.setToolTip(plain_tip(_FILTER_TIP))
        self._heading = heading = QHBoxLayout()
        heading.setSpacing(8)
        self._title = section_title("Candidates")
        heading.addWidget(self._title)
        heading.addWidget(self._counts)
        heading.addStretch(1)
        heading.addWidget(self.filter, 100)
        heading.addWidget(self._frames)
        heading.addWidget(self._kinds)
        heading.setContentsMargins(0, 0, 12, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 0, 0)
        column.setSpacing(4)
        column.addLayout(heading)
        column.addWidget(self.view, 1)

    def _connect(self) -> None:
        self.filter.paused.connect(self._filter)
        self.filter.entered.connect(self._enter_filter)
        self._words.offer.clicked.connect(self._run_tests)
        self.view.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.view.doubleClicked.connect(lambda: self.activated.emit())
        self.view.horizontalHeader().sectionClicked.connect(self._sort)
        workspace = self._workspace
        workspace.candidates_changed.connect(self._show_table)
        workspace.units_changed.connect(self._show_units)
        workspace.requested_changed.connect(self._show_counts)
        seen = InSight(self, self._show_selected)
        workspace.pixel_changed.connect(seen.ask)
        workspace.frame_settled.connect(self._frame_changed)
        workspace.parameters_changed.connect(self._show_columns)
        workspace.text_size_changed.connect(self._follow_text)
        self._show_columns(workspace.parameters)

    def _show_columns(self, parameters: Parameters) -> None:
        """Only those that matter for the criterion; a label filter needs labels."""
        for section, shown in enumerate(shown_columns(parameters)):
            self.view.setColumnHidden(section, not shown)
        self.view.widen_columns()
        if self.label and not parameters.needs_examination:
            self.show_kind()

    def _sort(self, section: int) -> None:
        """Numbers start with the largest; a third click gives the natural order."""
        order = self.model.next_order(section)
        if order is None:
            self.model.sort(-1)
        else:
            self.model.sort(section, order)
        self.view.widen_columns()
        self._show_selected()

    def _set_this_frame(self, chosen: bool) -> None:
        self.this_frame = chosen
        self._frames.setText("this frame" if chosen else "all frames")
        self._filter()

    def _offer_kinds(self) -> None:
        """All, candidates, and the labels that occur, with their marks."""
        menu = self._kinds.menu
        menu.clear()
        for words, accepted in (("all leaders", False), ("candidates only", True)):
            action = menu.addAction(words)
            action.triggered.connect(partial(self.show_kind, accepted_only=accepted))
        table = self._workspace.candidates
        if table is None or table.classification is None:
            return
        menu.addSeparator()
        counts = np.bincount(table.classification.label, minlength=len(RULES))
        for rule, count in zip(RULES, counts, strict=True):
            if count:
                icon = self.view.icons[rule.label]
                action = menu.addAction(icon, f"{rule.label} · {number(count)}")
                action.triggered.connect(partial(self.show_kind, label=rule.label))

    def show_kind(
        self, _checked: bool = False, *, accepted_only: bool = False, label: str = ""
    ) -> None:
        """Keep candidates, or the leaders of one label, or all."""
        self.accepted_only, self.label = accepted_only, label
        self._kinds.setText(
            label or ("candidates only" if accepted_only else "all leaders")
        )
        self._filter()

    def _frame_changed(self) -> None:
        if self.this_frame:
            self._filter()

    def _enter_filter(self) -> None:
        """The keys that step through the rows work again."""
        if self._filter():
            self.view.setFocus()
        else:
            self.filter.say_refusal()

    def _filter(self) -> bool:
        """Rows, marks and pictures that fit; False when the words are not understood.

        Nothing changes then.
        """
        try:
            rows = RowFilter(
                text=self.filter.text(),
                frame=self._workspace.frame if self.this_frame else None,
                accepted_only=self.accepted_only,
                label=self.label,
                units=self._workspace.units,
            )
        except DarkviewerError as error:
            still = self._workspace.row_filter.text.strip()
            stays = f"still filtered by “{still}”" if still else "not filtered"
            self.filter.refuse(f"{error}. The table is {stays}.")
            return False
        self.filter.take()
        self.model.set_filter(rows)
        self._workspace.set_row_filter(rows)
        self._after_change()
        return True

    def _run_tests(self) -> None:
        """Run the PSF test that the filter needs."""
        self._workspace.set_parameter("criterion", "psf")

    def _show_table(self, table: CandidateTable | None) -> None:
        # Rows move below the selection: what is selected is a candidate, not a place.
        self.model.set_units(self._workspace.units)
        with QSignalBlocker(self.view.selectionModel()):
            self.model.set_table(table)
        self.view.widen_columns()
        self._after_change()

    def _show_units(self) -> None:
        """The numbers of the filter are in the unit on show, too."""
        self.model.set_units(self._workspace.units)
        self.view.widen_columns()
        self._filter()

    def _after_change(self) -> None:
        self._show_counts()
        self._words.say(self._empty_words(), offer=self._offers_tests)
        empty = not self.model.rowCount()
        self._words.setVisible(empty)
        policy = Qt.ScrollBarPolicy
        self.view.setHorizontalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if empty else policy.ScrollBarAsNeeded
        )
        self._show_selected()

    def _show_counts(self) -> None:
        """As many as there is room for beside the filter, each of them whole."""
        words, metrics = self._count_words(), self._counts.fontMetrics()
        taken = sum(
            part.sizeHint().width() + self._heading.spacing()
            for part in (self._title, self._frames, self._kinds)
        )
        room = self.width() - 32 - taken - fonts.scaled(_FILTER_PX)
        self.filter.setPlaceholderText("Filter" if room < 0 else "Filter: x<100")
        while words and metrics.horizontalAdvance(_DOT.join(words)) > room:
            words.pop()
        self._counts.setText(_DOT.join(words))
        self._counts.setVisible(bool(words))

    def minimumSizeHint(self) -> QSize:
        """Without the counts, which give way: what is left of them needs no room."""
        least = super().minimumSizeHint()
        if not self._counts.isHidden():
            counts = self._counts.minimumSizeHint().width()
            least.setWidth(least.width() - counts - self._heading.spacing())
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The counts give way to the filter."""
        super().resizeEvent(event)
        self._show_counts()

    def _count_words(self) -> list[str]:
        table = self._workspace.candidates
        if table is None:
            return []
        shown, total = self.model.rowCount(), len(table)
        kept = table.accepted
        leaders = count_of(total, "leader")
        if shown < total:
            kept = kept & self._workspace.row_filter.shown(table)
            leaders = f"{number(shown)} of {leaders}"
        accepted = int(kept.sum())
        starlike = self._workspace.parameters.criterion == "psf"
        kind = "PSF-like" if starlike else "candidate"
        several = "PSF-like" if starlike else "candidates"
        words = [leaders, count_of(accepted, kind, several)]
        if self._workspace.waiting:
            words.append("waiting for a run")
        return words

    @property
    def _unknown(self) -> str:
        """Terms of the filter that need the PSF test."""
        table = self._workspace.candidates
        return "" if table is None else self._workspace.row_filter.unknown(table)

    @property
    def _offers_tests(self) -> bool:
        return bool(self._unknown) and not self._workspace.requested.needs_examination

    def _empty_words(self) -> str:
        table = self._workspace.candidates
        if table is None:
            return "Candidates appear here after calibration."
        if not len(table):
            shown = self._workspace.units.of("e-")
            threshold = shown.with_unit(self._workspace.parameters.threshold_e, 0)
            return (
                f"No pixel is above {threshold} in the residual of its frame. "
                "Pixels that are hot in every frame are in the master."
            )
        if unknown := self._unknown:
            state = "has not run" if self._offers_tests else "is running"
            return f"The PSF test {state}: {unknown} is not known."
        return "No candidate fits the filter."

    def _row_chosen(self, current: QModelIndex) -> None:
        if current.isValid():
            self._workspace.select_candidate(self.model.id_at(current.row()))

    def _show_selected(self) -> None:
        selection = self.view.selectionModel()
        row = self.model.row_of(self._workspace.selected)
        if row is None:
            selection.clear()
        elif selection.currentIndex().row() != row or not selection.hasSelection():
            self.view.selectRow(row)
            self.view.scrollTo(self.model.index(row, 0))
