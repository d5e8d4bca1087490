"""The window. PySide6 comes before pyqtgraph, which would rather pick another Qt."""

from __future__ import annotations

import PySide6.QtWidgets  # noqa: F401  (first, so that pyqtgraph takes PySide6)

# isort: split
import pyqtgraph as pg

pg.setConfigOptions(imageAxisOrder="row-major")
