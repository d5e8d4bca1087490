"""The row of buttons below the menus; each mirrors an action and shows its key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolBar, QWidget

from darkviewer.gui.controls.buttons import ActionButton
from darkviewer.gui.controls.segmented import ActionBar
from darkviewer.gui.widgets.region_field import RegionField

__all__ = ["ToolBar"]

_GAP = 14
_WIDE = 1200


class ToolBar(QToolBar):
    """Open | layers | stretch | Auto | zoom and region … Blink, Inject, Export."""

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
        row = QWidget()
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(12, 6, 12, 7)
        layout.setSpacing(_GAP)
        for names in (
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
        ):
            layout.addWidget(ActionBar(actions[name] for name in names))
        zoom = (actions[name] for name in ("fit", "one_to_one"))
        layout.addWidget(ActionBar(zoom, tail=region))
        layout.addStretch(1)
        for name in ("blink", "inject", "export"):
            layout.addWidget(ActionButton(actions[name]))
        self.addWidget(row)
        self._row = layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window gives up the air between the groups first."""
        super().resizeEvent(event)
        self._row.setSpacing(_GAP if self.width() >= _WIDE else _GAP // 2)
