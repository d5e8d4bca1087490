"""The columns of `frames` are the measures, each once."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path

from astropy import units

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Excluded, Session
from darkviewer.core.health.measures import FrameMeasures
from darkviewer.core.health.table import judge
from darkviewer.storage.exports.tables.frames import COLUMNS, frame_columns
from tests.helpers.planted_faults import sound_session


def test_every_measure_has_its_column() -> None:
    names = {field.name for field in fields(FrameMeasures)} - {"name"}
    assert {column.name for column in COLUMNS} == names


def test_units_are_those_of_astropy() -> None:
    assert all(units.Unit(c.unit) is not None for c in COLUMNS if c.unit)


def test_a_row_for_every_frame_and_nothing_known_is_masked() -> None:
    measures = sound_session(3, size=64).measures
    first, *others = measures.frames
    odd = replace(first, noise_adu=math.nan, temperature_c=None, time=None)
    checks = judge(replace(measures, frames=(odd, *others)))
    table = {c.name: c for c in frame_columns(Session(Path("x")), checks).columns}
    assert table["frame"].values.tolist() == [f.name for f in measures.frames]
    assert table["level_adu"].values.tolist() == [f.level_adu for f in measures.frames]
    for name in ("noise_adu", "temperature_c"):
        assert table[name].mask[0], name
    assert table["time"].values[0] == ""
    assert table["step_adu"].known.dtype.kind == "i"
    assert {*table["status"].values.tolist()} <= {"pass", "warn", "fail"}


def test_a_frame_that_is_left_out_says_why() -> None:
    checks = judge(sound_session(3, size=64).measures)
    name = checks.measures.frames[1].name
    out = Excluded(FrameInfo(Path(name), (64, 64)), 1, "light leak")
    session = Session(Path("x"), excluded=(out,))
    table = {c.name: c for c in frame_columns(session, checks).columns}
    assert table["left_out"].values.tolist() == ["", "light leak", ""]
