"""The one mutable, observable object: what is open, shown and selected.

Widgets never know each other: they call the setters here and listen to the signals.
Every setter is idempotent: it emits only when something changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from darkviewer.core.frames.camera_mode import mode_key
from darkviewer.core.gain.said import ChosenGain, gain_of
from darkviewer.core.gain.session import electrons_doubtful
from darkviewer.core.layers.session_layers import LazyExaminer
from darkviewer.gui.asking import Asked, UnderWay, shown_of
from darkviewer.gui.frames_on_show import frames_on_show
from darkviewer.gui.messages import ANY_SESSION
from darkviewer.gui.on_show import OnShow
from darkviewer.gui.parameter_history import ParameterChange, take_back
from darkviewer.gui.said_of_cameras import SaidOfCameras
from darkviewer.gui.text.units import Units
from darkviewer.runs.expectations import Preset

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import Selection
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.vetting.session import Examination
    from darkviewer.runs.injected_source import Injected
    from darkviewer.runs.salted_session import SaltedSession
    from darkviewer.storage.captures.scan import Capture

__all__ = ["Workspace"]


class Workspace(OnShow):
    """State of the window; see `WorkspaceSignals` for what can change.

    What the user asks for and what is shown differ while a run is under way:
    `parameters`, `profile` and `psf` are always those of what is shown, so that table,
    picture, captions and files can only speak of those; `requested` and
    `requested_profile` are what the panel edits.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.root: Path | None = None
        self.captures: list[Capture] = []
        self.sessions: dict[Path, tuple[Session, ...]] = {}
        self.session: Session | None = None
        self.awaited: Path | None = None  # picked, its headers are not read yet
        self.checks: SessionChecks | None = None
        self.noise: LazyExaminer | None = None
        self.examination: Examination | None = None
        self._asked = self._shown = Asked()
        self.cameras = SaidOfCameras(self.requested)
        self.preset = Preset()
        self.limits: dict[str, Mapping[str, float]] = {}  # of checks, by camera mode
        self._under_way = UnderWay()
        self._choosing = False  # a change is on its way that is no undoing
        self._doubtful = False
        self.effect = ""  # of the frames that were left out, or taken back, last
        self.injected: Injected | None = None
        self.salted: SaltedSession | None = None
        self._selection: Selection | None = None
        self.history = QUndoStack(self)

    # what is open

    def set_root(self, root: Path | None) -> None:
        """Take another capture root; its captures follow when they are found."""
        if root != self.root:
            self.root = root
            self._messages.leave_session()
            self.root_changed.emit(root)

    def set_preset(self, preset: Preset) -> None:
        """Take what is expected of the frames below the root."""
        if preset != self.preset:
            self.preset = preset
            self.preset_changed.emit(preset)

    def set_captures(self, captures: Sequence[Capture]) -> None:
        """Name the captures below the root, replacing those known before.

        What is known of a capture stays known as long as it has the same files.
        """
        stay = {capture.path for capture in set(self.captures) & set(captures)}
        self.captures = list(captures)
        self.sessions = {p: s for p, s in self.sessions.items() if p in stay}
        self.captures_changed.emit(self.captures)

    def add_series(self, sessions: tuple[Session, ...]) -> None:
        """The headers of one capture have been read: all its series."""
        self.sessions[sessions[0].path] = sessions
        self.series_read.emit(sessions)

    def reading_of(self, session: Session) -> Session | None:
        """What is known now of the same series."""
        known = self.sessions.get(session.path, ())
        return next((one for one in known if one.is_same_series(session)), None)

    def request_capture(self, path: Path, series: str = "") -> None:
        """Ask for a capture by its folder; `set_session` follows once it is read.

        Of several series the first is shown, unless one is asked for.
        """
        self.capture_requested.emit(path, series)

    def await_session(self, path: Path | None) -> None:
        """This capture was picked: nothing is shown until its headers are read."""
        if path is not None:
            self.set_session(None)
        self.awaited = path
        self.session_awaited.emit(path)

    def set_session(self, session: Session | None) -> None:
        """Pick a session; its calibration follows.

        When it is the one on show with more frames, frame and candidate stay.
        """
        self.awaited = None
        if session == self.session:
            return
        shown = self.session
        if session is None or shown is None or not session.is_same_series(shown):
            self._messages.leave_session()
        same_files = session is not None and session.same_files(self.session)
        before = self.frame_info if same_files else None
        # First: nobody shall look for a frame of the old session in the new one.
        if not same_files and not (session and session.continues(self.session)):
            self._hold(None)
            self.set_frame(0)
            self.set_region(None)
        self.session = session
        self.effect = ""
        self.set_checks(None)
        self._adapt_to(session)
        self.set_calibration(None)
        if same_files:  # other frames are left out: another index, the same frame
            self.set_frame(self.frames.index_of(before))
            if self.pixel_in_hand is not None:
                self._hold(replace(self.pixel_in_hand, own_frame=None))
        self.runs_unneeded.emit()
        self.session_changed.emit(session)
        self._ask_for_runs()

    def _adapt_to(self, session: Session | None) -> None:
        if session is None:
            return
        adapted = self.cameras.adapted(self.requested, session)
        if adapted != self.requested:
            self._asked = replace(self._asked, parameters=adapted)
            self.history.clear()  # its steps are of another telescope, another camera

    @property
    def gain_origin(self) -> str:
        """Who said the e-/ADU that is asked for of this camera; empty: nobody."""
        return self.cameras.origin(self.requested, self.session)

    @property
    def gain_words(self) -> str:
        """The same beside the value."""
        of_whom = self.gain_origin.removeprefix("user ")
        return f"{of_whom}, by you" if of_whom else ""

    def set_effect(self, words: str) -> None:
        """Say what it did to the master that other frames are left out now."""
        self.effect = words
        self.effect_changed.emit(words)

    def set_checks(self, checks: SessionChecks | None) -> None:
        """Take what the checks say of the session, or None while nothing is known."""
        if checks is not None:
            checks = checks.with_limits(self.limits_of(self.session))
        if checks is not self.checks:
            self.checks = checks
            self.checks_changed.emit(checks)

    def limits_of(self, session: Session | None) -> Mapping[str, float]:
        """Those that the user set for the checks of this camera in this mode."""
        return self.limits.get(mode_key(session), {})

    def set_limits(self, mode: str, limits: Mapping[str, float]) -> None:
        """Judge the frames of a camera by these, from what was measured."""
        self.limits[mode] = limits
        self.set_checks(self.checks)

    @property
    def found_out(self) -> tuple[tuple[str, ...], str]:
        """What no header says: by the calibration and the checks; and how bad it is.

        What the frames are comes before the doubts about e-/ADU.
        """
        at = self.calibration
        notes, doubts = ((), ()) if at is None else (at.notes, at.doubts)
        if self.session is None or self.checks is None:
            return (*notes, *doubts), "warn"
        known = self.session.health.reasons
        said = (one for one in self.checks.sentences if one not in known)
        level = "bad" if self.checks.status == "fail" else "warn"
        return (*notes, *said, *doubts), level

    def set_calibration(self, calibration: Calibration | None) -> None:
        """Take the result of a run, or None while there is none."""
        info = self.frame_info
        self.calibration = calibration
        self.frames = frames_on_show(self.session, calibration)
        if self.frames.reasons:  # a frame that cannot be read shifts those left out
            self.set_frame(self.frames.index_of(info))
        self.examination = None
        self.injected = None
        self.classes, self.classes_missing = None, ""
        self._selection = None
        self._under_way = UnderWay()
        before = self._take_what_is_known()
        self._make_noise()
        self.calibration_changed.emit(calibration)
        self._doubt_electrons()
        self.examination_changed.emit(None)
        self.injected_changed.emit(None)
        self._tell_shown(before)
        self._select_candidates()
        self.requested_changed.emit()
        if calibration is not None:
            self._ask_for_runs()

    def _doubt_electrons(self) -> None:
        """Mark them where nothing supports the e-/ADU that they are made with."""
        gain = ChosenGain(gain_of(self.parameters), self.gain_origin)
        doubtful = electrons_doubtful(self.session, self.calibration, gain)
        if doubtful != self._doubtful:
            self._doubtful = doubtful
            self.units_changed.emit()

    def set_profile(self, name: str, psf: Psf | None) -> None:
        """Compare with a measured stellar profile, or with the Gaussian again."""
        if psf is not self._asked.psf:
            self._ask(Asked(self.requested, name, psf))

    def _make_noise(self) -> None:
        self.set_salted(None)
        known = self.calibration
        self.noise = None if known is None else LazyExaminer(known, self.psf)
        if self.noise is not None and self.examination is not None:
            self.noise.know(self.examination.examiner)

    def set_examination(self, examination: Examination | None) -> None:
        """Take the examination of the leaders, or forget them."""
        if examination is self.examination:
            return
        self.examination = examination
        self._selection = None
        self._under_way.examination = None
        before = self._take_what_is_known()
        self._withdraw_injected()
        self.examination_changed.emit(examination)
        self._tell_shown(before)
        self._select_candidates()
        self.requested_changed.emit()
        self._ask_for_runs()

    @property
    def parameters(self) -> Parameters:
        """Those of what is shown."""
        return self._shown.parameters

    @property
    def profile(self) -> str:
        """File of the measured PSF of what is shown; empty: Gaussian."""
        return self._shown.profile

    @property
    def psf(self) -> Psf | None:
        """That profile; None: Gaussian."""
        return self._shown.psf

    @property
    def asked(self) -> Asked:
        """Parameters and profile that were asked for last."""
        return self._asked

    @property
    def requested(self) -> Parameters:
        """Those that were asked for last."""
        return self._asked.parameters

    @property
    def remembered(self) -> Parameters:
        """The same with what is of no telescope or camera, for another day."""
        return self.cameras.plain(self.requested)

    @property
    def requested_profile(self) -> str:
        """File of the measured PSF that was asked for last."""
        return self._asked.profile

    @property
    def waiting(self) -> tuple[str, ...]:
        """Names of the parameters that are asked for and not shown yet."""
        return self._asked.differences(self._shown)

    @property
    def given_up(self) -> bool:
        """Whether nothing is shown of a session, and nothing is under way."""
        nothing = self.calibration is None and self._under_way.calibration is None
        return nothing and self._has_frames

    @property
    def examined(self) -> bool:
        """Whether what is asked for is calibrated, and examined where needed."""
        return self.calibration is not None and not self.waiting

    def set_injected(self, injected: Injected | None) -> None:
        """Replace one frame's residual by a copy with synthetic sources."""
        self.withdraw("injected")
        self.injected = injected
        self._selection = None
        self.injected_changed.emit(injected)
        self._select_candidates()

    def set_salted(self, salted: SaltedSession | None) -> None:
        """Show frames with synthetic events for the reviewer, or the real ones again.

        Candidates, counts and files stay those of the real frames.
        """
        if salted is not self.salted:
            self.salted = salted
            self.salted_changed.emit(salted)

    @property
    def noise_on_show(self) -> LazyExaminer | None:
        """Examines pixels as they are shown: with the synthetic events, if any."""
        return self.noise if self.salted is None else self.salted.noise

    # how it is examined

    def set_parameter(self, name: str, value: Any) -> None:
        """Ask for one parameter; recalibrates only if the parameter demands it."""
        self.set_parameters(self.requested.changed(name, value))

    def set_parameters(self, parameters: Parameters) -> None:
        """Ask for parameters; a mere selection never starts a run."""
        self.withdraw(ANY_SESSION)
        said = self.cameras.note(
            self.requested, parameters, self.session, undone=not self._choosing
        )
        if said is not None:
            self.gain_said.emit(*said)
        self._ask(replace(self._asked, parameters=parameters))

    def confirm_gain(self) -> None:
        """The e-/ADU asked for was typed again: the user says it of this camera."""
        said = self.cameras.confirm(self.requested, self.session)
        if said is not None:
            self.gain_said.emit(*said)
            self.requested_changed.emit()

    def seek_calibration(self, *, again: bool = False) -> None:
        """A calibration as asked for is under way, perhaps though one is shown."""
        self._under_way = UnderWay(calibration=self._asked, again=again)
        self.requested_changed.emit()

    def give_up(self) -> bool:
        """No run is under way any more: ask for what is shown, where anything is.

        Returns whether anything was taken back.
        """
        self._under_way = UnderWay()
        back = bool(self.waiting) and self.calibration is not None
        if back:
            take_back(self.history, self.requested, self.parameters)
            self._ask(self._shown)
        self.requested_changed.emit()
        return back

    def change_parameters(
        self,
        parameters: Parameters,
        *,
        words: str,
        gesture: int = 0,
        reset: bool = False,
    ) -> None:
        """Like `set_parameters`, with a step to undo (see `ParameterChange`).

        Unless it is a reset, another e-/ADU is said of this camera, whichever it is.
        """
        if parameters != self.requested:
            self._choosing = not reset
            self.history.push(
                ParameterChange(
                    self.set_parameters,
                    self.requested,
                    parameters,
                    words=words,
                    gesture=gesture,
                )
            )
            self._choosing = False

    def _ask(self, asked: Asked) -> None:
        """Show at once what needs no run, and ask for the runs that the rest needs."""
        if not self._asked.differences(asked):
            return
        self._asked = asked
        before = self._take_what_is_known()
        if before.parameters.needs_examination != self.parameters.needs_examination:
            self._selection = None
            self._withdraw_injected()
        if self._tell_shown(before) or self.candidates is None:
            self._select_candidates()
        self.requested_changed.emit()
        self._ask_for_runs()

    def _take_what_is_known(self) -> Asked:
        """Update what is shown; returns what it was."""
        before = self._shown
        self._shown = shown_of(self._asked, before, self.calibration, self.examination)
        if before.psf is not self.psf:
            self._make_noise()
        elif self.noise is not None and self.examination is not None:
            self.noise.know(self.examination.examiner)
        return before

    def _tell_shown(self, before: Asked) -> bool:
        """Whether anything of it is new."""
        if before.parameters != self.parameters:
            self.parameters_changed.emit(self.parameters)
        if before.psf is not self.psf:
            self.profile_changed.emit(self.profile)
        return bool(before.differences(self._shown))

    def _ask_for_runs(self) -> None:
        """One that is under way goes on where it will answer."""
        if not self._has_frames:
            return
        match self._under_way.next(self._asked, self.calibration, self.examination):
            case "calibrate":
                self.calibration_needed.emit()
            case "examine":
                self.examination_needed.emit()
            case "end":
                self.runs_unneeded.emit()

    @property
    def _has_frames(self) -> bool:
        return self.session is not None and bool(self.session.frames)

    def _select_candidates(self) -> None:
        # Leaders that the examination would drop are not shown first, and then dropped.
        untold = (
            self.candidates is None
            and self.requested.examination_finds_leaders
            and bool(self.waiting)
        )
        if self.calibration is None or untold:
            self.candidates = None
        else:
            if self._selection is None:
                self._selection = self._all_leaders(self.calibration)
            self.candidates = self._selection.table(self.parameters)
        self.candidates_changed.emit(self.candidates)
        self._look_at_pixel_again()

    def _withdraw_injected(self) -> None:
        """Sources were put into a residual that is no longer the one on show."""
        if self.injected is not None:
            self.injected = None
            self.injected_changed.emit(None)
            self.post(
                "The injected sources were removed: the PSF test has changed.",
                about="injected",
            )

    def _all_leaders(self, known: Calibration) -> Selection:
        """An examination stays on show until the next one is there."""
        examination = self.examination if self.parameters.needs_examination else None
        if self.injected is not None:
            return self.injected.selection(known, examination)
        return known.selection if examination is None else examination.selection

    @property
    def units(self) -> Units:
        """How pixel values are written."""
        exposure = None if self.session is None else self.session.exposure_s
        scale = self.parameters.scale
        return Units(self.unit_choice, scale, exposure, doubtful=self._doubtful)
