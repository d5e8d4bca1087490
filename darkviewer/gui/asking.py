"""The user's request, and how much of it the present results can show."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from darkviewer.core.parameters import PARAMETERS, Parameters

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.vetting.session import Examination

__all__ = ["Asked", "UnderWay", "shown_of"]

_OF_CALIBRATION = tuple(item.name for item in PARAMETERS if item.recomputes)
_OF_EXAMINATION = (
    "criterion",
    "threshold_sigma",
    *(item.name for item in PARAMETERS if item.reexamines),
)
_NOTEBOOK = {name: getattr(Parameters(), name) for name in ("criterion", "master")} | {
    "detection": "peak",
    "threshold_sigma": 0.0,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Parameters, and the profile that stars are compared with.

    Attributes
    ----------
    parameters : Parameters
    profile : str
        File of a measured profile; empty for the Gaussian.
    psf : Psf or None
        That profile.
    """

    parameters: Parameters = field(default_factory=Parameters)
    profile: str = ""
    psf: Psf | None = field(default=None, compare=False)

    def differences(self, other: Asked) -> tuple[str, ...]:
        """Names of the parameters that differ; ``"profile"`` for the profile."""
        mine, theirs = self.parameters.as_dict(), other.parameters.as_dict()
        names = tuple(name for name in mine if mine[name] != theirs[name])
        return names if self.psf is other.psf else (*names, "profile")

    def with_values(self, values: dict[str, Any]) -> Asked:
        """The same with some parameters changed."""
        return replace(self, parameters=replace(self.parameters, **values))

    def reached_by_run_for(self, other: Asked, *, examination: bool = False) -> bool:
        """Whether a run for `other` will answer this too."""
        names = set(self.differences(other))
        lower = self.parameters.threshold_e < other.parameters.threshold_e
        if not examination:
            return not lower and names.isdisjoint(_OF_CALIBRATION)
        sigma = "threshold_sigma"
        same = names.isdisjoint({*_OF_EXAMINATION, "profile"} - {sigma})
        low = getattr(self.parameters, sigma) < getattr(other.parameters, sigma)
        return same and not lower and not low


def _calibrated_for(asked: Asked, calibration: Calibration) -> bool:
    """Whether a calibration answers, down to the threshold."""
    made = _values(calibration.request.parameters, _OF_CALIBRATION)
    same = _values(asked.parameters, _OF_CALIBRATION) == made
    return same and asked.parameters.threshold_e >= calibration.floor_e


def _examined_for(asked: Asked, examination: Examination | None) -> bool:
    """Whether the examination at hand answers, where one is needed."""
    if not asked.parameters.needs_examination:
        return True
    if examination is None or not examination.answers(asked.parameters):
        return False
    return examination.compared_with(asked.psf)


def shown_of(
    asked: Asked,
    before: Asked,
    calibration: Calibration | None,
    examination: Examination | None,
) -> Asked:
    """The part of the request that can be shown without a run.

    Parameters
    ----------
    asked : Asked
        By the user.
    before : Asked
        On show until now: whatever waits for a run stays as it was.
    calibration, examination
        The results at hand.
    """
    if calibration is None:
        return asked
    made = _values(calibration.request.parameters, _OF_CALIBRATION)
    asked, before = asked.with_values(made), before.with_values(made)
    held = asked.with_values(_values(before.parameters, _held(asked, before)))
    unprofiled = replace(held, profile=before.profile, psf=before.psf)
    threshold = {"threshold_e": before.parameters.threshold_e}
    choices = (
        asked,
        replace(asked, profile=before.profile, psf=before.psf),
        unprofiled,
        asked.with_values(threshold),
        unprofiled.with_values(threshold),
        asked.with_values({**_NOTEBOOK, **threshold}),
        asked.with_values(_NOTEBOOK),
    )
    for choice in choices:
        if _calibrated_for(choice, calibration) and _examined_for(choice, examination):
            return choice
    lowest = {"threshold_e": calibration.request.parameters.threshold_e}
    return asked.with_values({**_NOTEBOOK, **lowest})


def _held(asked: Asked, before: Asked) -> tuple[str, ...]:
    """Parameters that wait for tests, with the threshold if one in sigmas changes."""
    together = {"detection", "threshold_sigma"}
    if together.isdisjoint(asked.differences(before)):
        return _OF_EXAMINATION
    return (*_OF_EXAMINATION, "threshold_e")


@dataclass(slots=True)
class UnderWay:
    """Requests of the current runs; None where there is none.

    ``again`` says that the calibration was asked for though one is shown.
    """

    calibration: Asked | None = None
    again: bool = False
    examination: Asked | None = None

    def next(
        self,
        asked: Asked,
        calibration: Calibration | None,
        examination: Examination | None,
    ) -> Literal["calibrate", "examine", "end", ""]:
        """The run to begin, if those under way will not do; or to end them."""
        if calibration is None or not _calibrated_for(asked, calibration):
            goes = self.calibration
            enough = goes is not None and asked.reached_by_run_for(goes)
            return "" if enough else "calibrate"
        if _examined_for(asked, examination):
            vain = self.examination or (self.calibration and not self.again)
            if vain:
                self.calibration = self.examination = None
            return "end" if vain else ""
        if self.examination and asked.reached_by_run_for(
            self.examination, examination=True
        ):
            return ""
        self.examination = asked
        return "examine"


def _values(parameters: Parameters, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(parameters, name) for name in names}
