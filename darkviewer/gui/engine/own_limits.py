"""Limits of checks that the user sets: tried while a line moves, kept when it rests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from darkviewer.core.frames.camera_mode import mode_key
from darkviewer.core.health.table import known_limits
from darkviewer.core.opinions.events import LIMITS
from darkviewer.gui.opinion_history import OpinionChange
from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace
    from darkviewer.storage.opinions.store import Opinions

__all__ = ["OwnLimits"]

_FOLLOW_MS = 30
"""Badge, banner and table follow a moving line so often."""

Limits = Mapping[str, float]


class OwnLimits(QObject):
    """One set of limits for each camera in each mode.

    Checks are judged again from the measures that are known; nothing is read again.
    """

    def __init__(
        self, workspace: Workspace, opinions: Opinions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._opinions = workspace, opinions
        self._tried: tuple[str, Limits] | None = None
        self._before: Limits = {}
        self._soon = once(self, _FOLLOW_MS)
        self._soon.timeout.connect(self._follow)
        workspace.session_changed.connect(self._give_up)

    def try_out(self, check: str, limit: float) -> None:
        """Judge by this limit for the moment."""
        key, held = self._held()
        if self._tried is None:
            self._before = held
        before = held if self._tried is None else self._tried[1]
        self._tried = key, {**before, check: limit}
        if not self._soon.isActive():
            self._soon.start()

    def set_limit(self, check: str, limit: float | None) -> None:
        """Judge by this limit from now on; None: by that of the table."""
        key, held = self._held()
        before = held if self._tried is None else self._before
        wanted = {name: value for name, value in before.items() if name != check}
        if limit is not None:
            wanted[check] = limit
        self._change(key, before, wanted, f"limit of {check}")

    def reset(self, _pressed: bool = False) -> None:
        """Judge by the limits of the table again."""
        key, held = self._held()
        self._change(key, held, {}, "all limits")

    def take_up(self) -> None:
        """What was kept, or said in another window."""
        said = {held.subject: held.value for held in self._opinions.all(LIMITS)}
        for key in {*said, *self._workspace.limits}:
            self._workspace.set_limits(key, known_limits(said.get(key)))

    def _held(self) -> tuple[str, Limits]:
        """Whose limits are in use, and which."""
        key = mode_key(self._workspace.session)
        return key, self._workspace.limits.get(key, {})

    def _change(self, key: str, old: Limits, new: Limits, words: str) -> None:
        self._soon.stop()
        self._tried = None
        self._workspace.set_limits(key, old)  # nothing stays that was only tried
        if old != new:
            step = OpinionChange(partial(self._put, key), old, new, words=words)
            self._workspace.history.push(step)

    def _put(self, key: str, limits: Limits) -> None:
        self._opinions.say(LIMITS, key, dict(limits) or None)
        self._workspace.set_limits(key, limits)

    def _follow(self) -> None:
        self._workspace.set_limits(*(self._tried or self._held()))

    def _give_up(self, _session: object = None) -> None:
        """The line that was dragged is gone."""
        self._soon.stop()
        if self._tried is not None:
            self._workspace.set_limits(self._tried[0], self._before)
            self._tried = None
