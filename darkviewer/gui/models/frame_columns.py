"""The columns of the table of frames, in one place."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.card_values import CardValue
    from darkviewer.core.frames.frame import FrameInfo, Place
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.check import Check, Finding
    from darkviewer.core.health.measures import FrameMeasures
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.frames_on_show import FramesOnShow

__all__ = [
    "COLUMNS",
    "SOUND",
    "FrameColumn",
    "FrameRow",
    "frame_rows",
    "measured_column",
    "sort_key",
]

SOUND = "sound"
"""What is said of a frame that no check speaks of."""


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
        What there is to say of it, the worst alone.
    measures : FrameMeasures or None
        None until they are known.
    left_out : bool
        It is not in the master.
    odd : tuple of (Check, Finding)
        Checks that name it, the worst first.
    cards : mapping
        Header cards by keyword; empty until somebody asks for one.
    """

    name: str
    info: FrameInfo | None = None
    place: int | None = None
    hot_pixels: int | None = None
    level: str = "ok"
    words: str = SOUND
    measures: FrameMeasures | None = None
    left_out: bool = False
    odd: tuple[tuple[Check, Finding], ...] = ()
    cards: Mapping[str, CardValue] = field(default_factory=dict)

    @property
    def tip(self) -> str:
        """All there is to say of it, a line each."""
        more = [finding.sentence for _, finding in self.odd]
        said = [one for one in more if one not in self.words]
        return "\n".join((f"{self.name}: {self.words}", *said))

    def odd_of(self, column: FrameColumn) -> tuple[tuple[Check, Finding], ...]:
        """Those that are about a column."""
        return tuple(item for item in self.odd if item[0].name in column.checks)


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """One column: its two-line title and tip, what it sorts by, and its text.

    ``value`` is None where nothing is known, which sorts last; ``widest`` is the
    longest text for which the column makes room, ``left`` aligns words. What comes
    ``of_header`` is not shown where no header tells it. With ``decimals`` it can be
    drawn as well; ``measure`` is its name in `FrameMeasures` then, if it has one, of
    which the column shows the ``factor``-fold. ``checks`` names the checks whose
    findings are about it.
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
    checks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The first line of its title."""
        return self.title.partition("\n")[0]

    def flags(self, row: FrameRow) -> bool:
        """Whether a check of this measure speaks of a frame."""
        return bool(row.odd and row.odd_of(self))


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


def measured_column(
    title: str,
    name: str,
    tip: str,
    decimals: int,
    *,
    factor: float = 1.0,
    widest: str = "00,000.0",
    checks: tuple[str, ...] = (),
) -> FrameColumn:
    """A column of `FrameMeasures`."""

    def value(row: FrameRow) -> float | None:
        known = None if row.measures is None else getattr(row.measures, name)
        return None if known is None else factor * known

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
        checks=checks,
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
        checks=("order", "cadence"),
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
        checks=("temperature", "set_points", "cooling"),
    ),
    measured_column(
        "level\nADU",
        "level_adu",
        "Mean, without hot pixels and particles.",
        1,
        checks=("level", "first_frame", "level_drift", "stars", "lit_field"),
    ),
    measured_column(
        "noise\nADU",
        "noise_adu",
        "Temporal noise of a pixel, from the difference to the frame before or after.",
        2,
        widest="000.00",
        checks=("noise", "no_noise"),
    ),
    measured_column(
        "row noise\nADU",
        "row_noise_adu",
        "What the pixels of a row have in common beyond their own noise.",
        2,
        widest="000.00",
        checks=("banding",),
    ),
    measured_column(
        "corner\n− centre",
        "corner_adu",
        "Level of the corners minus that of the centre, in ADU: glow, or light.",
        1,
        widest="−000.0",
    ),
    measured_column(
        "surface\nADU",
        "surface_adu",
        "Height of the smooth surface by which the frame differs from the others.",
        1,
        widest="000.0",
        checks=("light_leak",),
    ),
    FrameColumn(
        "hot\npx",
        "Pixels of the residual above the threshold.",
        lambda row: row.hot_pixels,
        _hot_text,
        "0,000",
        decimals=0,
    ),
    measured_column(
        "saturated\n%",
        "rail_share",
        "Pixels at the highest value that can be read out.",
        3,
        factor=100,
        widest="00.000",
        checks=("rail",),
    ),
    measured_column(
        "at zero\n%",
        "zero_share",
        "Pixels at 0, without those that always are.",
        3,
        factor=100,
        widest="00.000",
        checks=("clipped_at_zero",),
    ),
    measured_column(
        "events\nper Mpx",
        "events_per_mpx",
        "Pixels more than 10 sigma above the frame before and the one after.",
        1,
        widest="000.0",
        checks=("particles",),
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
    cards: Mapping[Place, Mapping[str, CardValue]] | None = None,
) -> list[FrameRow]:
    """All frames of the capture by name, those left out among them."""
    if session is None:
        return []
    measured = _measures(checks)
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
        odd = () if checks is None else checks.of_frame(name)
        level, words = _said(odd)
        if frames.excluded(place):
            copied = frames.copied(place)
            also = f" · {words}" if odd and not copied else ""  # as of the other one
            whose = "" if copied else " by you"
            level, words = "bad", f"left out{whose}: {frames.reason(place)}{also}"
        info = frames.infos[place]
        rows.append(
            FrameRow(
                name,
                info,
                place,
                hot[place] if place < len(hot) else None,
                level,
                words,
                measured.get(name),
                left_out=frames.excluded(place),
                odd=odd,
                cards={} if info is None or not cards else cards.get(info.place, {}),
            )
        )
    rows += [
        FrameRow(name, level="bad", words=f"left out: {reason}", left_out=True)
        for name, reason in skipped.items()
    ]
    return sorted(rows, key=lambda row: row.name)


def _measures(checks: SessionChecks | None) -> dict[str, FrameMeasures]:
    """Of each frame by name; of those left out beside the others."""
    known = () if checks is None else (checks.whole, checks)
    measured = [one.measures for one in known if one and one.measures]
    return {frame.name: frame for one in measured for frame in one.frames}


def _said(odd: tuple[tuple[Check, Finding], ...]) -> tuple[str, str]:
    """Level and words of a frame: the worst that the checks say of it."""
    if not odd:
        return "ok", SOUND
    level = "bad" if odd[0][1].status == "fail" else "warn"
    more = f" (and {len(odd) - 1} more)" if len(odd) > 1 else ""
    return level, odd[0][1].sentence + more


def sort_key(column: FrameColumn, row: FrameRow) -> tuple[bool, bool, float | str]:
    """Numbers before words; what is not known comes last, upwards."""
    value = column.value(row)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True, False, 0.0
    return False, isinstance(value, str), value
