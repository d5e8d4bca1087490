"""What people said of frames, by the window and on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.cli.expectations import Given, add_expect
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.gathered import Gathered
from darkviewer.core.errors import DarkviewerError, SessionError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.expectation import merged
from darkviewer.core.frames.kind_said import SAYABLE, KindSaid, with_kinds
from darkviewer.core.frames.reading import Reading
from darkviewer.core.frames.series import series_of
from darkviewer.core.gain.said import scale_said

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.grouping import Expected
    from darkviewer.core.frames.session import Session
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.storage.opinions.measurements import Measurements

__all__ = ["Hearing", "add_said", "hearing"]

_OPTION = "--kind"


def add_said(parser: argparse.ArgumentParser) -> None:
    """Give a command the options about what people said."""
    parser.add_argument(
        _OPTION,
        dest="kinds",
        action=_Kind,
        default={},
        metavar="SERIES=KIND",
        help=f"what the frames of a series are, this time only: {', '.join(SAYABLE)}; "
        "may be given several times",
    )
    add_expect(parser)


class _Kind(Gathered):
    def added(self, before: dict[str, str], text: str) -> dict[str, str]:
        """Add what was said of one series."""
        series, _, kind = text.rpartition("=")
        if not series or kind not in SAYABLE:
            raise self.refusal(
                f"{text!r} is not SERIES=KIND with KIND one of {', '.join(SAYABLE)}"
            )
        return before | {series: kind}


@contextmanager
def hearing(
    arguments: argparse.Namespace, *, say: Callable[[str], object]
) -> Iterator[Hearing]:
    """What counts for one command.

    Parameters
    ----------
    arguments : Namespace
        With what `add_said` adds.
    say : callable
        Called with one sentence for each folder with expectations, and where opinions
        cannot be read.
    """
    from darkviewer.storage.opinions.measurements import Measurements

    with closing(Measurements()) as kept:
        yield Hearing(arguments, kept, say)


class Hearing:
    """Opinions as they were read last, and the options that count beside them.

    Attributes
    ----------
    verdicts : Verdicts
        What the checks said before, on this computer.
    contents : Contents
        Hashes of the pixels of frames.
    """

    def __init__(
        self,
        arguments: argparse.Namespace,
        kept: Measurements,
        say: Callable[[str], object],
    ) -> None:
        from darkviewer.runs.exclusion import Contents
        from darkviewer.runs.verdicts import Verdicts

        self.verdicts = Verdicts(kept, self.limits_of, self._scale_of)
        self._limits: dict[str, float] = getattr(arguments, "limit", {})
        self._kinds: dict[str, str] = arguments.kinds
        self._given: Given = arguments.expect
        self._ignore = arguments.ignore_opinions
        self._arguments = arguments
        self.contents, self._say = Contents(kept), say
        self._said: set[str] = set()
        self._missed = set(self._kinds)
        self._held: dict[str, list[Opinion]] = {}
        self.listen()

    def listen(self) -> None:
        """Read the opinions again: the window may say something meanwhile."""
        self._gain = gain_of(self._arguments, say=lambda _: None)  # others say
        if not self._ignore:
            self._held = _held(self._say_once)

    def _scale_of(self, session: Session) -> float:
        """e- per saved ADU by option or as it was said of a camera; else NaN."""
        return scale_said(self._gain(session))

    @property
    def words(self) -> list[Any]:
        """All that may change results, as plain data."""
        from darkviewer.core.opinions.events import DECIDING

        said = [
            sorted(one.id for one in self._held.get(topic, ())) for topic in DECIDING
        ]
        return [said, self._kinds, self._limits, repr(self._given)]

    def reading(self, *, one_folder: bool = False) -> Reading:
        """For the folders below a root, or for one that must have all series named.

        Parameters
        ----------
        one_folder : bool
            Raise `SessionError` where a series is named that is not there.
        """
        kinds = self._kinds_of_one if one_folder else self._kinds_of
        return Reading(kinds, self._expected, self._judge)

    def verdicts_given(self) -> list[Opinion]:
        """What reviewers said of candidates."""
        from darkviewer.core.opinions.events import VERDICT

        return self._held.get(VERDICT, [])

    def say_what_was_missed(self) -> None:
        """Name the series of ``--kind`` that no folder has."""
        for series in sorted(self._missed):
            self._say_once(
                f"no folder has a series {series}; choose one that "
                "`darkviewer sessions` lists"
            )

    def _say_once(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self._say(sentence)

    def _kinds_of(self, frames: Sequence[FrameInfo]) -> Sequence[FrameInfo]:
        from darkviewer.core.opinions.events import KIND
        from darkviewer.runs.kinds import told
        from darkviewer.storage.opinions.store import own_name

        held = self._held.get(KIND)
        if held:
            frames = told(frames, held, self.contents, me=own_name())
        if not self._kinds:
            return frames
        named = {one.id: one for one in series_of(frames) if one.id in self._kinds}
        self._missed -= named.keys()
        return with_kinds(
            frames,
            {
                one.frames[0].place: KindSaid(self._kinds[series], _OPTION)
                for series, one in named.items()
            },
        )

    def _kinds_of_one(self, frames: Sequence[FrameInfo]) -> Sequence[FrameInfo]:
        found = self._kinds_of(frames)
        if self._missed:
            ids = ", ".join(one.id for one in series_of(frames)) or "none"
            raise SessionError(
                f"there is no series {shown(min(self._missed))}; choose one of: {ids}"
            )
        return found

    def _expected(self, folder: Path) -> Expected:
        from darkviewer.core.opinions.events import EXPECTATION
        from darkviewer.runs.expectations import preset_for

        if self._given.alone:
            return self._given.expected
        preset = preset_for(folder, self._held.get(EXPECTATION, ()))
        if preset.sentence:
            self._say_once(f"{preset.sentence}; `--expect none` ignores this")
        return merged(self._given.expected, preset.expected)

    def limits_of(self, session: Session) -> Mapping[str, float]:
        """Of checks: what was said of the camera in this mode, and the options."""
        from darkviewer.core.frames.camera_mode import mode_key
        from darkviewer.core.health.table import known_limits
        from darkviewer.core.opinions.events import LIMITS

        key = mode_key(session)
        said = (
            held.value for held in self._held.get(LIMITS, ()) if held.subject == key
        )
        return known_limits(next(said, None)) | self._limits

    def _judge(self, session: Session) -> Session:
        from darkviewer.core.opinions.events import EXCLUSION
        from darkviewer.runs.exclusion import judged

        held = self._held.get(EXCLUSION)
        return judged(session, held, self.contents) if held else session


def _held(say: Callable[[str], object]) -> dict[str, list[Opinion]]:
    """All that holds, by topic."""
    from darkviewer.core.opinions.events import standing
    from darkviewer.storage.opinions.store import kept_opinions

    try:
        known = standing(kept_opinions())
    except DarkviewerError as error:
        say(f"what was said of frames is not known: {error}")
        return {}
    found: dict[str, list[Opinion]] = {}
    for (topic, _), said in known.items():
        found.setdefault(topic, []).append(said)
    return found
