"""Palettes, fonts, icons and the style sheet: everything that decides the looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from darkviewer.gui.style import fonts
from darkviewer.resources import resource

__all__ = [
    "HAZARD_COLOURS",
    "LABEL_MARKS",
    "MARKERS",
    "PALETTES",
    "Palette",
    "apply_palette",
    "dressed_last",
    "mixed",
    "qt_palette",
    "style_sheet",
    "system_palette",
]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme as ``#rrggbb``."""

    name: str
    background: str
    panel: str
    raised: str
    line: str
    text: str
    secondary: str
    accent: str
    accent_fill: str
    ok: str
    warn: str
    bad: str


PALETTES: dict[str, Palette] = {
    palette.name: palette
    for palette in (
        Palette(
            name="dark",
            background="#17191d",
            panel="#1f2227",
            raised="#282c33",
            line="#343941",
            text="#e7eaee",
            secondary="#9aa4b0",
            accent="#4ea1f3",
            accent_fill="#17314c",
            ok="#56b98a",
            warn="#e6a93d",
            bad="#ef6b63",
        ),
        Palette(
            name="light",
            background="#eef0f3",
            panel="#ffffff",
            raised="#f4f5f7",
            line="#d5d9df",
            text="#1c2128",
            secondary="#5b6673",
            accent="#1863ae",
            accent_fill="#dcebfa",
            ok="#1a7a4c",
            warn="#8c5e00",
            bad="#c0362c",
        ),
        Palette(
            name="night",
            background="#120404",
            panel="#1a0606",
            raised="#240909",
            line="#3d1111",
            text="#ff6a5c",
            secondary="#da5e52",
            accent="#ff8a70",
            accent_fill="#3a0f0b",
            ok="#e0705f",
            warn="#ff9c6b",
            bad="#ff4a3d",
        ),
    )
}

MARKERS: dict[str, tuple[str, str]] = {
    "PSF-like": ("circle", "#56B4E9"),
    "hot": ("square", "#E69F00"),
    "telegraph": ("triangle", "#CC79A7"),
    "cosmic ray": ("diamond", "#2FB58D"),
    "noise": ("plus", "#9aa4b0"),
    "artefact": ("cross", "#ef6b63"),
}
"""Shape and colour of each label: never colour alone."""

LABEL_MARKS: dict[str, tuple[str, str]] = {
    "PSF candidate": MARKERS["PSF-like"],
    "leader": ("square", MARKERS["noise"][1]),
    "synthetic": (MARKERS["PSF-like"][0], "#F0E442"),
    "PSF-like": MARKERS["PSF-like"],
    "ambiguous": (MARKERS["PSF-like"][0], MARKERS["noise"][1]),
    "hot": MARKERS["hot"],
    "warm": MARKERS["hot"],
    "saturated": MARKERS["hot"],
    "telegraph": MARKERS["telegraph"],
    "noisy": MARKERS["telegraph"],
    "persistence": (MARKERS["PSF-like"][0], MARKERS["telegraph"][1]),
    "cosmic ray": MARKERS["cosmic ray"],
    "pair event": MARKERS["cosmic ray"],
    "single pixel": MARKERS["cosmic ray"],
    "noise": MARKERS["noise"],
    "unclassifiable": MARKERS["noise"],
    "artefact": MARKERS["artefact"],
    "metadata": MARKERS["artefact"],
    "dead": MARKERS["artefact"],
    "added by hand": ("target", "#D55E00"),
}
"""Look of each label; the first three are those of an untested leader, the last that
of what a reviewer added."""

HAZARD_COLOURS: dict[str, str] = {
    "ordinary": "#17191d",
    "warm": "#6f2a02",
    "hot": MARKERS["hot"][1],
    "noisy": "#6d2d8e",
    "telegraph": MARKERS["telegraph"][1],
    "bad column": "#0019c7",
    "no data": "#069cff",
    "dead": MARKERS["artefact"][1],
    "saturated": "#ffffff",
}
"""Of the classes of pixels, the marks' own where there is one; for every eye apart."""

# Which of our colours stands for which role of Qt: painted widgets ask their own
# ``palette()`` and so follow a change of theme without knowing ours.
_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "panel"),
    (QPalette.ColorRole.Base, "raised"),
    (QPalette.ColorRole.AlternateBase, "background"),
    (QPalette.ColorRole.Button, "panel"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.PlaceholderText, "secondary"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Dark, "background"),
    (QPalette.ColorRole.Highlight, "accent_fill"),
    (QPalette.ColorRole.HighlightedText, "text"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.BrightText, "bad"),
    (QPalette.ColorRole.ToolTipBase, "raised"),
    (QPalette.ColorRole.ToolTipText, "text"),
)
_TEXTS = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


@dataclass(slots=True)
class _Dress:
    """The sheet that was chosen, and whether it waits until something is built."""

    sheet: str = ""
    waits: bool = False


_dress = _Dress()


def mixed(first: str, second: str, part: float) -> str:
    """A colour between two, `part` (0 to 1) of the way to the second."""
    pairs = zip(_rgb(QColor(first)), _rgb(QColor(second)), strict=True)
    return QColor(*(round(p + (q - p) * part) for p, q in pairs)).name()


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def qt_palette(palette: Palette) -> QPalette:
    """The same colours as a QPalette."""
    colours = QPalette()
    for role, name in _ROLES:
        colours.setColor(role, QColor(getattr(palette, name)))
    for role in _TEXTS:
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(_faint(palette)))
    return colours


def style_sheet(palette: Palette) -> str:
    """The style sheet of ``resources/styles`` with colours and sizes filled in."""
    QDir.setSearchPaths("icons", [str(resource("icons"))])
    template = Template(
        resource("styles", "darkviewer.qss").read_text(encoding="utf-8")
    )
    return template.substitute(
        asdict(palette),
        faint=_faint(palette),
        mono=fonts.MONO,
        small_pt=f"{fonts.points(fonts.SMALL_PX):.2f}",
        mono_pt=f"{fonts.points(fonts.MONO_PX):.2f}",
        heading_pt=f"{fonts.points(fonts.HEADING_PX):.2f}",
        field_px=fonts.scaled(24),
        value_px=fonts.scaled(18),
        tick_px=fonts.scaled(12),
        check="icons:check.svg",
    )


def apply_palette(palette: Palette, *, follow_desktop: bool = False) -> None:
    """Dress the whole application.

    Unless it follows the desktop anyway, title bars are asked to match.
    """
    if not follow_desktop:
        light = palette.name == "light"
        scheme = Qt.ColorScheme.Light if light else Qt.ColorScheme.Dark
        QGuiApplication.styleHints().setColorScheme(scheme)
    QApplication.setPalette(qt_palette(palette))
    _dress.sheet = style_sheet(palette)
    if not _dress.waits:
        _put_on(_dress.sheet)


@contextmanager
def dressed_last() -> Iterator[None]:
    """What is built in here gets the style sheet once, at the end.

    Under a sheet Qt dresses a widget again, with all that lies in it, whenever it is
    put into another: a window takes two to three times as long to build.
    """
    _put_on("")
    _dress.waits = True
    try:
        yield
    finally:
        _dress.waits = False
        _put_on(_dress.sheet)


def _put_on(sheet: str) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    if sheet != application.styleSheet():
        # From one sheet to the next Qt dresses each widget once more for each one that
        # it lies in (`updateObjects` of `QStyleSheetStyle`): with none between them it
        # takes a third of the time.
        application.setStyleSheet("")
        application.setStyleSheet(sheet)


def system_palette() -> str:
    """Name of the palette that the desktop asks for."""
    light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
    return "light" if light else "dark"


def _faint(palette: Palette) -> str:
    """Text of what is disabled."""
    return mixed(palette.panel, palette.secondary, 0.55)
