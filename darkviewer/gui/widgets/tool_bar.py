"""The row of buttons below the menus; each mirrors an action and shows its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolBar, QWidget

from darkviewer.gui.controls.buttons import MenuButton
from darkviewer.gui.controls.segmented import ActionBar

if TYPE_CHECKING:
    from darkviewer.gui.widgets.region_field import RegionField

__all__ = ["ToolBar"]

_GROUPS: tuple[tuple[str, ...], ...] = (
    ("open",),
    (
        "layer_raw",
        "layer_master",
        "layer_residual",
        "layer_noise",
        "layer_significance",
    ),
    ("stretch_linear", "stretch_log", "stretch_asinh"),
    ("auto",),
    ("fit", "one_to_one"),
    ("blink",),
    ("inject",),
    ("export",),
)
_FIELD_AFTER = "one_to_one"
_AT_THE_RIGHT = ("blink", "inject", "export")
_SPARED = ("stretch_linear", "auto", "inject", "blink", "export", "layer_raw")
"""First actions of the groups that a narrow window moves into a menu, in this order."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to show the row: pixels between groups, keys or not, groups left out."""

    gap: int
    tight: bool = False
    hidden: int = 0


_WAYS = (
    _Way(14),
    _Way(7),
    _Way(7, True),
    *(_Way(7, True, count) for count in range(1, len(_SPARED) + 1)),
)
"""From roomy to narrow; the menus hold every action all the same."""


class ToolBar(QToolBar):
    """Open | layers | stretch | Auto | zoom and region … Blink, Inject, Export.

    A narrow window gives up the air between the groups first, then the keys in the
    buttons, then whole groups, which a menu at the right holds.
    """

    def __init__(
        self,
        actions: dict[str, QAction],
        region: RegionField,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Tool bar", parent)
        self.setObjectName("tool_bar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.groups = {
            names[0]: ActionBar(
                (actions[name] for name in names),
                tail=region if names[-1] == _FIELD_AFTER else None,
            )
            for names in _GROUPS
        }
        self.more = MenuButton("More")
        self.more.setToolTip("Commands that do not fit into this window.")
        self._needed: list[int] = []  # pixels, way by way
        self._measuring = False
        self._way = _WAYS[0]
        self._row = self._laid_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The roomiest way that fits."""
        super().resizeEvent(event)
        self._fit()

    def follow_text(self) -> None:
        """Larger text needs more room."""
        self._needed = []
        self._fit()

    def _laid_out(self) -> QHBoxLayout:
        row = QWidget()
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(12, 6, 12, 7)
        for name, group in self.groups.items():
            if name == _AT_THE_RIGHT[0]:
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
            self._needed = [self._width_of(way) for way in _WAYS]
            self._measuring = False
        fitting = (
            way
            for way, width in zip(_WAYS, self._needed, strict=True)
            if width <= self.width()
        )
        self._show(next(fitting, _WAYS[-1]))

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
        hidden = _SPARED[: way.hidden]
        for name, group in self.groups.items():
            group.set_tight(way.tight)
            group.setVisible(name not in hidden)
        self.more.set_tight(way.tight)
        self.more.setVisible(bool(hidden))
        self.more.menu.clear()
        for name in hidden:
            self.more.menu.addSeparator()
            self.more.menu.addActions(self.groups[name].actions_on_show)
