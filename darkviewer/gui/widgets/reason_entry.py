"""One line over its place: why frames are left out of the master."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["ReasonEntry"]

LONGEST = 200
_AROUND = 24 + 3 * 8  # margins, and the gaps between the parts
LEAST = 4
"""Characters of a reason that are in sight at least."""


class ReasonEntry(QFrame):
    """Enter takes the reason, Escape leaves the frames where they are.

    It covers its parent, so that nothing moves.
    """

    given = Signal(object, str)  # tuple of FrameInfo, the reason
    closed = Signal()  # the keyboard is the window's again

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAutoFillBackground(True)
        self._infos: tuple[FrameInfo, ...] = ()
        self.words = ElidedLabel()
        self.field = QComboBox()
        self.field.setEditable(True)
        self.field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # However long the reasons are that it offers, the buttons stay whole.
        self.field.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.field.setMinimumContentsLength(LEAST)
        self.field.setAccessibleName("Reason for leaving the frame out")
        self.field.setToolTip("Up and Down offer the reasons given last.")
        edit = self.field.lineEdit()
        assert edit is not None
        edit.setMaxLength(LONGEST)
        edit.setPlaceholderText("why, in a few words")
        self._edit = edit
        self.take = KeyButton("Leave out", "Enter")
        self.leave = KeyButton("Keep it", "Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 2)
        row.setSpacing(8)  # see _AROUND
        row.addWidget(self.words, 1)
        row.addWidget(self.field, 3)
        row.addWidget(self.take)
        row.addWidget(self.leave)
        self.take.clicked.connect(self._give)
        self.leave.clicked.connect(self._leave)
        self.field.installEventFilter(self)
        edit.installEventFilter(self)
        parent.installEventFilter(self)
        self.hide()

    def ask(self, infos: Sequence[FrameInfo], reasons: Sequence[str]) -> None:
        """Ask for the reason; the one given last is offered, ready to type over."""
        self._infos = tuple(infos)
        name = shown(infos[0].name)
        if len(infos) > 1:
            name = count_of(len(infos), "frame")
        self.words.setText(f"{name}:")
        self.words.setToolTip(plain_tip(f"Why {name} shall be left out of the master"))
        self.field.clear()
        self.field.addItems(list(reasons))
        self.setGeometry(self._parent().rect())
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edit.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """A narrow strip takes the keys from the buttons, then the one for Escape."""
        self._set_tight(False)
        self._set_tight(self._needed(self.take, self.leave) > self.width())
        self.leave.setVisible(self._needed(self.take, self.leave) <= self.width())

    def _set_tight(self, tight: bool) -> None:
        for button in (self.take, self.leave):
            button.set_tight(tight)

    def _needed(self, *buttons: KeyButton) -> int:
        parts = (self.field.minimumSizeHint(), *(one.sizeHint() for one in buttons))
        return _AROUND + sum(part.width() for part in parts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Both keys are the entry's own, before any shortcut."""
        if watched is self.parent():
            if event.type() == QEvent.Type.Resize:
                self.setGeometry(self._parent().rect())
            return False
        offered = event.type() == QEvent.Type.ShortcutOverride
        if (offered or event.type() == QEvent.Type.KeyPress) and isinstance(
            event, QKeyEvent
        ):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter or event.key() == Qt.Key.Key_Escape:
                event.accept()
                if not offered:
                    (self._give if enter else self._leave)()
                return True
        return super().eventFilter(watched, event)

    def _parent(self) -> QWidget:
        parent = self.parentWidget()
        assert parent is not None
        return parent

    def _give(self) -> None:
        reason = " ".join(self._edit.text().split())
        if reason:
            self._leave()
            self.given.emit(self._infos, reason)
        else:
            self._edit.setFocus()

    def _leave(self) -> None:
        self.hide()
        self.closed.emit()
