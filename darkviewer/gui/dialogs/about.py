"""Version, libraries and licences."""

from __future__ import annotations

import platform

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from darkviewer import __version__
from darkviewer.core.versions import version_of
from darkviewer.gui.controls.labels import label
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.resources import resource

__all__ = ["AboutDialog"]

_LIBRARIES = (
    ("PySide6-Essentials", "Qt and PySide6", "LGPL-3.0"),
    ("pyqtgraph", "pyqtgraph", "MIT"),
    ("numpy", "NumPy", "BSD-3-Clause"),
    ("scipy", "SciPy", "BSD-3-Clause"),
    ("astropy", "Astropy", "BSD-3-Clause"),
    ("ccdproc", "ccdproc", "BSD-3-Clause"),
    ("platformdirs", "platformdirs", "MIT"),
    ("watchdog", "watchdog", "Apache-2.0"),
    ("tqdm", "tqdm", "MPL-2.0 and MIT"),
    ("jinja2", "Jinja", "BSD-3-Clause"),
)
_FONTS = (
    ("Inter", "SIL Open Font License 1.1"),
    ("DejaVu Sans Mono", "Bitstream Vera licence"),
)


class AboutDialog(Panel):
    """Version, libraries and licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Darkviewer", parent)
        heading = QHBoxLayout()
        heading.setSpacing(14)
        picture = QLabel()
        icon = QIcon(str(resource("icons", "darkviewer.svg")))
        picture.setPixmap(icon.pixmap(QSize(56, 56), self.devicePixelRatioF()))
        heading.addWidget(picture)
        words = (
            "What a sensor does in the dark, and what could be mistaken for a star.\n"
            f"Version {__version__} · BSD-3-Clause"
        )
        heading.addWidget(label(words), 1)
        self.column.addLayout(heading)
        self.column.addLayout(self._table())
        close = self.close_button()
        self.add_buttons(self.copy_button(_as_text()), close, default=close)
        self.setWindowTitle("About Darkviewer")

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        for line, (name, number, licence) in enumerate(_rows()):
            for column, text in enumerate((name, number, licence)):
                grid.addWidget(label(text, "secondary" if column else ""), line, column)
        return grid


def _rows() -> list[tuple[str, str, str]]:
    python = ("Python", platform.python_version(), "PSF-2.0")
    libraries = [(name, version_of(package), lic) for package, name, lic in _LIBRARIES]
    return [python, *libraries, *((name, "font", lic) for name, lic in _FONTS)]


def _as_text() -> str:
    lines = [f"Darkviewer {__version__} on {platform.platform()}"]
    lines += [f"{name} {number} ({licence})" for name, number, licence in _rows()]
    return "\n".join(lines)
