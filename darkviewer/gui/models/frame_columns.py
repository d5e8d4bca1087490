"""The columns of the table of frames, in one place."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.measures import FrameMeasures
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.frames_on_show import FramesOnShow

__all__ = ["COLUMNS", "FrameColumn", "FrameRow", "frame_rows", "sort_key"]

SOUND = "sound"


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One frame of the capture, used or not.

    Attributes
    ----------
    name : str
        Of its file.
    info : FrameInfo or None
        None where the frame could not be read.
    place : int or None
        Among the frames on show, from 0; None for one that cannot be shown.
    hot_pixels : int or None
        Above the threshold in its residual; None where there is none.
    level : str
        ``"ok"``, ``"warn"`` or ``"bad"``.
    words : str
        What there is to say of it.
    measures : FrameMeasures or None
        None until they are known.
    left_out : bool
        It is not in the master.
    """

    name: str
    info: FrameInfo | None = None
    place: int | None = None
    hot_pixels: int | None = None
    level: str = "ok"
    words: str = SOUND
    measures: FrameMeasures | None = None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """One column: its two-line title and tip, what it sorts by, and its text.

    ``value`` is None where nothing is known, which sorts last; ``widest`` is the
    longest text for which the column makes room, ``left`` aligns words. What comes
    ``of_header`` is not shown where no header tells it. With ``decimals`` it can be
    drawn as well; ``measure`` is its name in `FrameMeasures` then, if it has one, of
    which the column shows the ``factor``-fold.
    """

    title: str
    tip: str
    value: Callable[[FrameRow], float | str | None]
    text: Callable[[FrameRow], str]
    widest: str = "–"
    left: bool = False
    of_header: bool = False
    decimals: int | None = None
    measure: str = ""
    factor: float = 1.0

    @property
    def name(self) -> str:
        """The first line of its title."""
        return self.title.partition("\n")[0]


_LEVELS = ("bad", "warn", "ok")


def _of_info(
    read: Callable[[FrameInfo], float | None],
) -> Callable[[FrameRow], float | None]:
    def value(row: FrameRow) -> float | None:
        return None if row.info is None else read(row.info)

    return value


def _time(info: FrameInfo) -> float | None:
    return None if info.time is None else info.time.timestamp()


def _time_text(row: FrameRow) -> str:
    known = None if row.info is None else row.info.time
    return "–" if known is None else f"{known:%H:%M:%S}"


def _temperature_text(row: FrameRow) -> str:
    if row.info is None:
        return "–"
    parts = (row.info.temperature_c, row.info.set_temperature_c)
    return " / ".join("–" if part is None else number(part, 1) for part in parts)


def _hot_text(row: FrameRow) -> str:
    return "–" if row.hot_pixels is None else number(row.hot_pixels)


def _measured(
    title: str,
    name: str,
    tip: str,
    decimals: int,
    *,
    factor: float = 1.0,
    widest: str = "00,000.0",
) -> FrameColumn:
    """A column of `FrameMeasures`."""

    def value(row: FrameRow) -> float | None:
        return None if row.measures is None else factor * getattr(row.measures, name)

    def text(row: FrameRow) -> str:
        known = value(row)
        return "–" if known is None else number(known, decimals)

    return FrameColumn(
        title,
        tip,
        value,
        text,
        widest,
        decimals=decimals,
        measure=name,
        factor=factor,
    )


COLUMNS: tuple[FrameColumn, ...] = (
    FrameColumn(
        "",
        "How sound the frame is: sorted by it, the doubtful ones come first.",
        lambda row: float(_LEVELS.index(row.level)),
        lambda _: "",
        "",
    ),
    FrameColumn(
        "frame",
        "Its file.",
        lambda row: row.name,
        lambda row: shown(row.name),
        "00001.fits",
        left=True,
    ),
    FrameColumn(
        "time\nUTC",
        "As the header says.",
        _of_info(_time),
        _time_text,
        "00:00:00",
        of_header=True,
    ),
    FrameColumn(
        "temp. / set\n°C",
        "Sensor temperature and set point, as the header says.",
        _of_info(lambda info: info.temperature_c),
        _temperature_text,
        "−00.0 / −00.0",
        of_header=True,
        decimals=1,
        measure="temperature_c",
    ),
    _measured("level\nADU", "level_adu", "Mean, without hot pixels and particles.", 1),
    _measured(
        "noise\nADU",
        "noise_adu",
        "Temporal noise of a pixel, from the difference to the frame before or after.",
        2,
        widest="000.00",
    ),
    _measured(
        "row noise\nADU",
        "row_noise_adu",
        "What the pixels of a row have in common beyond their own noise.",
        2,
        widest="000.00",
    ),
    _measured(
        "corner\n− centre",
        "corner_adu",
        "Level of the corners minus that of the centre, in ADU: glow, or light.",
        1,
        widest="−000.0",
    ),
    _measured(
        "surface\nADU",
        "surface_adu",
        "Height of the smooth surface by which the frame differs from the others.",
        1,
        widest="000.0",
    ),
    FrameColumn(
        "hot\npx",
        "Pixels of the residual above the threshold.",
        lambda row: row.hot_pixels,
        _hot_text,
        "0,000",
        decimals=0,
    ),
    _measured(
        "saturated\n%",
        "rail_share",
        "Pixels at the highest value that can be read out.",
        3,
        factor=100,
        widest="00.000",
    ),
    _measured(
        "at zero\n%",
        "zero_share",
        "Pixels at 0, without those that always are.",
        3,
        factor=100,
        widest="00.000",
    ),
    _measured(
        "events\nper Mpx",
        "events_per_mpx",
        "Pixels more than 10 sigma above the frame before and the one after.",
        1,
        widest="000.0",
    ),
    FrameColumn(
        "what the checks say",
        "Why the frame is left out or doubtful.",
        lambda row: row.words,
        lambda row: shown(row.words),
        "",
        left=True,
    ),
)
"""In this order; the first shows a mark, the last takes the room that is left."""


def frame_rows(
    session: Session | None,
    frames: FramesOnShow,
    calibration: Calibration | None = None,
    table: CandidateTable | None = None,
    checks: SessionChecks | None = None,
) -> list[FrameRow]:
    """All frames of the capture by name, those left out among them."""
    if session is None:
        return []
    measures = None if checks is None else checks.measures
    measured = {} if measures is None else {one.name: one for one in measures.frames}
    skipped = {item.name: item.reason for item in session.skipped}
    hot: list[int] = []
    if calibration is not None:
        skipped |= {
            item.name: item.reason
            for item in calibration.skipped
            if item.name not in frames.names
        }
        hot = [] if table is None else table.hot_pixels.tolist()
    rows = []
    for place, name in enumerate(frames.names):
        level, words = _said(checks, name)
        if frames.excluded(place):
            whose = "" if frames.copied(place) else " by you"
            level, words = "bad", f"left out{whose}: {frames.reason(place)}"
        rows.append(
            FrameRow(
                name,
                frames.infos[place],
                place,
                hot[place] if place < len(hot) else None,
                level,
                words,
                measured.get(name),
                left_out=frames.excluded(place),
            )
        )
    rows += [
        FrameRow(name, level="bad", words=f"left out: {reason}", left_out=True)
        for name, reason in skipped.items()
    ]
    return sorted(rows, key=lambda row: row.name)


def _said(checks: SessionChecks | None, name: str) -> tuple[str, str]:
    """Level and words of a frame: all that the checks say of it, the worst first."""
    odd = () if checks is None else checks.of_frame(name)
    if not odd:
        return "ok", SOUND
    level = "bad" if odd[0][1].status == "fail" else "warn"
    return level, "; ".join(finding.sentence for _, finding in odd)


def sort_key(column: FrameColumn, row: FrameRow) -> tuple[bool, float | str]:
    """What is not known comes last, upwards."""
    value = column.value(row)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True, 0.0
    return False, value
