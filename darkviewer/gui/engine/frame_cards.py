"""Header cards of all frames of the session, read when somebody asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.core.errors import FrameError
from darkviewer.core.frames.exclusion import all_frames
from darkviewer.gui.threads.background import Background, Task

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue
    from darkviewer.core.frames.frame import FrameInfo, Place
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace

__all__ = ["FrameCards"]

Cards = Mapping["Place", Mapping[str, "CardValue"]]
_AT_ONCE = 32
"""Frames between two looks at whether they are still wanted."""


class FrameCards(QObject):
    """Nothing is read until `wanted` is set; then the cards follow the session.

    Signals
    -------
    changed
        Cards of more frames are known, or of another session.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._thread = Background("cards", self)
        self._of: tuple[object, ...] = ()
        self._wanted = False
        self.cards: dict[Place, Mapping[str, CardValue]] = {}
        workspace.session_changed.connect(self._follow)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read."""
        return self._thread.idle

    @property
    def keywords(self) -> tuple[str, ...]:
        """Of all cards that were found, in their order."""
        found = (keyword for cards in self.cards.values() for keyword in cards)
        return tuple(dict.fromkeys(found))

    def close(self, until: Deadline | None = None) -> None:
        """End the thread."""
        self._thread.close(until)

    def want(self) -> None:
        """Read them, now and of each session that is opened."""
        if not self._wanted:
            self._wanted = True
            self._follow(self._workspace.session)

    def _follow(self, session: Session | None) -> None:
        """A session of the same files, some of them left out, has the same cards."""
        infos = () if session is None else all_frames(session)
        versions = tuple(info.version for info in infos)
        if not self._wanted or versions == self._of:
            return
        self._of = versions
        self._thread.drop()
        self.cards = {}
        self.changed.emit()
        for start in range(0, len(infos), _AT_ONCE):
            work = partial(_read, infos[start : start + _AT_ONCE])
            take = partial(self._take, versions)
            self._thread.submit(Task("cards", 0, work, take, _no_cards))

    def _take(self, versions: tuple[object, ...], found: Cards) -> None:
        if versions == self._of:
            self.cards.update(found)
            self.changed.emit()


def _read(infos: tuple[FrameInfo, ...]) -> dict[Place, Mapping[str, CardValue]]:
    """A frame that cannot be read has no cards: the calibration says why."""
    from darkviewer.storage.fits.header_cards import cards_of

    found: dict[Place, Mapping[str, CardValue]] = {}
    for info in infos:
        try:
            found[info.place] = cards_of(info)
        except FrameError:
            found[info.place] = {}
    return found


def _no_cards(_failure: Failure) -> None:
    """Memory ran out: what is not known is a dash."""
