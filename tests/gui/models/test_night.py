"""Which frames are of one night."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from darkviewer.gui.models.night import NightFrame, one_night

EVENING = datetime(2024, 5, 8, 19)


def frame(hours: float, name: str = "1.fits", path: str = "a") -> NightFrame:
    time = EVENING + timedelta(hours=hours)
    return NightFrame(Path(path), "s", path, name, time, 100.0, 5.0, None, 3)


def test_a_night_ends_where_no_frame_comes_for_six_hours() -> None:
    day_before, next_day = frame(-20), frame(20)
    night = [frame(0), frame(5.5, path="b"), frame(9, "2.fits", "b")]
    mixed = [night[2], next_day, night[0], day_before, night[1]]
    for moment in night:
        assert one_night(mixed, moment.time) == tuple(night)
    assert one_night(mixed, next_day.time) == (next_day,)
    assert one_night([], EVENING) == ()
