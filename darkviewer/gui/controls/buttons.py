"""Push buttons that carry their key, alone or joined into one bar."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QStyle, QWidget

from darkviewer.gui.style import fonts
from darkviewer.gui.text.mnemonics import marked

__all__ = ["LOADING", "ActionButton", "KeyButton", "MenuButton"]

LOADING = "loading"
"""Data of an action whose outcome is still on its way."""

RADIUS = 6.0
PADDING = 11.0
FLAT_PADDING = 7.0
GAP = 6.0
HEIGHT = 27


class KeyButton(QAbstractButton):
    """A flat button; `hint` is the key that triggers it, small at its right.

    ``joined`` names the sides where a neighbour continues the bar: ``""``, ``"left"``,
    ``"right"`` or ``"both"``.
    """

    def __init__(
        self, text: str, hint: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.hint = hint
        self.joined = ""
        self.flat = False  # no frame until the mouse is over it
        self.loading = False  # what it asked for is not there yet
        self.primary = False  # what Enter presses wherever the keyboard is
        self._mnemonic = -1
        self._tight = False
        # Qt's own key of a button presses it a tenth of a second later, whatever is
        # chosen then, even where the button cannot be pressed any more.
        self.alt_key = QShortcut(self)
        self.alt_key.activated.connect(self.click)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_tight(self, tight: bool) -> None:
        """Give up the key and some air where there is little room."""
        if tight != self._tight:
            self._tight = tight
            self.updateGeometry()
            self.update()

    def set_hint(self, hint: str) -> None:
        """Another key triggers it."""
        if hint != self.hint:
            self.hint = hint
            self.updateGeometry()
            self.update()

    def set_mnemonic(self, place: int) -> None:
        """Underline a letter of the text: Alt and that letter press the button."""
        self._mnemonic = place
        letter = self.text()[place] if place >= 0 else ""
        self.alt_key.setKey(QKeySequence(f"Alt+{letter}" if letter else ""))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as the space bar does, but for a choice already made.

        Of the dialog around that, Enter presses the default button.
        """
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.isChecked() and self.group() is not None:
                event.ignore()
            else:
                self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Wide enough for the checked (semi-bold) text, so that nothing jumps."""
        width = QFontMetricsF(self._bold()).horizontalAdvance(self.text())
        if self._shown_hint():
            width += GAP + QFontMetricsF(self._small()).horizontalAdvance(self.hint)
        padding = FLAT_PADDING if self.flat or self._tight else PADDING
        return QSize(round(width + 2 * padding + self._extra()), fonts.scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its text."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, fill and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        self._paint_text(painter)
        if self.loading:
            self._paint_loading(painter)

    def _paint_loading(self, painter: QPainter) -> None:
        """A dotted line below the text: chosen, but not lit yet."""
        accent = self.palette().color(QPalette.ColorRole.Accent)
        painter.setPen(QPen(accent, 2, Qt.PenStyle.DotLine))
        y = self.height() - 3.5
        painter.drawLine(QPointF(8, y), QPointF(self.width() - 8, y))

    def _extra(self) -> float:
        """Room for what a subclass paints at the right."""
        return 0.0

    def _shown_hint(self) -> str:
        return "" if self._tight else self.hint

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(fonts.points(10.0))
        return font

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _fill(self) -> QColor:
        palette = self.palette()
        if self.isChecked() or (self.primary and self.isEnabled()):
            return palette.color(QPalette.ColorRole.Highlight)
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            return palette.color(QPalette.ColorRole.Base)
        return palette.color(QPalette.ColorRole.Window)

    def _paint_frame(self, painter: QPainter) -> None:
        if self.flat and not (self.underMouse() or self.hasFocus()):
            return
        lit = self.hasFocus() or (self.primary and self.isEnabled())
        role = QPalette.ColorRole.Accent if lit else QPalette.ColorRole.Mid
        painter.setPen(QPen(self.palette().color(role), 1))
        painter.setBrush(self._fill())
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        # A joined side runs on beyond the widget, where it is clipped: only the left
        # of two neighbours draws the line between them.
        if self.joined in ("left", "both"):
            box.setLeft(box.left() - 2 * RADIUS - 1)
        if self.joined in ("right", "both"):
            box.setRight(box.right() + 2 * RADIUS)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self.joined in ("right", "both"):
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
            x = self.width() - 0.5
            painter.drawLine(QPointF(x, 0.5), QPointF(x, self.height() - 0.5))

    def _text_colour(self) -> QColor:
        palette = self.palette()
        if not self.isEnabled():
            return palette.color(
                QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText
            )
        if self.isChecked():
            return palette.color(QPalette.ColorRole.Accent)
        if (self.joined or self.flat) and not self.underMouse():
            return palette.color(QPalette.ColorRole.PlaceholderText)
        return palette.color(QPalette.ColorRole.ButtonText)

    def _paint_text(self, painter: QPainter) -> None:
        font = self._bold() if self.isChecked() else self.font()
        text = QFontMetricsF(font).horizontalAdvance(self.text())
        key = self._shown_hint()
        hint = QFontMetricsF(self._small()).horizontalAdvance(key)
        width = text + (GAP + hint if key else 0) + self._extra()
        x = (self.width() - width) / 2
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self._text_colour())
        painter.drawText(
            QRectF(x, 0, text + 2, self.height()),
            int(middle) | self._underlining(),
            marked(self.text(), self._mnemonic),
        )
        if key:
            painter.setFont(self._small())
            painter.setPen(self._hint_colour())
            left = x + text + GAP
            painter.drawText(
                QRectF(left, 0.5, hint + 2, self.height()), int(middle), key
            )

    def _underlining(self) -> int:
        hint = QStyle.StyleHint.SH_UnderlineShortcut
        shown = self.style().styleHint(hint, None, self)
        flags = Qt.TextFlag
        return (flags.TextShowMnemonic if shown else flags.TextHideMnemonic).value

    def _hint_colour(self) -> QColor:
        colour = QColor(self.palette().color(QPalette.ColorRole.PlaceholderText))
        if self.isChecked():
            colour = QColor(self.palette().color(QPalette.ColorRole.Accent))
        colour.setAlphaF(0.8 if self.isEnabled() else 0.4)
        return colour


class ActionButton(KeyButton):
    """A button that mirrors an action: its text, key, tip, state and trigger."""

    def __init__(self, action: QAction, *, parent: QWidget | None = None) -> None:
        super().__init__(action.iconText(), parent=parent)
        self.action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self.action
        self.setText(action.iconText())
        keys = action.shortcut().toString()
        self.hint = keys if len(keys) == 1 else ""
        self.setToolTip(action.toolTip())
        self.setStatusTip(action.statusTip())
        self.setEnabled(action.isEnabled())
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())
        self.loading = action.data() == LOADING
        self.setAccessibleDescription(LOADING if self.loading else "")
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """The action decides whether the button is checked."""


class MenuButton(KeyButton):
    """A button that opens a menu, with a small arrow."""

    def __init__(
        self, text: str, menu: QMenu | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent=parent)
        self.menu = menu or QMenu(self)
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> None:
        """Drop the menu below the button."""
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _extra(self) -> float:
        return 13.0

    def _paint_text(self, painter: QPainter) -> None:
        super()._paint_text(painter)
        padding = FLAT_PADDING if self.flat or self._tight else PADDING
        x, y = self.width() - padding - 4, self.height() / 2 + 0.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawPolygon(
            QPolygonF(
                [QPointF(x - 3.5, y - 2), QPointF(x + 3.5, y - 2), QPointF(x, y + 2.5)]
            )
        )
