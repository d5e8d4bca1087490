"""The pixel in all frames."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF, QPainter
from pytestqt.qtbot import QtBot

from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.review.pixel_line import PixelLine
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.star_pixels import STAR_FRAME


@pytest.fixture
def line(qtbot: QtBot) -> PixelLine:
    made = PixelLine()
    qtbot.addWidget(made)
    made.resize(300, 120)
    made.show()
    return made


def test_a_star_lifts_the_neighbours(
    line: PixelLine, pixels: dict[str, Dossier]
) -> None:
    line.set_dossier(pixels["star"], STAR_FRAME)
    assert len(line.beside) == 4
    assert {int(values.argmax()) for values in line.beside} == {STAR_FRAME}
    assert int(line.own.argmax()) == STAR_FRAME
    # Poisson of about 1300 e- and 1.6 e- of reading noise; the mean of the others
    sigma = np.sqrt((1300 + 1.6**2) * (1 + 1 / 9))
    assert line.noise == pytest.approx(5 * sigma, rel=0.25)
    line.grab()
    line.set_dossier(pixels["telegraph"], STAR_FRAME)
    assert max(values.max() for values in line.beside) < line.own.max() / 2


def test_an_event_does_not_raise_its_own_limit(
    line: PixelLine, pixels: dict[str, Dossier]
) -> None:
    known = pixels["star"]
    sigma = np.full_like(known.sigma_e, 900.0)  # the event is among the others here
    sigma[STAR_FRAME] = 20.0
    line.set_dossier(replace(known, sigma_e=sigma), STAR_FRAME)
    assert line.noise == 5 * 20


def test_it_is_written_in_the_unit_chosen(
    line: PixelLine, pixels: dict[str, Dossier]
) -> None:
    line.set_dossier(pixels["star"], STAR_FRAME)
    own, noise = line.own, line.noise
    line.set_dossier(pixels["star"], STAR_FRAME, factor=0.5, unit="ADU")
    np.testing.assert_allclose(line.own, own / 2)
    assert line.noise == pytest.approx(noise / 2)
    assert line.accessibleDescription().startswith("frame 5: ")
    assert line.accessibleDescription().endswith("ADU")


def test_the_levels_of_a_telegraph_pixel_are_marked(
    line: PixelLine, pixels: dict[str, Dossier]
) -> None:
    """It jumps by 900 e- in three of its frames; a quiet one has no levels."""
    line.set_dossier(pixels["quiet"], 0)
    assert line.levels == ()
    assert "levels" not in line.accessibleDescription()
    line.set_dossier(pixels["telegraph"], 0)
    low, high = line.levels
    assert high - low == pytest.approx(900, rel=0.1)
    assert " and " in line.accessibleDescription().partition("levels ")[2]
    image, text = line.grab().toImage(), PALETTES["dark"].text
    axis = QFontMetricsF(fonts.small()).horizontalAdvance("0" * 6)
    marked = [
        y
        for y in range(image.height())
        if image.pixelColor(int(axis) - 1, y).name() == text
    ]
    assert max(marked) - min(marked) > line.height() / 2  # they are its ends


def test_the_frame_in_hand_has_its_dot(
    line: PixelLine, pixels: dict[str, Dossier]
) -> None:
    accent = PALETTES["light"].accent
    line.set_palette(PALETTES["light"])

    def middle() -> float:
        image = line.grab().toImage()
        found = [
            x
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).name() == accent
        ]
        return float(np.mean(found)) if found else np.nan

    line.set_dossier(pixels["star"], 0)
    first = middle()
    line.set_dossier(pixels["star"], 9)
    assert first < 80
    assert middle() > 290 - 5
    line.set_dossier(pixels["star"], -1)
    assert np.isnan(middle())
    assert line.accessibleDescription() == ""


def test_what_is_missing_breaks_the_line(
    line: PixelLine, pixels: dict[str, Dossier]
) -> None:
    """Outside the frame there is no neighbour, and a frame may lack the pixel."""
    known = pixels["star"]
    stamps, sigma = known.stamps_e.copy(), np.full_like(known.sigma_e, np.nan)
    stamps[3] = stamps[:, 1, 2] = np.nan
    line.set_dossier(replace(known, stamps_e=stamps, sigma_e=sigma), 3)
    assert np.isnan(line.noise)
    assert all(np.isfinite(line.span))
    line.grab()


def test_a_number_that_is_too_long_is_shortened(
    line: PixelLine, pixels: dict[str, Dossier], painted: list[str]
) -> None:
    """There is room for six characters at the left of the axis."""
    line.set_dossier(pixels["star"], STAR_FRAME, factor=1000)
    line.grab()
    values = [text for text in painted if text.endswith("k") or text.endswith("M")]
    assert values
    assert max(map(len, values)) <= 6


@pytest.mark.parametrize("pixel", ["star", "quiet"])
def test_the_noise_has_its_name_beside_its_line(
    line: PixelLine,
    pixels: dict[str, Dossier],
    monkeypatch: pytest.MonkeyPatch,
    pixel: str,
) -> None:
    """Also where it is the highest of all, and nothing fits above it."""
    painted: list[object] = []
    for name in ("drawLine", "drawText"):
        draw = getattr(QPainter, name)
        monkeypatch.setattr(
            QPainter,
            name,
            lambda self, *args, draw=draw: (painted.append(args), draw(self, *args)),
        )
    line.resize(300, 60)
    line.set_dossier(pixels[pixel], STAR_FRAME)
    line.grab()
    (at,) = (n for n, args in enumerate(painted) if args[-1] == "5 σ")
    box, noise = painted[at][0], painted[at - 1][0].y1()
    assert not box.top() < noise < box.bottom()
    assert box.top() >= 0


def test_nothing_known(line: PixelLine) -> None:
    line.set_dossier(None, -1)
    line.grab()
    assert line.span[0] < 0 < line.span[1]
    assert line.minimumSizeHint().height() < line.sizeHint().height()


def test_many_frames_have_few_numbers(
    line: PixelLine, pixels: dict[str, Dossier], painted: list[str]
) -> None:
    known = pixels["star"]
    many = {
        name: np.concatenate([getattr(known, name)] * 20)
        for name in ("stamps_e", "sigma_e", "raw")
    }
    line.set_dossier(replace(known, **many), 44)
    line.grab()
    frames = [int(text) for text in painted if text.isdigit() and int(text) > 0]
    assert 45 in frames
    assert 1 in frames
    assert len(frames) < 15
