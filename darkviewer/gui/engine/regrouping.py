"""What the user says that groups frames otherwise: kinds of series, expectations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import all_frames
from darkviewer.core.frames.expectation import expected_words, written
from darkviewer.core.frames.reading import Reading
from darkviewer.core.opinions.events import EXPECTATION, KIND
from darkviewer.gui.opinion_history import OpinionChange
from darkviewer.gui.text.numbers import count_of
from darkviewer.runs.exclusion import content_of
from darkviewer.runs.expectations import Preset, preset_for, root_name
from darkviewer.runs.kinds import kind_opinion, told

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Expected, Session
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.exclusion import Contents

__all__ = ["Regrouping"]

_ABOUT = "kind"
_MANY = 40
"""Frames; reading more of them takes a while, which is said."""

_Words = dict[str, dict[str, Any] | None]
"""Content hash of a frame -> what is said of it."""


class Regrouping(QObject):
    """Keeps kinds and expectations, and has captures read as they say."""

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        judgements: Judgements,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self._judgements, self._opinions = judgements, judgements.opinions
        self._used: frozenset[str] | None = None
        tasks.reading_as = Reading(self._told, self._expected, judgements.judged)
        judgements.heard.connect(self._take_up)
        workspace.root_changed.connect(self._show_preset)

    # on the threads that read

    def _told(self, frames: Sequence[FrameInfo]) -> Sequence[FrameInfo]:
        self._judgements.wait_read()
        self._used = self._standing
        held = self._opinions.all(KIND)
        contents = self._judgements.contents
        return told(frames, held, contents, me=self._opinions.who) if held else frames

    def _expected(self, folder: Path) -> Expected:
        return preset_for(folder, self._opinions.all(EXPECTATION)).expected

    @property
    def _standing(self) -> frozenset[str]:
        """All opinions that group frames."""
        topics = (KIND, EXPECTATION)
        return frozenset(
            one.id for topic in topics for one in self._opinions.all(topic)
        )

    def _take_up(self) -> None:
        """Another window may have said something since captures were read."""
        self._show_preset()
        if self._used not in (None, self._standing):
            self._tasks.group_again()

    # kinds

    def say_kind(self, session: Session, kind: str) -> None:
        """Say what the frames of a series are; empty: whatever the evidence says."""
        infos = all_frames(session)
        if len(infos) > _MANY:
            words = f"Reading {count_of(len(infos), 'frame')} to know them again…"
            self._workspace.post(words, about=_ABOUT)
        self._judgements.submit(
            "say",
            partial(_by_content, infos, self._judgements.contents),
            partial(self._kind_said, kind),
        )

    def _kind_said(self, kind: str, frames: Mapping[str, FrameInfo]) -> None:
        self._workspace.withdraw(_ABOUT)
        before: _Words = {content: self._value(content) for content in frames}
        if all((value or {}).get("kind", "") == kind for value in before.values()):
            return
        after: _Words = {
            content: kind_opinion(info, kind) if kind else None
            for content, info in frames.items()
        }
        count = count_of(len(frames), "frame")
        words = f"{count}: {kind}, said by you" if kind else f"{count}: kind as found"
        step = OpinionChange(self._put_kinds, before, after, words=f"kind of {count}")
        self._workspace.history.push(step)
        self._workspace.post(words)

    def _value(self, content: str) -> dict[str, Any] | None:
        held = self._opinions.get(KIND, content)
        return None if held is None or held.value is None else dict(held.value)

    def _put_kinds(self, words: _Words) -> None:
        changed = [one for one in words if self._value(one) != words[one]]
        alike = {_format(self._value(one) or words[one]) for one in changed}
        for content in changed:
            self._opinions.say(KIND, content, words[content])
        self._tasks.group_again(
            {
                path
                for path, series in self._workspace.sessions.items()
                if _formats(series[0]) & alike or not series[0].all_series
            }
        )

    # expectations

    def expect(self, root: Path, expected: Expected) -> None:
        """Say what the frames below a folder must be."""
        name = root_name(root)
        held = self._opinions.get(EXPECTATION, name)
        before = None if held is None else held.value
        after: dict[str, str] | None = written(expected)
        if not after and not preset_for(root.parent, self._held).root:
            after = None
        if before != after:
            step = OpinionChange(
                partial(self._put_expected, name),
                before,
                after,
                words=f"what is expected below {shown(root.name or name)}",
            )
            self._workspace.history.push(step)
            words = expected_words(expected) or "anything"
            self._workspace.post(f"Expected below {shown(str(root))}: {words}")

    @property
    def _held(self) -> list[Any]:
        return self._opinions.all(EXPECTATION)

    def _put_expected(self, name: str, value: Mapping[str, str] | None) -> None:
        self._opinions.say(EXPECTATION, name, value)
        self._show_preset()
        self._tasks.group_again()

    def _show_preset(self, _root: object = None) -> None:
        root = self._workspace.root
        found = Preset() if root is None else preset_for(root, self._held)
        self._workspace.set_preset(found)


def _by_content(infos: Sequence[FrameInfo], contents: Contents) -> dict[str, FrameInfo]:
    found = {content_of(info, contents): info for info in reversed(infos)}
    found.pop("", None)  # cannot be read
    return found


def _format(value: Mapping[str, Any] | None) -> tuple[Any, Any]:
    known = value or {}
    return tuple(known.get("shape", ())), known.get("dtype")


def _formats(session: Session) -> set[tuple[Any, Any]]:
    """Shape and type of every series of the folder."""
    firsts = [one.frames[0] for one in session.all_series]
    return {(info.shape, info.dtype) for info in firsts}
