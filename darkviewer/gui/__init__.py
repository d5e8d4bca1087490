"""The window. PySide6 comes before pyqtgraph, which would rather pick another Qt."""

from __future__ import annotations

from contextlib import suppress

import PySide6.QtWidgets  # noqa: F401  (first, so that pyqtgraph takes PySide6)

# PySide reads the source of every module that is imported from here on, to see whether
# `from __feature__ import` may concern it. Nobody asks for that here, and to spare the
# reading saves a tenth of the start, and stalls where something is imported later.
with suppress(ImportError, AttributeError):
    from shibokensupport import feature

    feature._mod_uses_pyside = lambda _module: False

# isort: split
import pyqtgraph as pg

pg.setConfigOptions(imageAxisOrder="row-major")
