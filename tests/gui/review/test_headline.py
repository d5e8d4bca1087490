from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.headline import Headline
from tests.helpers.sights import sight, ten_frames

AGAINST = "master: 9 of 10 frames, this one excluded"


@pytest.fixture
def line(qtbot: QtBot) -> Headline:
    made = Headline()
    qtbot.addWidget(made)
    made.resize(813, 30)
    return made


def test_pixel_frame_time_and_master(line: Headline) -> None:
    info = SimpleNamespace(time=datetime(2024, 5, 8, 3, 41, 18))
    frames = replace(ten_frames(), infos=(info,) * 10)
    line.set_sight(sight(frames=frames), AGAINST)
    assert line.words() == (
        "x 20  y 20",
        "0-based; FITS 21, 21",
        "frame 4 of 10 · 03:41:18",
        AGAINST,
    )
    assert AGAINST in line.toolTip()


def test_a_frame_that_is_left_out(line: Headline) -> None:
    line.set_sight(sight(frames=ten_frames(left_out=7)), "")
    assert line.words()[2] == "00004.fits, left out"
    line.grab()


@pytest.mark.parametrize("width", [220, 300, 500, 813])
def test_where_it_is_narrow_the_frame_stays(line: Headline, width: int) -> None:
    line.set_sight(sight(), AGAINST)
    line.resize(width, 30)
    shown = line.grab().toImage()
    line.set_sight(sight(frame=4), AGAINST)
    assert line.grab().toImage() != shown


def test_without_a_pixel_it_is_empty(line: Headline) -> None:
    line.set_sight(None, "")
    assert set(line.words()) == {""}
    line.grab()
