"""The bundled faces, and sizes that follow the user's own scale."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF

from darkviewer.gui.style import fonts

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def loaded() -> Iterator[None]:
    fonts.load()
    yield
    fonts.set_scale(1.0)


def test_the_bundled_faces_are_used() -> None:
    assert QFontInfo(fonts.body()).family() == "Inter"
    assert QFontInfo(fonts.small()).family() == "Inter"
    assert QFontInfo(fonts.mono()).family() == "DejaVu Sans Mono"
    assert QFontInfo(fonts.mono()).fixedPitch()


def test_figures_are_equally_wide() -> None:
    metrics = QFontMetricsF(fonts.body())
    widths = {
        round(metrics.horizontalAdvance(figure * 20), 3) for figure in "0123456789"
    }
    assert len(widths) == 1


def test_sizes_follow_the_scale() -> None:
    before = fonts.body().pointSizeF()
    fonts.set_scale(1.5)
    assert fonts.scale() == 1.5
    assert fonts.body().pointSizeF() == pytest.approx(1.5 * before)
    assert fonts.small().pointSizeF() < fonts.body().pointSizeF()
    assert fonts.scaled(26) == 39


def test_a_point_is_a_72nd_of_an_inch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_POINTS_PER_PX", 72 / 96)
    assert fonts.points(16) == 12
