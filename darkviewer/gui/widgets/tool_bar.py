"""The row of buttons below the menus; each mirrors an action and shows its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolBar, QWidget

from darkviewer.gui.controls.buttons import MenuButton
from darkviewer.gui.controls.segmented import ActionBar

if TYPE_CHECKING:
    from darkviewer.gui.widgets.region_field import RegionField

__all__ = ["IMAGE_BAR", "REVIEW_BAR", "BarPlan", "ToolBar"]


@dataclass(frozen=True, slots=True)
class BarPlan:
    """What stands in a bar.

    Attributes
    ----------
    groups : tuple
        Names of actions, joined group by group.
    right : str
        First action of the first group at the right.
    spared : tuple of str
        First actions of the groups that a narrow window moves into a menu, in this
        order.
    field_after : str
        The action that a field follows; empty for none.
    """

    groups: tuple[tuple[str, ...], ...]
    right: str
    spared: tuple[str, ...]
    field_after: str = ""


IMAGE_BAR = BarPlan(
    (
        ("open",),
        (
            "layer_raw",
            "layer_master",
            "layer_residual",
            "layer_noise",
            "layer_significance",
            "layer_classes",
        ),
        ("stretch_linear", "stretch_log", "stretch_asinh"),
        ("auto",),
        ("fit", "one_to_one"),
        ("blink",),
        ("inject",),
        ("export",),
    ),
    right="blink",
    spared=("stretch_linear", "auto", "inject", "blink", "export", "layer_raw"),
    field_after="one_to_one",
)

REVIEW_BAR = BarPlan(
    (
        ("open",),
        ("review_stretch_linear", "review_stretch_log", "review_stretch_asinh"),
        ("review_auto_stretch",),
        ("review_stretch_of_candidate", "review_stretch_of_session"),
        ("what_if",),
        ("salt",),
        ("report",),
        ("export",),
    ),
    right="what_if",
    spared=(
        "review_stretch_linear",
        "review_auto_stretch",
        "review_stretch_of_candidate",
        "salt",
        "report",
        "export",
    ),
)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to show the row: pixels between groups, keys or not, groups left out."""

    gap: int
    tight: bool = False
    hidden: int = 0


class ToolBar(QToolBar):
    """Groups of buttons at the left, others at the right.

    A narrow window gives up the air between the groups first, then the keys in the
    buttons, then whole groups, which a menu at the right holds.
    """

    def __init__(
        self,
        actions: dict[str, QAction],
        plan: BarPlan,
        field: RegionField | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Tool bar", parent)
        self.setObjectName("tool_bar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._plan = plan
        self._ways = (
            *(_Way(14), _Way(7), _Way(7, True), _Way(3, True)),
            *(_Way(7, True, count) for count in range(1, len(plan.spared) + 1)),
        )  # from roomy to narrow; the menus hold every action all the same
        self.groups = {
            names[0]: ActionBar(
                (actions[name] for name in names),
                tail=field if names[-1] == plan.field_after else None,
            )
            for names in plan.groups
        }
        self.more = MenuButton("More")
        self.more.setToolTip("Commands that do not fit into this window.")
        self._needed: list[int] = []  # pixels, way by way
        self._measuring = self._outdated = False
        self._way = self._ways[0]
        self._row = self._laid_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The roomiest way that fits."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Text that has changed out of sight has its size a moment after this."""
        super().showEvent(event)
        if self._outdated:
            QTimer.singleShot(0, self, self.follow_text)

    def follow_text(self) -> None:
        """Larger text needs more room."""
        self._outdated = not self.isVisible()
        self._needed = []
        self._fit()

    def _laid_out(self) -> QHBoxLayout:
        row = QWidget()
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(12, 6, 12, 7)
        for name, group in self.groups.items():
            if name == self._plan.right:
                layout.addStretch(1)
            layout.addWidget(group)
        layout.addWidget(self.more)
        self.addWidget(row)
        return layout

    def _fit(self) -> None:
        if self._measuring:  # a way that is tried may resize the bar
            return
        if not self._needed:
            self._measuring = True
            self._needed = [self._width_of(way) for way in self._ways]
            self._measuring = False
        fitting = (
            way
            for way, width in zip(self._ways, self._needed, strict=True)
            if width <= self.width()
        )
        self._show(next(fitting, self._ways[-1]))

    def _width_of(self, way: _Way) -> int:
        self._show(way)
        margins = self._row.contentsMargins()
        widths = [
            part.minimumSizeHint().width()
            for part in (*self.groups.values(), self.more)
            if not part.isHidden()
        ]
        gaps = way.gap * len(widths)  # one more beside the stretch
        return margins.left() + margins.right() + sum(widths) + gaps

    def _show(self, way: _Way) -> None:
        self._way = way
        self._row.setSpacing(way.gap)
        hidden = self._plan.spared[: way.hidden]
        for name, group in self.groups.items():
            group.set_tight(way.tight)
            group.setVisible(name not in hidden)
        self.more.set_tight(way.tight)
        self.more.setVisible(bool(hidden))
        self.more.menu.clear()
        for name in hidden:
            self.more.menu.addSeparator()
            self.more.menu.addActions(self.groups[name].actions_on_show)
