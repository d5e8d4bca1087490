"""Chips that choose what is in the queue: include, exclude, off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from darkviewer.core.review.queue import UNREVIEWED
from darkviewer.gui.graphics.mark_paint import swatch
from darkviewer.gui.review.marks import label_mark
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import MINUS

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["EXCLUDE", "INCLUDE", "KINDS", "OFF", "Chip", "ChipBar", "Key", "StepMenu"]

Key = tuple[str, str]
"""Kind and name: ``("label", "hot")``."""

OFF, INCLUDE, EXCLUDE = 0, 1, -1
_NEXT = {OFF: INCLUDE, INCLUDE: EXCLUDE, EXCLUDE: OFF}
_SIGNS = {OFF: "", INCLUDE: "+", EXCLUDE: MINUS}
_STATES = {OFF: "off", INCLUDE: "included", EXCLUDE: "excluded"}

KINDS: dict[str, str] = {
    "label": "labels",
    "verdict": "verdicts",
    "frame": "frames",
    "session": "sessions",
    "reviewer": "reviewers",
    "hand": "by hand",
    "agreement": "agreement",
}
"""By what the queue can be chosen, and what the menu is called."""

QUICK: tuple[Key, ...] = (
    ("verdict", UNREVIEWED),
    ("label", "hot"),
    ("label", "noise"),
)
"""Chips that are always at hand; all others are in the menus."""

_HEIGHT, _PADDING, _GAP, _MARK = 20, 8.0, 4.0, 9
_STEP_TIP = "A click includes, a second excludes, a third lets it be."


class _Pill(QAbstractButton):
    """A rounded button of small text; filled while it chooses something."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def wanted_width(self) -> int:
        """Enough for each of its states."""
        metrics = QFontMetricsF(fonts.small())
        wide = max(metrics.horizontalAdvance(text) for text in self._texts())
        return round(2 * _PADDING + self._beside() + wide) + 1

    def _texts(self) -> tuple[str, ...]:
        return (self.text(),)

    def _beside(self) -> float:
        """Room for what is painted beside the text."""
        return 0.0

    def sizeHint(self) -> QSize:
        """One width for all states: nothing beside it moves."""
        return QSize(self.wanted_width(), fonts.scaled(_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _frame(self, painter: QPainter, *, filled: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        lit = self.hasFocus() or filled
        painter.setPen(QPen(palette.color(role.Accent if lit else role.Mid), 1))
        hovered = self.underMouse() and self.isEnabled()
        fill = role.Highlight if filled else role.Base if hovered else role.Window
        painter.setBrush(palette.color(fill))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    def _ink(self, *, filled: bool) -> QColor:
        palette, role = self.palette(), QPalette.ColorRole
        if not self.isEnabled():
            return palette.color(QPalette.ColorGroup.Disabled, role.ButtonText)
        return palette.color(role.Accent if filled else role.PlaceholderText)


class Chip(_Pill):
    """Off, included (filled, +) or excluded (struck through, −): a click steps."""

    stepped = Signal(int)

    def __init__(self, key: Key, words: str, palette: Palette) -> None:
        super().__init__(words)
        self.key, self.state = key, OFF
        self._marked = key[0] == "label"
        self.set_palette(palette)
        self.set_state(OFF)
        self.clicked.connect(self._step)

    def set_palette(self, palette: Palette) -> None:
        """Its mark in other colours."""
        if self._marked:
            mark = label_mark(self.key[1], palette)
            ratio = self.devicePixelRatioF()
            self._mark = swatch(mark, ratio, side=fonts.scaled(_MARK))
        self.update()

    def set_state(self, state: int) -> None:
        """Show another state, without a signal."""
        self.state = state
        self.setToolTip(f"{self.text()}: {_STATES[state]}. {_STEP_TIP}")
        self.setAccessibleName(f"{self.text()}: {_STATES[state]}")
        self.update()

    def _beside(self) -> float:
        mark = fonts.scaled(_MARK) + _GAP if self._marked else 0.0
        return self._sign_width() + mark

    def _sign_width(self) -> float:
        return QFontMetricsF(fonts.small()).horizontalAdvance("+") + _GAP

    def _step(self) -> None:
        self.set_state(_NEXT[self.state])
        self.stepped.emit(self.state)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sign, mark and word, in the middle."""
        painter, filled = QPainter(self), self.state == INCLUDE
        self._frame(painter, filled=filled)
        spare = 0.0 if self.state else self._sign_width() / 2
        x, height = _PADDING + spare, self.height()
        font = fonts.small()
        if self.state:
            painter.setFont(font)
            painter.setPen(self._ink(filled=filled))
            sign = QRectF(x, 0, self._sign_width(), height)
            painter.drawText(sign, _LEFT, _SIGNS[self.state])
            x += self._sign_width()
        if self._marked:
            side = self._mark.deviceIndependentSize().height()
            painter.drawPixmap(round(x), round((height - side) / 2), self._mark)
            x += side + _GAP
        font.setStrikeOut(self.state == EXCLUDE)
        painter.setFont(font)
        painter.setPen(self._ink(filled=filled))
        painter.drawText(QRectF(x, 0, self.width() - x, height), _LEFT, self.text())


class StepMenu(QMenu):
    """Steps its entries as chips do, and stays open."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Trigger without closing."""
        action = self.actionAt(event.position().toPoint())
        if action is None or action.menu() is not None:
            super().mouseReleaseEvent(event)
        else:
            action.trigger()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same by Space and Enter."""
        action = self.activeAction()
        presses = event.key() in (
            Qt.Key.Key_Space,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        )
        if presses and action is not None and action.menu() is None:
            action.trigger()
        else:
            super().keyPressEvent(event)


class _MenuChip(_Pill):
    """Opens a menu; says how many of its entries choose something."""

    def __init__(self, words: str, menu: QMenu, *, plain: str = "") -> None:
        super().__init__(words)
        self._words, self._plain, self._chosen = words, plain or words, 0
        self._menu = menu
        self.clicked.connect(self.open_menu)
        self.set_chosen(0)

    def open_menu(self) -> None:
        """Below it."""
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def set_chosen(self, count: int) -> None:
        """So many entries are included or excluded."""
        self._chosen = count
        self.setText(f"{self._words} {count}" if count else self._plain)
        tip = f"{count} chosen" if count else "all"
        self.setToolTip(f"By {self._words}: {tip}. {_STEP_TIP}")
        self.setAccessibleName(f"{self.text()}: opens a menu")
        self.update()

    def _texts(self) -> tuple[str, ...]:
        return f"{self._plain} ▾", f"{self._words} 88 ▾"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words and an arrow."""
        painter, filled = QPainter(self), self._chosen > 0
        self._frame(painter, filled=filled)
        painter.setFont(fonts.small())
        painter.setPen(self._ink(filled=filled))
        middle = int(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(self.rect(), middle, f"{self.text()} ▾")


_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class ChipBar(QWidget):
    """Two lines of chips: those at hand, and menus of everything else.

    Where there is little room the first of each line stay; the menu *more* has
    everything.

    Signals
    -------
    changed
        A mapping of `Key` to `INCLUDE` or `EXCLUDE`: what the user wants now.
    """

    changed = Signal(object)

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._states: dict[Key, int] = {}
        self._options: dict[str, tuple[Key, ...]] = dict.fromkeys(KINDS, ())
        self._words: dict[Key, str] = {}
        self.menus = {kind: StepMenu(words, self) for kind, words in KINDS.items()}
        self._actions: dict[Key, QAction] = {}
        more = StepMenu("more", self)
        for menu in self.menus.values():
            more.addMenu(menu).setEnabled(False)
        more.addSeparator()
        more.addAction("Only what is not judged yet", self._reset)
        self.chips = {key: Chip(key, key[1], palette) for key in QUICK}
        self.labels = _MenuChip("labels", self.menus["label"], plain="all labels")
        self.frames = _MenuChip("frames", self.menus["frame"], plain="all frames")
        self.more = _MenuChip("more", more)
        self._lines: tuple[tuple[_Pill, ...], ...] = (
            tuple(self.chips.values()),
            (self.labels, self.frames, self.more),
        )
        for line in self._lines:
            for pill in line:
                pill.setParent(self)
        for key, chip in self.chips.items():
            chip.stepped.connect(lambda state, key=key: self._set(key, state))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_chips({QUICK[0]: INCLUDE})

    def set_options(self, kind: str, options: Sequence[tuple[str, str]]) -> None:
        """What there is of a kind: names, and the words for each."""
        keys = tuple((kind, name) for name, _ in options)
        words = {(kind, name): text for name, text in options}
        if keys == self._options[kind]:
            return
        for gone in self._options[kind]:
            del self._actions[gone]
        self._options[kind] = keys
        self._words.update(words)
        menu = self.menus[kind]
        menu.clear()
        for key in keys:
            action = menu.addAction("")
            action.triggered.connect(
                lambda _checked=False, key=key: self._set(
                    key, _NEXT[self._states.get(key, OFF)]
                )
            )
            self._actions[key] = action
        menu.menuAction().setEnabled(bool(keys))
        self._show()

    def set_chips(self, states: Mapping[Key, int]) -> None:
        """Show other choices, without a signal."""
        self._states = {key: state for key, state in states.items() if state}
        self._show()

    @property
    def states(self) -> Mapping[Key, int]:
        """What is included or excluded."""
        return dict(self._states)

    def set_palette(self, palette: Palette) -> None:
        """Marks in other colours."""
        for chip in self.chips.values():
            chip.set_palette(palette)

    def focus_first(self) -> None:
        """The keyboard goes to the first chip."""
        self._lines[0][0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(0, 2 * fonts.scaled(_HEIGHT) + round(_GAP) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many chips of each line as there is room for."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Text of another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._place()

    def _place(self) -> None:
        y, height = 0, fonts.scaled(_HEIGHT)
        for line, first in zip(self._lines, (0, -1), strict=True):
            kept = list(line)
            while len(kept) > 1 and self._wide(kept) > self.width():
                # The chip of what is not judged, and the menu of everything, stay.
                kept.pop(-1 if first == 0 else 0)
            x = 0
            for pill in line:
                pill.setVisible(pill in kept)
            for pill in kept:
                wide = min(pill.wanted_width(), self.width())
                pill.setGeometry(x, y, wide, height)
                x += wide + round(_GAP)
            y += height + round(_GAP) + 2

    def _wide(self, line: Sequence[_Pill]) -> int:
        gaps = round(_GAP) * (len(line) - 1)
        return sum(pill.wanted_width() for pill in line) + gaps

    def _set(self, key: Key, state: int) -> None:
        self._states.pop(key, None)
        if state:
            self._states[key] = state
        self._show()
        self.changed.emit(self.states)

    def _reset(self) -> None:
        self.set_chips({QUICK[0]: INCLUDE})
        self.changed.emit(self.states)

    def _show(self) -> None:
        for key, chip in self.chips.items():
            chip.set_state(self._states.get(key, OFF))
        for key, action in self._actions.items():
            state = self._states.get(key, OFF)
            action.setText(f"{_SIGNS[state] or '  '} {self._words[key]}")
            font = QFont(fonts.body())
            font.setStrikeOut(state == EXCLUDE)
            action.setFont(font)
        kinds = [kind for kind, name in self._states if (kind, name) not in QUICK]
        self.labels.set_chosen(kinds.count("label"))
        self.frames.set_chosen(kinds.count("frame"))
        self.more.set_chosen(sum(kind not in ("label", "frame") for kind in kinds))
