"""Start and end of exposures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from darkviewer.core.frames.exposure_span import first_start, last_end, span
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.header import frame_info

MOMENT = "2024-03-01T20:08:40"


def frame(**cards: str | float) -> FrameInfo:
    named: dict[str, str | float] = {
        key.replace("_", "-"): value for key, value in cards.items()
    }
    return frame_info(named, path=Path("1.fits"), shape=(2, 2))


@pytest.mark.parametrize(
    ("card", "start", "end"),
    [
        ("DATE_OBS", (20, 8, 40), (20, 10, 40)),
        ("DATE_AVG", (20, 7, 40), (20, 9, 40)),
        ("DATE_END", (20, 6, 40), (20, 8, 40)),
    ],
)
def test_the_exposure_lies_around_the_time(
    card: str, start: tuple[int, ...], end: tuple[int, ...]
) -> None:
    day = (2024, 3, 1)
    info = frame(**{card: MOMENT}, EXPTIME=120.0)
    assert span(info) == (datetime(*day, *start), datetime(*day, *end))


def test_without_an_exposure_one_side_is_known_at_most() -> None:
    moment = datetime.fromisoformat(MOMENT)
    assert span(frame(DATE_OBS=MOMENT)) == (moment, None)
    assert span(frame(DATE_AVG=MOMENT)) == (None, None)
    assert span(frame(DATE_END=MOMENT)) == (None, moment)
    assert span(frame(EXPTIME=120.0)) == (None, None)


def test_first_and_last_go_by_time() -> None:
    late = frame(DATE_OBS="2024-03-01T20:08:40", EXPTIME=120.0)
    early = frame(DATE_OBS="2024-03-01T20:00:00", EXPTIME=120.0)
    frames = [late, early, frame()]
    assert first_start(frames) == datetime(2024, 3, 1, 20, 0, 0)
    assert last_end(frames) == datetime(2024, 3, 1, 20, 10, 40)
    assert first_start([]) is last_end([]) is None
