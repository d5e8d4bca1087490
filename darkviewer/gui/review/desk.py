"""Where the parts of the review stand: nothing moves from one candidate to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from darkviewer.gui.controls.buttons import ActionButton, KeyButton
from darkviewer.gui.controls.notice import Notice
from darkviewer.gui.controls.rooms import column, in_tabs, page, rearranging
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number
from darkviewer.gui.widgets.places import Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from darkviewer.gui.engine.reviewing import Reviewing
    from darkviewer.gui.workspace import Workspace

__all__ = ["PARTS", "ReviewDesk"]

PARTS = (
    *("bar", "hint", "queue", "light table", "verdicts", "evidence", "remarks", "log"),
)
"""What can stand on the desk; each has its own place."""

_WIDE = (1180, 700)
_QUEUE, _EVIDENCE, _ONE_COLUMN = 264, 327, 300
_LINE = 1
_OUTCOMES = ("export", "report")


class ReviewDesk(QWidget):
    """Queue, light table and evidence side by side, verdicts below.

    With less room queue and evidence are tabs of one column at the right, and the bar
    and the log go: the menus hold what is in them.

    Attributes
    ----------
    captures : Slot
        Where the session browser is shown while no session is open.
    """

    parameters_wanted = Signal()  # the threshold leaves no candidates

    def __init__(self, workspace: Workspace, reviewing: Reviewing) -> None:
        super().__init__()
        self._workspace, self._reviewing = workspace, reviewing
        self.captures = Slot()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Review desk")
        self._holders = {name: _Holder(name) for name in PARTS}
        self._wide: bool | None = None
        self._whole = QWidget(self)
        self._tabs: QTabWidget | None = None
        self._make_notice()
        self._left = QStackedWidget()
        self._left.addWidget(self._holders["queue"])
        self._left.addWidget(self.captures)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._lines.addWidget(self._holders["bar"])
        self._lines.addWidget(self._holders["hint"])
        self._lines.addWidget(self._whole, 1)
        for changed in (
            workspace.session_changed,
            workspace.candidates_changed,
            workspace.requested_changed,
            reviewing.queue_changed,
            reviewing.current_changed,
        ):
            changed.connect(self._follow)
        workspace.text_size_changed.connect(self._follow_text)
        self.fit()
        self._follow()

    def put(self, name: str, part: QWidget) -> None:
        """Let a part stand in its place, one of `PARTS`."""
        self._holders[name].take(part)

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """What is left to do when all are judged: buttons where the pictures were."""
        row = self.outcomes.layout()
        assert row is not None
        for name in _OUTCOMES:
            row.addWidget(ActionButton(actions[name]))

    def bring_forward(self, name: str) -> None:
        """Show queue or evidence where they are tabs."""
        if self._tabs is not None:
            self._tabs.setCurrentIndex(("queue", "evidence").index(name))

    @property
    def wide(self) -> bool:
        """Whether everything is side by side."""
        return bool(self._wide)

    @property
    def words(self) -> tuple[str, str]:
        """What is said where the pictures would be; empty while there are any."""
        pictures = self._middle.currentWidget() is not self._notice
        return ("", "") if pictures else self._notice.words

    def minimumSizeHint(self) -> QSize:
        """Little: its columns go into tabs, and what they hold scrolls."""
        return QSize(fonts.scaled(240), fonts.scaled(165))

    # what there is to see

    def _make_notice(self) -> None:
        self._notice = Notice()
        self.offer = KeyButton("Go to the parameters")
        self.offer.clicked.connect(self.parameters_wanted)
        self.outcomes = QWidget()
        QHBoxLayout(self.outcomes)
        for part in (self.offer, self.outcomes):
            self._notice.add(part)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._holders["light table"])
        self._middle.addWidget(self._notice)

    def _follow(self, _changed: object = None) -> None:
        heading, advice = self._emptiness()
        self.offer.setVisible(heading.startswith("No candidates"))
        self.outcomes.setVisible(heading.startswith("All "))
        open_now = self._workspace.session is not None
        self._left.setCurrentWidget(
            self._holders["queue"] if open_now else self.captures
        )
        if heading:
            self._notice.say(heading, advice)
        page = self._notice if heading else self._holders["light table"]
        self._middle.setCurrentWidget(page)

    def _emptiness(self) -> tuple[str, str]:
        """Why there is nothing to judge, and what helps; empty if there is."""
        workspace, reviewing = self._workspace, self._reviewing
        if workspace.session is None:
            return "Choose a session", "Its candidates are judged here one by one."
        if reviewing.current is not None:
            return "", ""
        if workspace.candidates is None:
            if workspace.given_up:
                return "Nothing is calibrated", "Session > Recalibrate begins again."
            return "", ""  # pictures stay where they are while something runs
        if not len(workspace.candidates):
            threshold = number(workspace.parameters.threshold_e)
            return f"No candidates: the threshold is {threshold} e⁻", ""
        if not reviewing.idle:
            return "", ""
        progress = reviewing.progress
        if progress.total and progress.judged == progress.total:
            return f"All {number(progress.total)} are judged", ""
        return "Nothing passes the filter", "Take a chip away to list more."

    # where it stands

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the new size."""
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """The engine works while somebody looks."""
        super().showEvent(event)
        self._reviewing.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight nothing is built."""
        super().hideEvent(event)
        self._reviewing.set_active(False)

    def fit(self) -> None:
        """Choose by the room there is and the size of the text."""
        across, down = map(fonts.scaled, _WIDE)
        wide = self.width() >= across and self.height() >= down
        if wide != self._wide:
            self._wide = wide
            self._arrange(wide=wide)
        if self._tabs is not None:
            column = min(fonts.scaled(_ONE_COLUMN), max(self.width() // 2, _QUEUE))
            self._tabs.setFixedWidth(column)

    def _follow_text(self) -> None:
        self._wide = None
        self.fit()

    def _arrange(self, *, wide: bool) -> None:
        with rearranging(self, self._whole):
            before, self._whole = self._whole, QWidget()
            self._release()
            at, self._tabs = self._holders, None
            below = _rule(), at["verdicts"]
            centre = column(self._middle, *below, stretch=self._middle, show=True)
            if wide:
                parts: list[QWidget] = [self._left, centre, self._aside()]
                self._left.setFixedWidth(fonts.scaled(_QUEUE))
            else:
                self._tabs = self._in_tabs()
                parts = [centre, self._tabs]
            row = QHBoxLayout(self._whole)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
            for place, part in enumerate(parts):
                if place:
                    row.addWidget(_rule(down=True))
                row.addWidget(part, 1 if part is centre else 0)
                part.show()
            for name in ("bar", "log"):
                at[name].setVisible(wide)
            self._lines.replaceWidget(before, self._whole)

    def _release(self) -> None:
        """The parts outlive what they are in."""
        at = self._holders
        names = ("verdicts", "evidence", "remarks", "log")
        for part in (self._left, self._middle, *(at[name] for name in names)):
            part.setParent(self)
        self._left.setMinimumWidth(0)
        self._left.setMaximumWidth(_ANY)

    def _aside(self) -> QWidget:
        at = self._holders
        parts = at["evidence"], at["remarks"], _rule(), at["log"]
        aside = column(*parts, stretch=at["evidence"], show=True)
        aside.setFixedWidth(fonts.scaled(_EVIDENCE))
        return aside

    def _in_tabs(self) -> QTabWidget:
        remarks = self._holders["remarks"]
        evidence = page("Evidence", self._holders["evidence"])
        beside = column(evidence, remarks, stretch=evidence, show=True)
        return in_tabs({"Queue": self._left, "Evidence": beside})


_ANY = 16_777_215
"""Qt's own greatest width."""


class _Holder(QWidget):
    """The place of one part."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"review {name}")
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)

    def take(self, part: QWidget) -> None:
        """Hold this part in the place of the one before."""
        for old in self.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            self._lines.removeWidget(old)
            old.setParent(None)  # whoever made it may still speak to it
        self._lines.addWidget(part)


def _rule(*, down: bool = False) -> QWidget:
    """A hairline between two parts."""
    line = QFrame()
    line.setProperty("role", "rule")
    if down:
        line.setFixedWidth(_LINE)
    else:
        line.setFixedHeight(_LINE)
    return line
