"""The middle of the review desk: film, surroundings and stamps of one pixel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import is_
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from darkviewer.gui.review.ahead import Ahead, Key
from darkviewer.gui.review.context import Context, PlaceLine, place_words
from darkviewer.gui.review.film import Film
from darkviewer.gui.review.headline import Headline
from darkviewer.gui.review.layer_bar import LayerBar
from darkviewer.gui.review.looks import LAYERS, Looks
from darkviewer.gui.review.plan import Plan, plan
from darkviewer.gui.review.ready_ahead import STEPS, ReadyAhead
from darkviewer.gui.review.sight import Sight, around
from darkviewer.gui.review.stamps import KINDS as STAMPS
from darkviewer.gui.review.stamps import StampView
from darkviewer.gui.review.tones import Limits, limits_of
from darkviewer.gui.style import fonts
from darkviewer.gui.text.master_words import against
from darkviewer.gui.threads.timers import once, repeating

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.core.review.queue import Entry
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.engine.reviewing import Reviewing
    from darkviewer.gui.workspace import Workspace

__all__ = ["LightTable"]

BLINK_MS = 500
FILM_MS = 250
NEXT, BEFORE = 8, 2
"""Candidates after and before the one on show that are read ahead."""

READ_MS = 20
"""So long after a key what comes next is read."""

LIMITS = 8
"""Candidates whose black and white are kept."""

SMALLEST = 470, 380


class LightTable(QWidget):
    """Follows the entry in hand; what comes next is read before it is asked for.

    Attributes
    ----------
    looks : Looks
        Layer, stretch and stamp that were chosen.
    ahead : Ahead
        Reads pixels.
    ready : ReadyAhead
        Paints what comes next.
    """

    playing_changed = Signal()  # film or blink began or ended

    def __init__(
        self,
        workspace: Workspace,
        store: FrameStore,
        examining: Examining,
        reviewing: Reviewing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._examining = workspace, examining
        self._reviewing = reviewing
        self.looks = Looks(self)
        self.ahead = Ahead(workspace, store, self)
        self.ready = ReadyAhead(self)
        self.sight: Sight | None = None
        self._plan: Plan | None = None
        self._seen: tuple[tuple[object, ...], tuple[object, ...]] = (None,), ()
        self._make_parts()
        self._limits: list[tuple[Cutout, Limits]] = []
        self._soon = once(self, READ_MS)
        self._soon.timeout.connect(self._read_ahead)
        self._blink = repeating(self, BLINK_MS)
        self._blink.timeout.connect(self._blink_on)
        self._film = repeating(self, FILM_MS)
        self._film.timeout.connect(self._play_on)
        self._connect()

    def _make_parts(self) -> None:
        self.headline = Headline(self)
        self.film = Film(self)
        self.context = Context(self)
        self.stamps = tuple(StampView(kind, self) for kind in STAMPS)
        self.bar = LayerBar(self)
        self.words = PlaceLine(self)
        self.setAccessibleName("Light table")

    def _connect(self) -> None:
        workspace, reviewing = self._workspace, self._reviewing
        reviewing.current_changed.connect(self._take_entry)
        reviewing.queue_changed.connect(self._read_soon)
        reviewing.judged.connect(self._look)
        for changed in (reviewing.frame_changed, reviewing.blind_changed):
            changed.connect(self._follow)
        workspace.session_changed.connect(self.looks.forget_limits)
        workspace.units_changed.connect(self._look)
        workspace.palette_changed.connect(self._look)
        workspace.text_size_changed.connect(self._lay_out)
        self._examining.dossier_ready.connect(self._look)
        self._examining.noise_ready.connect(self._read_soon)
        self._examining.foreseen_ready.connect(self._plan_ahead)
        self.ahead.arrived.connect(self._take_blocks)
        self.ahead.forgotten.connect(self._follow)
        self.looks.changed.connect(self._take_looks)
        self.film.frame_chosen.connect(reviewing.set_frame)
        self.film.stepped.connect(self._step)

    @property
    def idle(self) -> bool:
        """Whether nothing is read, painted ahead, or about to be."""
        return self.ahead.idle and self.ready.idle and not self._soon.isActive()

    def stop(self) -> None:
        """Nothing moves any more."""
        for timer in (self._soon, self._blink, self._film):
            timer.stop()
        self.ready.stop()

    # size

    def minimumSizeHint(self) -> QSize:
        """The smallest film and surroundings, and one stamp."""
        return QSize(*SMALLEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything has its place, whatever pixel is shown."""
        super().resizeEvent(event)
        self._lay_out()

    @property
    def stamp_count(self) -> int:
        """How many stamps there is room for."""
        return len(STAMPS) if self._plan is None else len(self._plan.stamps)

    @property
    def steps(self) -> bool:
        """Whether some stamps are behind others."""
        return self.stamp_count < len(STAMPS)

    def step_stamp(self) -> None:
        """Show the next of those that have no place of their own."""
        self.looks.step_stamp(self.stamp_count)

    def _lay_out(self) -> None:
        self._plan = at = plan(self.width(), self.height(), fonts.scale())
        self.headline.setGeometry(at.headline)
        self.film.set_plan(at)
        self.context.set_plan(at)
        self.bar.setGeometry(at.buttons)
        self.bar.setVisible(not at.buttons.isEmpty())
        self.film.setVisible(not at.film.isEmpty())
        self.words.setGeometry(at.words)
        self.words.setVisible(not at.words.isEmpty())
        for view, place in zip(self.stamps, at.stamps, strict=False):
            view.set_place(place, at)
        self._show_stamps()

    def _show_stamps(self) -> None:
        count = self.stamp_count
        kinds = self.looks.stamps(count)
        for number, view in enumerate(self.stamps):
            view.setVisible(number < count)
            if number < count:
                view.set_kind(kinds[number])
                view.set_sight(self.sight)

    # what is shown

    def showEvent(self, event: QShowEvent) -> None:
        """Out of sight nothing is read."""
        super().showEvent(event)
        self._follow()

    def _take_entry(self, _entry: Entry | None) -> None:
        self.set_blinking(False)
        self.set_playing(False)
        self._follow()

    def _take_looks(self) -> None:
        self.set_blinking(False)
        self._follow()
        self._show_stamps()

    def _take_blocks(self, x: int, y: int) -> None:
        entry = self._reviewing.current
        if entry is not None and (entry.x, entry.y) == (x, y):
            self._look()
        self._plan_ahead()

    def _follow(self, _changed: object = None) -> None:
        """Ask for what is missing, and show what is known."""
        entry = self._reviewing.current
        if not self.isVisible():
            return
        if entry is not None:
            frame = self._reviewing.frame
            self.ahead.want((entry.x, entry.y), self._keys(entry, frame))
        self._look()
        self._read_soon()

    def _keys(self, entry: Entry, frame: int) -> list[Key]:
        """What the pictures of an entry need, the frame on show first."""
        there = [at for at in around(self._workspace.frames, frame) if at is not None]
        frames = dict.fromkeys((frame, entry.best, *there))
        keys = [(at, "residual") for at in frames]
        layers = {self.looks.layer, self.looks.layer_before} if self.blinking else ()
        others = {self.looks.layer, *layers} - {"residual"}
        return [*keys, *((frame, layer) for layer in sorted(others))]

    def _look(self, _changed: object = None) -> None:
        """Several signals tell of one change: only the first finds something new."""
        entry = self._reviewing.current
        sight = None if entry is None else self._sight_of(entry, self._frame)
        if not self._news(sight):
            return
        self.sight = sight
        self.headline.set_sight(self.sight, self._against(self._frame))
        self.film.set_sight(self.sight)
        self.context.set_sight(self.sight)
        for view in self._stamps_shown:
            view.set_sight(self.sight)
        self.words.set_sight(self.sight)
        self.context.setToolTip("\n".join(place_words(self.sight)))
        self._plan_ahead()

    def _against(self, frame: int) -> str:
        """What the master of a frame is; empty where it is in none."""
        calibration = self._workspace.calibration
        if calibration is None or self._workspace.frames.excluded(frame):
            return ""
        return against(calibration.master, self._workspace.parameters)

    def _news(self, sight: Sight | None) -> bool:
        """Whether anything shown would be different."""
        workspace = self._workspace
        values: tuple[object, ...] = ()
        objects: tuple[object, ...] = ()
        if sight is not None:
            of = workspace.calibration, workspace.parameters
            values, objects = sight.values, (*sight.objects, *of)
        before, self._seen = self._seen, (values, objects)
        same = len(before[1]) == len(objects) and all(map(is_, before[1], objects))
        return not same or before[0] != values

    @property
    def _frame(self) -> int:
        return self._reviewing.frame

    def _sight_of(self, entry: Entry, frame: int) -> Sight:
        blocks = self.ahead.known((entry.x, entry.y))
        own = blocks.get((entry.best, "residual"))
        workspace, reviewing = self._workspace, self._reviewing
        limits = None if own is None else self._limits_of(own)
        blind = reviewing.blind and reviewing.verdict_shown(entry, frame) is None
        return Sight(
            entry.x,
            entry.y,
            frame,
            workspace.frames,
            blocks,
            workspace.palette,
            limits=self.looks.limits(limits),
            kind=self.looks.kind,
            layer=self.looks.layer,
            dossier=self._dossier(entry),
            blind=blind,
            units=workspace.units,
        )

    def _limits_of(self, block: Cutout) -> Limits:
        """Found once: a key asks several times, and before it the painting ahead."""
        for known, limits in self._limits:
            if known is block:
                return limits
        limits = limits_of(block)
        self._limits = [(block, limits), *self._limits[: LIMITS - 1]]
        return limits

    def _dossier(self, entry: Entry) -> Dossier | None:
        known = self._examining.dossier
        if known is not None and (known.x, known.y) == (entry.x, entry.y):
            return known
        return self._examining.foreseen(entry.x, entry.y)

    def _read_soon(self) -> None:
        """After what is asked for now; keys that come fast do not put it off."""
        if not self._soon.isActive():
            self._soon.start()

    def _read_ahead(self) -> None:
        """The next candidates, and those that one comes from, when there is time."""
        reviewing, here = self._reviewing, self._reviewing.index
        if not self.isVisible():
            return
        wanted = [
            *range(here + 1, here + 1 + NEXT),
            *range(here - 1, here - 1 - BEFORE, -1),
        ]
        count = len(reviewing.entries)
        entries = [reviewing.entries[at] for at in wanted if 0 <= at < count]
        self.ahead.foresee(
            ((entry.x, entry.y), self._keys(entry, entry.best)) for entry in entries
        )
        self._examining.foresee((entry.x, entry.y) for entry in entries)

    # what is painted before it is asked for

    def _plan_ahead(self) -> None:
        self.ready.plan(self._paintings_ahead())

    def _paintings_ahead(self) -> Iterator[Callable[[], bool]]:
        """Pictures of the entries beside the one in hand, where all is read."""
        if not self.isVisible():
            return
        for entry in self._reviewing.beside(*STEPS):
            sight = self._sight_of(entry, entry.best)
            slots = [frame for frame in sight.slots if frame is not None]
            read = all((frame, "residual") in sight.blocks for frame in slots)
            if not read or sight.dossier is None:
                continue
            yield partial(self.headline.prepare, sight, self._against(entry.best))
            yield partial(self.film.prepare, sight)
            yield partial(self.context.prepare, sight)
            yield partial(self.words.prepare, sight)
            yield from (partial(one.prepare, sight) for one in self._stamps_shown)

    @property
    def _stamps_shown(self) -> tuple[StampView, ...]:
        return self.stamps[: self.stamp_count]

    # what moves

    def _step(self, by: int) -> None:
        """Some frames on in file order, as far as there are."""
        frames = self._workspace.frames
        self._reviewing.set_frame(frames.beside(self._frame, by, view="show"))

    @property
    def playing(self) -> bool:
        """Whether the film goes on by itself."""
        return self._film.isActive()

    def set_playing(self, playing: bool) -> None:
        """Show one frame of this pixel after the other, or stay."""
        if playing != self.playing:
            self._film.start() if playing else self._film.stop()
            self.playing_changed.emit()

    def _play_on(self) -> None:
        frames = self._workspace.frames
        following = frames.beside(self._frame, 1, view="show", around=True)
        self._reviewing.set_frame(following)

    @property
    def blinking(self) -> bool:
        """Whether two layers alternate."""
        return self._blink.isActive()

    def set_blinking(self, blinking: bool) -> None:
        """Alternate the layer and the one before it, or stay."""
        if blinking != self.blinking:
            self._blink.start() if blinking else self._blink.stop()
            self.context.blink("")
            self.playing_changed.emit()
            if blinking:
                self._follow()

    def _blink_on(self) -> None:
        other = self.looks.layer_before
        self.context.blink("" if self.context.layer == other else other)

    # the keys

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Take the actions of the buttons below the surroundings."""
        named = [f"review_layer_{layer}" for layer in LAYERS]
        self.bar.take(actions, named, "review_blink")
