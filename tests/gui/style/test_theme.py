"""Palettes: contrast by WCAG's own formula, and a style sheet that is complete."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontMetricsF, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.startup.app import make_application
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import (
    LABEL_MARKS,
    MARKERS,
    PALETTES,
    Palette,
    apply_palette,
    dressed_last,
    mixed,
    style_sheet,
)
from darkviewer.storage.exports.region_file import REGION_MARKS
from tests.helpers.contrast import contrast

palettes = pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda p: p.name)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


INKS = ("text", "secondary", "accent", "ok", "warn", "bad")
PAIRS = [(ink, ground) for ink in INKS for ground in ("background", "panel", "raised")]
PAIRS += [(ink, "accent_fill") for ink in ("text", "secondary", "accent")]
"""Every colour of a text on every ground behind it; what is chosen is filled."""


@palettes
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_is_readable(palette: Palette, ink: str, ground: str) -> None:
    level_aa = 4.5
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= level_aa


@palettes
def test_body_text_is_more_than_readable(palette: Palette) -> None:
    assert contrast(palette.text, palette.panel) >= 6.5


@palettes
@pytest.mark.usefixtures("qapp")
def test_the_style_sheet_has_no_hole(palette: Palette) -> None:
    sheet = style_sheet(palette)
    assert "$" not in sheet
    assert palette.accent in sheet


@palettes
def test_widgets_can_ask_their_own_palette(palette: Palette) -> None:
    make_application()
    apply_palette(palette)
    label = QLabel("text")
    label.ensurePolished()
    asked = label.palette()
    assert asked.color(QPalette.ColorRole.Accent).name() == palette.accent
    assert asked.color(QPalette.ColorRole.Mid).name() == palette.line
    assert asked.color(QPalette.ColorRole.PlaceholderText).name() == palette.secondary


class Part(QWidget):
    """Counts how often it is dressed."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def nested(depth: int) -> list[Part]:
    """Parts of which each is put into the next when that one is finished."""
    parts = [Part()]
    for _ in range(depth):
        parts.append(Part())
        QVBoxLayout(parts[-1]).addWidget(parts[-2])
    return parts


def test_what_is_built_without_the_sheet_is_dressed_once(qtbot: QtBot) -> None:
    make_application()
    apply_palette(PALETTES["light"])
    often = nested(5)
    with dressed_last():
        assert QApplication.instance().styleSheet() == ""
        apply_palette(PALETTES["dark"])
        once = nested(5)
    qtbot.addWidget(often[-1])
    qtbot.addWidget(once[-1])
    assert QApplication.instance().styleSheet() == style_sheet(PALETTES["dark"])
    assert often[0].times >= 5
    assert max(part.times for part in once) == 1


def test_what_cannot_be_built_leaves_the_sheet_on() -> None:
    make_application()
    apply_palette(PALETTES["dark"])
    with pytest.raises(RuntimeError), dressed_last():
        raise RuntimeError
    apply_palette(PALETTES["light"])
    assert QApplication.instance().styleSheet() == style_sheet(PALETTES["light"])
    apply_palette(PALETTES["dark"])


def test_mixed_is_a_straight_line_between_two_colours() -> None:
    assert mixed("#000000", "#ffffff", 0) == "#000000"
    assert mixed("#000000", "#ffffff", 1) == "#ffffff"
    assert mixed("#100000", "#200000", 0.5) == "#180000"


def test_figures_are_tabular_also_below_a_style_sheet() -> None:
    make_application()
    apply_palette(PALETTES["dark"])
    for role in ("", "section", "small"):
        label = QLabel()
        label.setProperty("role", role)
        label.ensurePolished()
        width = QFontMetricsF(label.font()).horizontalAdvance
        assert width("1111") == width("0000") == width("8888")


def test_the_bundled_faces_have_every_sign_in_use() -> None:
    make_application()
    for font in (fonts.body(), fonts.mono()):
        face = QRawFont.fromFont(font)
        for sign in "e⁻²⁴σχ−×·…°≥≤±∞→←↑↓✓✗–“”ü":
            assert face.supportsCharacter(ord(sign)), sign


def test_text_grows_with_its_setting() -> None:
    make_application()
    normal = fonts.body().pointSizeF()
    fonts.set_scale(1.5)
    try:
        assert fonts.body().pointSizeF() == pytest.approx(1.5 * normal)
        assert fonts.scaled(20) == 30
    finally:
        fonts.set_scale(1.0)


def test_the_application_has_an_icon() -> None:
    make_application()
    assert not QApplication.windowIcon().pixmap(32, 32).isNull()


def test_marks_look_in_ds9_as_in_the_window() -> None:
    shapes = {label: mark[0] for label, mark in LABEL_MARKS.items()}
    assert {label: mark[0] for label, mark in REGION_MARKS.items()} == {
        label: shapes[label] for label in REGION_MARKS
    }
    for label, mark in MARKERS.items():
        assert REGION_MARKS[label] == mark
