"""The evidence on the pixel in hand: the right column of the review desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from darkviewer.core.candidates.classification import classify
from darkviewer.core.candidates.explain import BEATS, every_criterion
from darkviewer.core.candidates.labels import RULES
from darkviewer.core.review.classes import class_named
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, SteadyLabel
from darkviewer.gui.graphics.mark_paint import SWATCH, swatch
from darkviewer.gui.review.criteria import Criteria
from darkviewer.gui.review.dbic_bars import DbicBars
from darkviewer.gui.review.figures import Figures
from darkviewer.gui.review.frame_words import frame_words
from darkviewer.gui.review.marks import label_mark
from darkviewer.gui.review.painted import UNKNOWN
from darkviewer.gui.review.pixel_line import PixelLine
from darkviewer.gui.review.sentence import Sentence
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES
from darkviewer.gui.text.numbers import trimmed
from darkviewer.gui.text.pixel_words import not_known
from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.candidates.explain import Criterion
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.review.verdict import Verdict
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.style.theme import Palette

__all__ = ["EvidencePanel"]

_WIDTH = 300
_LINES = 2  # of the rule's sentence
_BLIND = "Hidden until your verdict is given."


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Place of the rule that fired, criteria of the pixel, and those against rivals."""

    place: int
    others: tuple[Criterion, ...]
    rivals: tuple[Criterion, ...]


@lru_cache(maxsize=16)
def _judged(known: Dossier, frame: int, parameters: Parameters) -> _Judged:
    """How the program judges a pixel in one frame; kept, for it is asked ahead."""
    evidence = known.classification.evidence
    place = int(classify(evidence, parameters).label[frame])
    items = every_criterion(known.stamps_e[frame], evidence, frame, parameters)
    rivals = tuple(item for item in items if item.quantity == BEATS)
    others = tuple(item for item in items if item.quantity != BEATS)
    return _Judged(place, others, rivals)


class EvidencePanel(QWidget):
    """All that is known of a pixel in one frame; every figure keeps its place.

    Signals
    -------
    blind_clicked
        Please hide, or show, how the program judges.
    explain_clicked
        Please explain this pixel beside the image.
    """

    blind_clicked = Signal(bool)
    explain_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = PALETTES["dark"]
        self._label = ""
        self.blind = KeyButton("blind", "H")
        self.blind.setCheckable(True)
        self.blind.setToolTip(_BLIND)
        self.mark = QLabel()
        self.verdict = SteadyLabel("unclassifiable", "heading")
        self.rule = _Spare("rule 00 of 00")
        self.sentence = Sentence(_LINES)
        self.figures = Figures()
        self.outcome = _Spare("00 of 00 failed")
        self.criteria = Criteria()
        self.limit = _Spare("limit −00.0")
        self.rivals = DbicBars()
        self.line = PixelLine()
        self.explain = KeyButton("explain", "E")
        self.explain.flat = True
        self._lay_out()
        self.blind.clicked.connect(self.blind_clicked)
        self.explain.clicked.connect(self.explain_clicked)
        self.set_palette(self._palette)
        self.show_nothing()

    def minimumSizeHint(self) -> QSize:
        """What is too high scrolls."""
        return QSize(fonts.scaled(_WIDTH) // 2, fonts.scaled(120))

    def sizeHint(self) -> QSize:
        """The column of the drawing."""
        return QSize(fonts.scaled(_WIDTH), self._sheet.sizeHint().height())

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        for part in (self.figures, self.criteria, self.rivals):
            part.set_palette(palette)
        self.line.set_palette(palette)
        self._show_mark()

    def follow_text(self) -> None:
        """The text has another size."""
        for part in (
            self.sentence,
            self.figures,
            self.criteria,
            self.rivals,
            self.line,
        ):
            part.updateGeometry()
            part.update()

    def set_blind(self, blind: bool) -> None:
        """Show the switch as it is; `show_pixel` says what is hidden."""
        self.blind.setChecked(blind)

    def show_nothing(self, why: str = "") -> None:
        """Nothing is known: every place stays, with – in it."""
        self._say_label("", "", why)
        self.figures.clear()
        self.outcome.setText(UNKNOWN)
        self.criteria.show_criteria(None)
        self.rivals.show_rivals(None, 0.0)
        self.line.set_dossier(None, -1)

    def show_pixel(
        self,
        known: Dossier,
        frame: int,
        parameters: Parameters,
        units: Units | None = None,
        *,
        hidden: bool = False,
        left_out: bool = False,
    ) -> None:
        """Show one pixel in one frame.

        Parameters
        ----------
        known : Dossier
            All that is known of it.
        frame : int
            Which frame, from 0.
        parameters : Parameters
            Limits of now.
        units : Units, optional
            How values are written.
        hidden : bool
            Keep back how the program judges.
        left_out : bool
            The frame is left out of the master.
        """
        units = units or Units()
        if not 0 <= frame < len(known.raw):
            self.show_nothing(not_known(known.x, known.y, left_out=left_out))
            return
        self.figures.show_pixel(known, frame, parameters, units, blind=hidden)
        unit = units.of("e-")
        self.line.set_dossier(known, frame, factor=unit.factor, unit=unit.words)
        judged = _judged(known, frame, parameters)
        rule = RULES[judged.place]
        if hidden:
            self._say_label("", "", _BLIND)
        else:
            number = f"rule {judged.place + 1} of {len(RULES)}"
            self._say_label(rule.label, number, rule.words)
        self._list(judged, parameters.dbic_min, units, hidden=hidden)

    def paintings(
        self,
        known: Dossier,
        frame: int,
        parameters: Parameters,
        units: Units,
        *,
        hidden: bool,
        words: str,
    ) -> Iterator[Callable[[], bool]]:
        """What to paint of a pixel that may be shown next, a part at a time.

        `words` are what the checks say of the frame; each says whether it was left to
        paint.
        """
        judged, shown = _judged(known, frame, parameters), units.of("e-")
        yield partial(
            self.figures.prepare,
            *(known, frame, parameters, units),
            blind=hidden,
            words=words,
        )
        yield partial(self.criteria.prepare, judged.others, units, hidden=hidden)
        rivals = None if hidden else judged.rivals
        yield partial(self.rivals.prepare, rivals, parameters.dbic_min)
        yield partial(
            self.line.prepare, known, frame, factor=shown.factor, unit=shown.words
        )
        if not hidden:
            yield partial(self.sentence.prepare, RULES[judged.place].words)

    def show_frame(self, checks: SessionChecks | None, name: str) -> None:
        """Show what the checks say of a frame."""
        self.figures.show_frame(*frame_words(checks, name))

    def show_others(self, verdicts: Mapping[str, Verdict]) -> None:
        """Show what other reviewers say; give none before one's own verdict."""
        said = []
        for reviewer, verdict in verdicts.items():
            known = class_named(verdict.name)
            said.append(f"{reviewer}: {verdict.name if known is None else known.words}")
        self.figures.show_others(", ".join(said))

    def _say_label(self, name: str, rule: str, words: str) -> None:
        self._label = name
        self.verdict.setText(name or UNKNOWN)
        self.rule.setText(rule or UNKNOWN)
        self.verdict.set_tip(rule)
        self.sentence.setText(words)
        self._show_mark()

    def _show_mark(self) -> None:
        """Empty where there is no label: its room stays."""
        if not self._label:
            self.mark.setPixmap(QPixmap())
            return
        mark = label_mark(self._label, self._palette)
        self.mark.setPixmap(swatch(mark, self.devicePixelRatioF()))

    def _list(
        self, judged: _Judged, dbic_min: float, units: Units, *, hidden: bool
    ) -> None:
        items = *judged.others, *judged.rivals
        failed, every = sum(not item.passed for item in items), len(items)
        text = f"{failed} of {every} failed" if failed else f"all {every} passed"
        self.outcome.setText(UNKNOWN if hidden else text)
        self.limit.setText(f"limit {trimmed(dbic_min, 1)}")
        self.criteria.show_criteria(judged.others, units, hidden=hidden)
        self.rivals.show_rivals(None if hidden else judged.rivals, dbic_min)

    def _lay_out(self) -> None:
        self._sheet = QWidget()
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(3)
        column.addLayout(_line(_title("Evidence"), self.blind))
        self.mark.setFixedSize(SWATCH + 8, SWATCH + 8)
        self.mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = _line(self.verdict, self.rule)
        head.insertWidget(0, self.mark)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(self.figures)
        column.addSpacing(2)
        column.addLayout(_line(_title("Criteria"), self.outcome))
        column.addWidget(self.criteria)
        column.addSpacing(2)
        column.addLayout(_line(_title("ΔBIC: rather a star than a …"), self.limit))
        column.addWidget(self.rivals)
        column.addSpacing(2)
        column.addLayout(_line(_title("Pixel in all frames"), self.explain))
        column.addWidget(self.line, 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("Evidence")
        self._area.setWidget(self._sheet)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)


class _Spare(SteadyLabel):
    """Small words at the right that a narrow column does without."""

    def __init__(self, sample: str) -> None:
        super().__init__(sample, "small")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        """It may shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """All of it or nothing."""
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)


def _title(text: str) -> ElidedLabel:
    title = ElidedLabel(text.upper(), "section")
    title.setAccessibleName(text)
    title.setToolTip(text)
    return title


def _line(first: QWidget, last: QWidget) -> QHBoxLayout:
    """One at the left, the other at the right."""
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addWidget(first, 1)
    row.addWidget(last)
    return row
