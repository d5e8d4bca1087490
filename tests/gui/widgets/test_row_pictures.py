"""Small pictures of the frames listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from pytestqt.qtbot import QtBot

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.style.theme import PALETTES
from darkviewer.gui.widgets import row_pictures as module
from darkviewer.gui.widgets.row_pictures import RowPictures
from darkviewer.storage.fits.frame import read_info
from tests.helpers.captures import write_frame

SHAPE = (400, 600)


@pytest.fixture
def pictures(qtbot: QtBot) -> Iterator[RowPictures]:
    del qtbot
    made = RowPictures(PALETTES["dark"])
    yield made
    made.close()


@pytest.fixture
def infos(tmp_path: Path) -> list[FrameInfo]:
    """Three frames of one level, and one that is lit at its left half."""
    rng, found = np.random.default_rng(3), []
    for n in range(4):
        values = rng.normal(1000, 20, SHAPE)
        if n == 3:
            values[:, : SHAPE[1] // 2] += 400
        path = tmp_path / f"{n}.fits"
        write_frame(path, values.astype(np.uint16))
        found.append(read_info(path))
    return found


def ask(pictures: RowPictures, infos: list[FrameInfo], qtbot: QtBot) -> None:
    pictures.set_listed(infos)
    pictures.want(infos)
    qtbot.waitUntil(lambda: pictures.idle)


def grey(pictures: RowPictures, info: FrameInfo) -> np.ndarray:
    image = pictures.image(info)
    assert image is not None
    wide, high = image.width(), image.height()
    return np.array(
        [[image.pixelColor(x, y).red() for x in range(wide)] for y in range(high)]
    )


def test_one_stretch_for_all_shows_the_odd_one(
    pictures: RowPictures, infos: list[FrameInfo], qtbot: QtBot
) -> None:
    ask(pictures, infos, qtbot)
    odd = grey(pictures, infos[3])
    assert odd.shape == (100, 150)  # blocks of 4 x 4 pixels
    assert (odd[:, :75] == 255).all()
    likes = [grey(pictures, info).mean() for info in infos[:3]]
    assert np.ptp(likes) < 10
    assert abs(odd[:, 76:].mean() - np.mean(likes)) < 10


def test_what_is_known_is_not_read_again(
    pictures: RowPictures,
    infos: list[FrameInfo],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(pictures, infos[:2], qtbot)
    read = []
    monkeypatch.setattr(module, "_picture_of", lambda info: read.append(info.name))
    ask(pictures, infos, qtbot)
    assert read == ["2.fits", "3.fits"]
    monkeypatch.setattr(module, "_KEPT", 2)
    newer = [replace(info, mtime_ns=1) for info in infos[:3]]  # written anew
    ask(pictures, newer, qtbot)
    assert pictures.image(infos[0]) is None  # the oldest are forgotten


def test_a_frame_that_cannot_be_read_has_none(
    pictures: RowPictures, infos: list[FrameInfo], qtbot: QtBot
) -> None:
    infos[1].path.unlink()
    ask(pictures, infos[:2], qtbot)
    assert pictures.image(infos[1]) is None
    assert pictures.icon(infos[1], QSize(27, 18), 1.0) is None
    assert pictures.image(infos[0]) is not None


def test_icons_are_kept_not_tinted_and_red_at_night(
    pictures: RowPictures, infos: list[FrameInfo], qtbot: QtBot
) -> None:
    assert pictures.icon(infos[3], QSize(27, 18), 1.0) is None
    ask(pictures, infos, qtbot)
    icon = pictures.icon(infos[3], QSize(27, 18), 2.0)
    assert pictures.icon(infos[3], QSize(27, 18), 2.0) is icon
    plain, chosen = (
        icon.pixmap(QSize(27, 18), 2.0, mode).toImage()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected)
    )
    assert plain == chosen
    assert (plain.width(), plain.height()) == (54, 36)
    pictures.set_palette(PALETTES["night"])
    colour = pictures.image(infos[3]).pixelColor(3, 3)
    assert (colour.red(), colour.green(), colour.blue()) == (255, 26, 18)
