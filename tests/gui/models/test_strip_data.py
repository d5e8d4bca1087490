"""A strip draws values with the limits of the check that judges them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.frames.session import Session
from darkviewer.core.health.table import SessionChecks
from darkviewer.gui.frames_on_show import FramesOnShow
from darkviewer.gui.models.frame_axis import frame_axis
from darkviewer.gui.models.frame_columns import FrameRow, frame_rows
from darkviewer.gui.models.strip_data import DRAWN, StripData, strip_data
from tests.helpers.planted_faults import FAULTS, Planted, sound_session


def of(planted: Planted, name: str, checks: SessionChecks | None = None) -> StripData:
    checks = planted.checks if checks is None else checks
    return strip(frames(planted, checks), name, checks)


def frames(planted: Planted, checks: SessionChecks) -> list[FrameRow]:
    infos = tuple(planted.infos)
    names = tuple(info.name for info in infos)
    on_show = FramesOnShow(names, infos, len(infos), (), tuple(range(len(infos))))
    session = Session(infos[0].path.parent, frames=infos)
    return frame_rows(session, on_show, checks=checks)


def strip(rows: list[FrameRow], name: str, checks: SessionChecks | None) -> StripData:
    return strip_data(DRAWN[name], rows, frame_axis("frame", rows), checks)


@pytest.fixture(scope="module")
def light() -> Planted:
    session = sound_session(7, size=96)
    FAULTS["level"](session)
    return session


def test_the_odd_frame_is_the_one_beyond_the_line(light: Planted) -> None:
    data = of(light, "level")
    beyond = np.flatnonzero(data.values > data.lines.ends["high"]).tolist()
    assert sorted(data.odd) == beyond != []
    assert data.level == "warn"
    assert len(data.texts) == len(data.names) == 7
    assert data.known == list(range(7))
    low, high = data.scale
    assert low < data.lines.ends["low"] < data.lines.ends["high"] < high
    assert high < data.values.max()  # it squeezes no other


def test_a_failed_check_marks_its_frames_as_bad(light: Planted) -> None:
    light = replace(light, cube=light.cube.copy())
    light.add(30_000, 3)
    assert of(light, "level").level == "bad"


def test_the_first_frame_is_odd_by_the_check_of_its_own() -> None:
    session = sound_session(7, size=96)
    FAULTS["first_frame"](session)
    assert sorted(of(session, "level").odd) == [0]


def test_lines_are_in_the_unit_of_the_column() -> None:
    data = of(sound_session(4, size=96), "saturated")
    assert data.lines.ends == {"high": 1.0}  # per cent
    assert data.lines.limit_at(2.0) == 0.02
    assert data.lines.middle == 0.0
    assert data.lines.moved(0.05).ends["high"] == pytest.approx(5.0)
    assert data.lines.moved(0.05).band.own
    assert data.lines.moved(0.05).origin == "set by you"
    assert data.lines.origin == "hot pixels are fewer"
    assert data.scale[0] == 0.0


def test_a_limit_has_three_figures(light: Planted) -> None:
    lines = of(light, "level").lines
    limit = lines.limit_at(lines.middle + 1.23456 * lines.band.unit)
    assert limit == 1.23


@pytest.mark.parametrize(
    ("frames", "name", "words"),
    [
        (1, "level", "needs 3 frames"),
        (2, "surface", "needs 3 frames"),
        (4, "hot", "not known"),  # no residual
        (4, "corner", ""),  # it has values, and no check
        (4, "level", ""),
    ],
)
def test_what_is_missing_is_said(frames: int, name: str, words: str) -> None:
    assert of(sound_session(frames, size=96), name).words == words


def test_headers_that_tell_nothing_and_checks_that_wait_are_named() -> None:
    session = sound_session(4, size=96)
    session.tell(temperature_c=[None] * 4)
    assert of(session, "temp. / set").words == "not in the headers"
    unmeasured = [
        replace(row, measures=None) for row in frames(session, session.checks)
    ]
    assert strip(unmeasured, "level", None).words == "not measured yet"
    assert strip(unmeasured, "level", None).lines is None
    warm = sound_session(4, size=96)
    warm.tell(set_temperature_c=[None] * 4)
    assert of(warm, "temp. / set").words == "no set point in the headers"
    assert strip(frames(warm, warm.checks), "temp. / set", None).words == ""


def test_nothing_at_all_has_a_scale() -> None:
    assert strip([], "level", None).scale == (0.0, 1.0)
    assert StripData(DRAWN["level"]).known == []


def test_equal_values_keep_a_scale_of_their_own(light: Planted) -> None:
    data = replace(of(light, "corner"), values=np.full(7, 5.0))
    assert data.scale == (5.0, 5.0)


def test_every_number_of_the_table_can_be_drawn() -> None:
    assert {"level", "noise", "temp. / set", "hot", "at zero", "events"} <= set(DRAWN)
    assert not {"", "frame", "time", "what the checks say"} & set(DRAWN)


def test_what_looks_the_same_is_known(light: Planted) -> None:
    checks = light.checks
    data = of(light, "level", checks)
    assert data.looks_like(of(light, "level", checks))
    assert not data.looks_like(of(light, "noise", checks))
    assert not data.looks_like(of(light, "level", checks.with_limits({"level": 9.0})))
    assert not data.looks_like(replace(data, values=data.values + 1))
    by_time = frame_axis("time", frames(light, checks))
    assert not data.looks_like(replace(data, axis=by_time))
    assert of(light, "hot", checks).looks_like(of(light, "hot", checks))  # NaN, too
