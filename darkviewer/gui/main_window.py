"""The window: parts side by side, joined by the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QMenu,
)

from darkviewer.gui.arrangement import SPLITTERS, Arrangement
from darkviewer.gui.controls.labels import ElidedLabel
from darkviewer.gui.controls.own_keys import belongs_to_widget
from darkviewer.gui.controls.parameter_row import NumberRow
from darkviewer.gui.controls.rooms import column
from darkviewer.gui.engine.archive_run import ArchiveRun
from darkviewer.gui.engine.arrivals import Arrivals
from darkviewer.gui.engine.checking import Checking
from darkviewer.gui.engine.frame_store import FrameStore
from darkviewer.gui.engine.hand_marks import HandMarks
from darkviewer.gui.engine.judgements import Judgements
from darkviewer.gui.engine.link_choices import LinkChoices
from darkviewer.gui.engine.pixel_facts import Examining
from darkviewer.gui.engine.regrouping import Regrouping
from darkviewer.gui.engine.reviewing import Reviewing
from darkviewer.gui.engine.salting import Salting
from darkviewer.gui.engine.sensor_classes import SensorClasses
from darkviewer.gui.engine.tasks import Tasks
from darkviewer.gui.night_desk import NightDesk
from darkviewer.gui.review.desk import ReviewDesk
from darkviewer.gui.review.following import FollowingEvidence
from darkviewer.gui.review.light_table import LightTable
from darkviewer.gui.review.parts import ReviewParts
from darkviewer.gui.review.untested import UntestedLine
from darkviewer.gui.style import fonts
from darkviewer.gui.text.tips import plain_tip
from darkviewer.gui.theme_choice import ThemeChoice
from darkviewer.gui.threads.ending import Deadline
from darkviewer.gui.threads.timers import once
from darkviewer.gui.widgets.banner import Banner
from darkviewer.gui.widgets.candidate_view import CandidateView
from darkviewer.gui.widgets.cutout_view import CutoutView
from darkviewer.gui.widgets.expected_row import ExpectedRow
from darkviewer.gui.widgets.false_positives import FalsePositiveBox
from darkviewer.gui.widgets.frame_strip import FrameStrip
from darkviewer.gui.widgets.frames_place import FramesPlace
from darkviewer.gui.widgets.gain_truth import GainTruthView
from darkviewer.gui.widgets.gallery import Gallery
from darkviewer.gui.widgets.image_area import ImageArea
from darkviewer.gui.widgets.parameter_panel import ParameterPanel
from darkviewer.gui.widgets.pixel_history import PixelHistory
from darkviewer.gui.widgets.places import PlaceRow, Places, Slot
from darkviewer.gui.widgets.region_field import RegionField
from darkviewer.gui.widgets.session_browser import SessionBrowser
from darkviewer.gui.widgets.statistics_panel import StatisticsPanel
from darkviewer.gui.widgets.status import StatusLine
from darkviewer.gui.widgets.tool_bar import IMAGE_BAR, REVIEW_BAR, ToolBar
from darkviewer.storage.places import whole

if TYPE_CHECKING:
    from darkviewer.gui.review.ahead import Ahead
    from darkviewer.gui.workspace import Workspace

    _Reader = Arrivals | Tasks | FrameStore | Ahead
    _Worker = _Reader | Examining | Checking | Reviewing | Salting

__all__ = ["MainWindow"]

SIZE = (1440, 900)
MINIMUM = (1024, 640)
_TITLE = "Darkviewer"
_PLACES = ("image", "review", "frames")
_TITLE_PX, _TITLE_PART = 460, 0.4  # no wider than this part of the window
_MENU_PADDING = 22  # around each menu's name, by the style sheet


class MainWindow(QMainWindow):
    """Everything in one window.

    Attributes
    ----------
    workspace, store, tasks
        State, pixels and workers.
    browser, image, strip, parameters, candidates, region, status
        The parts that actions speak to.
    parts : Arrangement
        Where they stand.
    profile_path : Path or None
        File of the measured PSF that was asked for last.
    recent : list of Path
        What was opened before, newest first; the owner of the settings fills it.
    """

    path_opened = Signal(object)  # Path: for the list of recent ones
    shortcuts_requested = Signal()  # the list of all keys is wanted
    closing = Signal()  # its parts are about to end
    states_changed = Signal()  # what `states` says may have changed

    def __init__(
        self, workspace: Workspace, *, theme: str = "", fresh: bool = False
    ) -> None:
        super().__init__()
        self.workspace = workspace
        # Before any part is made: some ask for their colours at once.
        self.theme_choice = ThemeChoice(workspace, self)
        self.theme_choice.choose(theme)
        self.recent: list[Path] = []
        self.profile_path: Path | None = None
        self._hand_empty = self._ended = False
        self.store = FrameStore(workspace, self)
        self.tasks = Tasks(workspace, self)
        self.examining = Examining(workspace, self)
        self.arrivals = Arrivals(workspace, self.tasks, self)
        self.judgements = Judgements(workspace, self.tasks, self, kept=not fresh)
        self.archive = ArchiveRun(workspace, self.tasks, self.judgements)
        self.checking = Checking(workspace, self.tasks, self.judgements.verdicts, self)
        self.regrouping = Regrouping(workspace, self.tasks, self.judgements, self)
        self.reviewing = Reviewing(workspace, self.judgements, self.examining, self)
        self.salting = Salting(workspace, self.judgements, self)
        self.links = LinkChoices(self)
        self.classes = SensorClasses(workspace, self.tasks, self)
        self.hand_marks = HandMarks(workspace, self.judgements, self.reviewing, self)
        self._make_parts()
        self.night = NightDesk(workspace, self)
        self.browser.add_below(self.night.line, self.night.strip)
        self.parts = self._arranged()
        self._make_places()
        self._make_title()
        self._connect()
        self.setMinimumSize(*MINIMUM)
        self.resize(*SIZE)
        self.setAcceptDrops(True)
        self.image.setFocus()
        self._show_title()
        workspace.setParent(self)  # whoever listens to it can go when the window goes

    def open_path(self, path: Path) -> None:
        """Open a capture root, a capture folder or a single file."""
        path = whole(path)
        self.tasks.open(path)
        self.path_opened.emit(path)

    def install(
        self, actions: Mapping[str, QAction], menus: Mapping[str, QMenu]
    ) -> None:
        """Take the actions; the tool bar shows some of them."""
        self.actions_by_name, self.menus = dict(actions), dict(menus)
        self._bar = ToolBar(self.actions_by_name, IMAGE_BAR, self.region)
        self.addToolBar(self._bar)
        self._review_bar = ToolBar(self.actions_by_name, REVIEW_BAR)
        self.desk.put("bar", self._review_bar)
        self.frames.list_head.add_actions(self.actions_by_name)
        self.review.follow_actions(self.actions_by_name)
        self.light_table.add_actions(self.actions_by_name)
        self.desk.add_actions(self.actions_by_name)
        named = [self.actions_by_name[f"place_{name}"] for name in _PLACES]
        self._row = PlaceRow(named, self._title)
        self.menuBar().setCornerWidget(self._row)
        self._follow_text()
        self.workspace.text_size_changed.connect(self._follow_text)

    def states(self) -> dict[str, bool]:
        """Conditions that actions name; see `ActionSpec.needs`."""
        workspace, held = self.workspace, self.workspace.pixel_in_hand
        judging = self.places.current == "review"  # where no frame is chosen
        chosen = [workspace.frames.excluded(place) for place in self.frames.chosen]
        return {
            "": True,
            "root": workspace.root is not None,
            "session": workspace.frame_count > 0,
            "frames": workspace.frame_count > 1,
            "calibration": workspace.calibration is not None,
            "candidates": self.candidates.model.rowCount() > 0,
            "selected": held is not None,
            "away": held is not None and held.away,
            "injected": workspace.injected is not None,
            "region": workspace.region is not None,
            "values": workspace.frame_count > 0 and not self.image.colours.codes,
            "signed": workspace.frame_count > 0 and self.image.colours.signed,
            "pixel": workspace.pixel_in_hand is not None,
            "undo": workspace.history.canUndo(),
            "redo": workspace.history.canRedo(),
            "in_master": not judging and any(not left_out for left_out in chosen),
            "left_out": not judging and any(chosen),
            "reviewing": self.reviewing.current is not None,
            "queue": len(self.reviewing.entries) > 0,
            "film": self.reviewing.current is not None and workspace.frame_count > 1,
            "one_stretch": self.light_table.looks.scope == "session",
            "stamps": self.reviewing.current is not None and self.light_table.steps,
            "copyable": held is not None or self.places.current == "frames",
            "checked": workspace.checks is not None,
            "samp_image": self.links.samp and workspace.frame_count > 0,
            "samp_table": self.links.samp and workspace.candidates is not None,
        }

    def focus_place(self) -> None:
        """The keyboard goes to what the place on top is about."""
        place = self.places.current
        parts = {"frames": self.frames.table, "review": self.desk}
        parts.get(place, self.image).setFocus()

    # layout

    def layout_state(self) -> dict[str, bytes]:
        """Splitters by name, to be remembered."""
        return self.parts.state()

    def restore_layout(self, parts: dict[str, bytes]) -> None:
        """Take a remembered layout; what is missing or damaged stays as it is."""
        self.parts.restore({name: parts[name] for name in SPLITTERS if name in parts})

    def _make_parts(self) -> None:
        workspace, store = self.workspace, self.store
        self.browser = SessionBrowser(workspace)
        self.statistics = StatisticsPanel(workspace, store)
        self.banner = Banner(workspace)
        self.image = ImageArea(workspace, store)
        self.strip = FrameStrip(workspace)
        self.false_positives = FalsePositiveBox(workspace, self.examining)
        self.expected = ExpectedRow(workspace)
        self.parameters = ParameterPanel(
            workspace, below=[self.expected], outcome=[self.false_positives]
        )
        self.examining.sensor_ready.connect(self.parameters.funnel.set_sensor)
        self.candidates = CandidateView(workspace)
        self.cutout = CutoutView(workspace, store)
        self.history = PixelHistory(workspace, self.examining)
        self.gallery = Gallery(workspace, store)
        self.region = RegionField(workspace)
        self.status = StatusLine(workspace)

    def _arranged(self) -> Arrangement:
        self._captures = Slot()
        self._captures.take(self.browser)
        return Arrangement(
            left=column(self._captures, self.statistics, stretch=self._captures),
            centre=column(self.banner, self.image, self.strip, stretch=self.image),
            right=self.parameters,
            below={
                "Candidates": self.candidates,
                "Pixels": self.cutout,
                "History": self.history,
                "Gallery": self.gallery,
            },
            cutout_width=self.cutout.width_for,
        )

    def _make_places(self) -> None:
        self.frames = FramesPlace(self.workspace)
        self.gain = GainTruthView(self.workspace, self.tasks)
        self.frames.parts.add_panel("Gain", self.gain)
        self.frames.strips.set_by(self.judgements.limits)
        self.desk = ReviewDesk(self.workspace, self.reviewing)
        self.review = ReviewParts(self.workspace, self.reviewing, self)
        self.untested = UntestedLine(self.workspace)
        self.desk.put("hint", self.untested)
        self.desk.put("queue", self.review.queue)
        self.desk.put("verdicts", self.review.verdicts)
        self.desk.put("remarks", self.review.remarks)
        self.desk.put("log", self.review.log)
        at = self.workspace, self.store, self.examining, self.reviewing
        self.light_table = LightTable(*at)
        self.desk.put("light table", self.light_table)
        self.evidence = FollowingEvidence(
            self.workspace, self.examining, self.reviewing
        )
        self.desk.put("evidence", self.evidence)
        self.places = Places(self.browser)
        self.places.add("image", self.parts, self._captures)
        self.places.add("review", self.desk, self.desk.captures)
        self.places.add("frames", self.frames, self.frames.captures)
        self.places.changed.connect(self._show_place)
        self.frames.shown.connect(lambda: self.places.go("image"))
        self.desk.parameters_wanted.connect(self._show_threshold)
        self.frames.picture.rate = lambda: self.image.blink.rate
        self.setCentralWidget(self.places)

    def _show_place(self, name: str) -> None:
        self._bar.setVisible(name == "image")
        self.focus_place()
        self._refresh_soon()

    def _show_threshold(self) -> None:
        self.places.go("image")
        row = self.parameters.rows["threshold_e"]
        assert isinstance(row, NumberRow)
        row.field.setFocus()

    def _make_title(self) -> None:
        self._title = ElidedLabel("", "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.statusBar().setSizeGripEnabled(False)  # it would push the line aside
        self.statusBar().addWidget(self.status, 1)

    def _follow_text(self) -> None:
        self._fit_title()
        self._bar.follow_text()
        self._review_bar.follow_text()

    def _fit_title(self) -> None:
        metrics = self.menuBar().fontMetrics()
        bar = self.menuBar()
        words = (action.text().replace("&", "") for action in bar.actions())
        menus = sum(metrics.horizontalAdvance(word) + _MENU_PADDING for word in words)
        named = self._row.buttons_width()
        room = self.width() - menus - _MENU_PADDING - named
        most = min(int(_TITLE_PART * self.width()), room)
        width = min(fonts.scaled(_TITLE_PX), max(most, 0))
        self._row.setFixedWidth(width + named)
        # At once: the menu bar looks at its size only when it is resized itself.
        place = self.width() - width - named
        self._row.setGeometry(place, self._row.y(), width + named, self._row.height())

    # what follows from what

    def _connect(self) -> None:
        workspace = self.workspace
        self._soon = once(self)
        self._soon.timeout.connect(self.states_changed)
        self._soon.timeout.connect(self._balance)  # the parts have settled by then
        for signal in (
            workspace.root_changed,
            workspace.session_changed,
            workspace.calibration_changed,
            workspace.candidates_changed,
            workspace.pixel_changed,
            workspace.layer_changed,
            workspace.classes_changed,
            workspace.region_changed,
            workspace.frame_shown,
            workspace.frame_changed,
            workspace.excluded_view_changed,
            workspace.injected_changed,
            workspace.requested_changed,
            workspace.units_changed,
            workspace.palette_changed,
            workspace.history.indexChanged,
            workspace.checks_changed,
            self.reviewing.current_changed,
            self.reviewing.progressed,
            self.reviewing.blind_changed,
            self.salting.changed,
            self.light_table.looks.changed,
            self.light_table.playing_changed,
            self.frames.table.chosen_changed,
            self.frames.picture.blink_changed,
            self.image.stretch_changed,
            self.image.blink_changed,
            self.image.loading_changed,
            self.parts.arranged,
            self.links.changed,
        ):
            signal.connect(self._refresh_soon)
        workspace.text_size_changed.connect(self.parts.fit)
        self.hand_marks.changed.connect(self.image.view.set_by_hand)
        workspace.session_changed.connect(self._show_title)
        workspace.calibration_changed.connect(self._await_candidates)
        workspace.candidates_changed.connect(self._take_in_hand)
        workspace.requested_changed.connect(self._take_in_hand)
        self.candidates.activated.connect(self.image.zoom_to_selected)
        for entry in (self.strip.reason, self.frames.list_head.reason_entry):
            entry.given.connect(self.judgements.exclude)
            entry.closed.connect(self.focus_place)
        self.strip.follow.clicked.connect(lambda: self.night.choices.toggle("follow"))
        self.night.choices.changed.connect(self._switch_night)
        self.region.pixel_requested.connect(workspace.pixel_requested)
        self.store.image_ready.connect(self._show_memory)
        self.status.cancel_clicked.connect(self.tasks.cancel)
        self.tasks.new_frames.changed.connect(self.status.show_new)
        for jobs in self.tasks.all_jobs:
            jobs.started.connect(lambda ticket: self.status.begin(ticket.title))
            jobs.progressed.connect(lambda _, progress: self.status.report(progress))
            jobs.ended.connect(self._job_ended)

    def _show_memory(self, _image: object) -> None:
        self.status.show_memory(self.store.held_bytes, self.store.limit_bytes)

    def _balance(self) -> None:
        self.parts.balance()

    def _job_ended(self) -> None:
        if not self.tasks.busy:
            self.status.end()

    def _await_candidates(self, calibration: object) -> None:
        held = self.workspace.pixel_in_hand
        self._hand_empty = calibration is not None and held is None

    def _take_in_hand(self) -> None:
        """The best of a new run is selected at once: there is one to look at."""
        if self._hand_empty and self.workspace.examined:
            self._hand_empty = False
            self.candidates.select_first()
        self.night.following.keep_up()

    def _switch_night(self, name: str, on: bool) -> None:
        if name == "follow":
            self.strip.follow.setChecked(on)
            self.strip.play(False)
        self._refresh_soon()

    def _show_title(self) -> None:
        session = self.workspace.session
        words = _TITLE if session is None else f"{session.title}  –  {_TITLE}"
        self.setWindowTitle(words)
        self._title.setText("" if session is None else session.title)
        self._title.setToolTip("" if session is None else plain_tip(session.title))

    def _refresh_soon(self, *_what: object) -> None:
        self._soon.start()

    # Qt's events

    def event(self, event: QEvent) -> bool:
        """Keys of a focused field, list or slider are its own; shortcuts come after."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            focus = QApplication.focusWidget()
            if belongs_to_widget(focus, event, own=self.candidates.view):
                event.accept()
                return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The bars have found their places by now."""
        super().showEvent(event)
        self._fit_title()
        self.night.input.watch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title leaves room for the menus."""
        self._fit_title()  # first: the menu bar looks at it when it is resized itself
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Full screen may begin and end by the desktop's own means."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._refresh_soon()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped; of files that lie together, their folder."""
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        event.acceptProposedAction()
        if not paths:
            return
        folders = {path.parent for path in paths}
        together = len(paths) > 1 and len(folders) == 1
        self.open_path(folders.pop() if together else paths[0])
        if len(paths) > 1 and not together:
            name = paths[0].name
            self.workspace.post(f"Only {name} was opened: drop one folder at a time.")

    @property
    def _workers(self) -> tuple[_Worker, ...]:
        at = self
        reading = at.arrivals, at.tasks, at.store, at.light_table.ahead
        return *reading, at.examining, at.checking, at.reviewing, at.salting

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the workers, whatever they do; out of sight, as some take a while."""
        if not self._ended:
            self._ended = True
            self.closing.emit()
            self.light_table.stop()
            self.hide()
            self.review.remarks.keep()  # what is being typed
            self.reviewing.finish()
            until = Deadline()
            for part in self._workers:
                part.close(until)
            self.judgements.close(until)
            self.night.notification.close()
            self.frames.close_threads(until)
        for dialog in self.findChildren(QDialog):
            dialog.close()
        super().closeEvent(event)
