"""The parameters of a calibration: one table for panel, command line and manual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

from darkviewer.core.errors import DarkviewerError

__all__ = ["PARAMETERS", "ParameterSpec", "Parameters", "check", "exact", "spec"]

_SKY_DECIMALS, _WIDTH_DECIMALS = 4, 6


def exact(value: float) -> Fraction:
    """The decimal number a user meant: 0.3 is 3/10, not the nearest binary float."""
    return Fraction(repr(float(value)))


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """Definition of one parameter: words, unit and range.

    ``choices`` maps each allowed value to its words; numbers have a range instead.
    ``recomputes`` is False when a change is only a selection among known leaders;
    ``reexamines`` is True when the leaders have to be examined again.
    A parameter with a ``usual`` value may be None, not given: then that one is used.
    """

    name: str
    label: str
    sentence: str
    unit: str = ""
    minimum: float = 0.0
    maximum: float = 0.0
    step: float = 0.0
    decimals: int = 0
    choices: Mapping[Any, str] | None = None
    recomputes: bool = False
    reexamines: bool = False
    usual: float | None = None


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything that decides the numbers of a calibration.

    Attributes
    ----------
    pixel_scale_arcsec : float or None
        None: neither a header nor anybody gave one; see `scale_arcsec`.

    Raises
    ------
    DarkviewerError
        If a value is outside its range or not among its choices.
    """

    padding_bits: int = 4
    gain_e_per_adu: float = 1.39
    method: str = "median"
    threshold_e: float = 200.0
    ratio: float = 0.3
    neighbours: int = 4
    ties: str = "one"
    criterion: str = "ratio"
    master: str = "auto"
    detection: str = "peak"
    amplifiers: str = "auto"
    threshold_sigma: float = 0.0
    fwhm_px: float = 2.0
    pixel_scale_arcsec: float | None = None
    family: str = "gaussian"
    moffat_beta: float = 3.0
    axis_ratio: float = 1.2
    axis_angle_deg: float = 0.0
    width: str = "fixed"
    width_range: float = 1.45
    profile_error: float = 0.04
    p_min: float = 0.001
    dbic_min: float = 0.0

    def __post_init__(self) -> None:
        for item in fields(self):
            check(item.name, getattr(self, item.name))

    @property
    def scale(self) -> float:
        """e- per saved ADU, as the notebooks compute it: e-/ADU / 2**padding."""
        return self.gain_e_per_adu / (1 << self.padding_bits)

    @property
    def exact_scale(self) -> Fraction:
        """e- per saved ADU as an exact fraction of the decimal the user gave."""
        return exact(self.gain_e_per_adu) / (1 << self.padding_bits)

    @property
    def scale_arcsec(self) -> float:
        """The pixel scale that was given, else the usual one."""
        scale: float = self.used("pixel_scale_arcsec")
        return scale

    @property
    def seeing_arcsec(self) -> float:
        """FWHM of a star on the sky: `fwhm_px` times `scale_arcsec`."""
        return round(self.fwhm_px * self.scale_arcsec, _SKY_DECIMALS)

    def used(self, name: str) -> Any:
        """The value of a parameter; the usual one where none was given."""
        value = getattr(self, name)
        return spec(name).usual if value is None else value

    def changed(self, name: str, value: Any) -> Parameters:
        """One parameter changed, and what follows from it: FWHM = seeing / scale.

        Another pixel scale leaves the seeing as it is.

        Raises
        ------
        DarkviewerError
            If the value, or the width that follows, is outside its range.
        """
        if name not in ("seeing_arcsec", "pixel_scale_arcsec"):
            return replace(self, **{name: value})
        check(name, value)
        sky = {
            "seeing_arcsec": self.seeing_arcsec,
            "pixel_scale_arcsec": self.pixel_scale_arcsec,
            name: value,
        }
        seeing, given = sky["seeing_arcsec"], sky["pixel_scale_arcsec"]
        scale = spec("pixel_scale_arcsec").usual if given is None else given
        width, known = round(seeing / scale, _WIDTH_DECIMALS), spec("fwhm_px")
        if not known.minimum <= width <= known.maximum:
            raise DarkviewerError(
                f"A seeing of {seeing:g}″ at {scale:g}″ per pixel is a FWHM of "
                f"{width:.3g} px; it must lie between {known.minimum:g} and "
                f"{known.maximum:g} px"
            )
        return replace(self, fwhm_px=width, pixel_scale_arcsec=given)

    @property
    def profile_words(self) -> str:
        """Profile, width and profile error of the PSF test, for one line of text."""
        shapes = {
            "gaussian": "Gaussian",
            "moffat": f"Moffat, beta {self.moffat_beta:g},",
            "elongated": f"elongated, {self.axis_ratio:g} at {self.axis_angle_deg:g}°,",
        }
        words = f"{shapes[self.family]} of FWHM {self.fwhm_px:g} px ({self.width})"
        return f"{words}, profile error {self.profile_error:g}"

    @property
    def left_out(self) -> bool:
        """Whether each frame is examined against the master of the others."""
        if self.master == "auto":
            return self.criterion != "ratio"
        return self.master == "leave-one-out"

    @property
    def needs_examination(self) -> bool:
        """Whether leaders must be examined, beyond what the notebooks do."""
        return (
            self.left_out or self.criterion != "ratio" or self.examination_finds_leaders
        )

    @property
    def examination_finds_leaders(self) -> bool:
        """Whether it takes the examination to know which pixels are leaders at all."""
        return self.detection != "peak" or self.threshold_sigma > 0

    def same_calibration(self, other: Parameters) -> bool:
        """Whether frames are combined and searched alike, whatever is selected."""
        names = (item.name for item in PARAMETERS if item.recomputes)
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def same_examination(self, other: Parameters) -> bool:
        """Whether pixels are examined alike, whatever is accepted.

        Of two names for the same master, "auto" and what it stands for, either will do.
        """
        names = (item.name for item in PARAMETERS if item.reexamines)
        return self.left_out == other.left_out and all(
            getattr(self, name) == getattr(other, name)
            for name in names
            if name != "master"
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values by name, for JSON, table metadata and the settings file."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


# The seeing is no field: it follows from width and pixel scale, and decides the width.
PARAMETERS: tuple[ParameterSpec, ...] = (
    ParameterSpec(
        "padding_bits",
        "Padding",
        "Zero bits that the camera driver appended to each value; the values are "
        "divided by 2 to this power.",
        unit="bit",
        maximum=8,
        step=1,
        recomputes=True,
    ),
    ParameterSpec(
        "gain_e_per_adu",
        "e⁻/ADU",
        "Electrons per ADU at the depth of the converter; 1.39 for the QHY42 Pro at "
        "gain 5, by its manual.",
        unit="e⁻/ADU",
        minimum=0.0001,
        maximum=1000,
        step=0.01,
        decimals=4,
        recomputes=True,
    ),
    ParameterSpec(
        "method",
        "Combine",
        "How the frames are combined into the master dark.",
        choices={
            "median": "median",
            "average": "average",
            "clipped": "clipped mean",
        },
        recomputes=True,
    ),
    ParameterSpec(
        "threshold_e",
        "Threshold",
        "A pixel is hot when its residual is strictly above this.",
        unit="e⁻",
        maximum=100_000,
        step=1,
        decimals=1,
    ),
    ParameterSpec(
        "ratio",
        "Neighbour ratio",
        "A leader with a neighbour below this fraction of its own value is too sharp "
        "to be a star.",
        maximum=1,
        step=0.01,
        decimals=2,
    ),
    ParameterSpec(
        "neighbours",
        "Neighbours",
        "How many surrounding pixels a leader is compared with.",
        choices={4: "4", 8: "8"},
    ),
    ParameterSpec(
        "ties",
        "Plateaus",
        "Adjacent leaders of equal value: one entry for the group, or one per pixel "
        "as in the notebooks.",
        choices={"one": "one entry", "all": "every pixel"},
    ),
    ParameterSpec(
        "criterion",
        "Criterion",
        "What makes a leader a candidate: the notebooks' neighbour ratio, the PSF "
        "test against a star's profile, or both.",
        choices={"ratio": "neighbour ratio", "psf": "PSF test", "both": "both"},
    ),
    ParameterSpec(
        "master",
        "Master",
        "Subtract the master of all frames, or of all other frames, so that an event "
        "does not weaken itself; the default follows the criterion.",
        choices={
            "auto": "as the criterion needs",
            "in-sample": "in-sample",
            "leave-one-out": "leave-one-out",
        },
        reexamines=True,
    ),
    ParameterSpec(
        "detection",
        "Detection",
        "Leaders are pixels above the threshold, or pixels where the matched filter "
        "exceeds 5 sigma (deeper).",
        choices={"peak": "peak", "matched": "matched filter"},
        reexamines=True,
    ),
    ParameterSpec(
        "amplifiers",
        "Amplifiers",
        "Parts of the sensor whose levels move on their own: found by steps in the "
        "frames, or given as equal parts, columns × rows.",
        choices={
            "auto": "found",
            "1x1": "one",
            "2x1": "2 × 1",
            "1x2": "1 × 2",
            "2x2": "2 × 2",
        },
        reexamines=True,
    ),
    ParameterSpec(
        "threshold_sigma",
        "Threshold in σ",
        "A pixel must also be strictly above this many of its own sigmas; 0 switches "
        "this off.",
        unit="σ",
        maximum=50,
        step=0.5,
        decimals=1,
    ),
    ParameterSpec(
        "fwhm_px",
        "PSF FWHM",
        "Full width at half maximum of a star: seeing over pixel scale, 3″ / 1.5″ = 2 "
        "pixels; another width is another seeing.",
        unit="px",
        minimum=0.8,
        maximum=6,
        step=0.1,
        decimals=2,
        reexamines=True,
    ),
    ParameterSpec(
        "seeing_arcsec",
        "Seeing",
        "Full width at half maximum of a star on the sky; over the pixel scale it "
        "gives the PSF FWHM.",
        unit="″",
        minimum=0.1,
        maximum=60,
        step=0.1,
        decimals=2,
    ),
    ParameterSpec(
        "pixel_scale_arcsec",
        "Pixel scale",
        "Sky across a pixel, for the PSF FWHM and the rate per square degree: from the "
        "cards FOCALLEN and XPIXSZ where a capture has them.",
        unit="″/px",
        minimum=0.01,
        maximum=60,
        step=0.01,
        decimals=4,
        usual=1.5,
    ),
    ParameterSpec(
        "family",
        "Profile",
        "How the light of a star falls off: a Gaussian, a Moffat profile with wider "
        "wings, or a Gaussian longer than wide; a measured PSF takes its place.",
        choices={
            "gaussian": "Gaussian",
            "moffat": "Moffat",
            "elongated": "elongated",
        },
        reexamines=True,
    ),
    ParameterSpec(
        "moffat_beta",
        "Moffat β",
        "Steepness of the wings of a Moffat profile: most real stars have 2.5 to 4; "
        "the less, the more light is in the wings.",
        minimum=2,
        maximum=10,
        step=0.1,
        decimals=2,
        reexamines=True,
    ),
    ParameterSpec(
        "axis_ratio",
        "Axis ratio",
        "Long over short axis of an elongated profile; the PSF FWHM is the geometric "
        "mean of both.",
        minimum=1,
        maximum=2,
        step=0.05,
        decimals=2,
        reexamines=True,
    ),
    ParameterSpec(
        "axis_angle_deg",
        "Axis angle",
        "Direction of the long axis of an elongated profile, from the x axis (to the "
        "right) towards the y axis (rows with larger numbers).",
        unit="°",
        maximum=180,
        step=5,
        decimals=1,
        reexamines=True,
    ),
    ParameterSpec(
        "width",
        "FWHM is",
        "Keep the width fixed, or fit it within the width range; the profile error "
        "allows for some seeing in any case.",
        choices={"fixed": "fixed", "free": "fitted"},
        reexamines=True,
    ),
    ParameterSpec(
        "width_range",
        "Width range",
        "A fitted width is between the FWHM divided by this and multiplied by this; a "
        "fit that ends there is not accepted.",
        unit="×",
        minimum=1.05,
        maximum=3,
        step=0.05,
        decimals=2,
        reexamines=True,
    ),
    ParameterSpec(
        "profile_error",
        "Profile error",
        "How far real stars deviate from the profile: at 0.04 wings as of Moffat "
        "stars, elongation and seeing by 10 % or more; at 0 not at all. Above 0 "
        "stars below 1.49 px FWHM are never accepted: X-rays look the same.",
        maximum=0.3,
        step=0.01,
        decimals=3,
        reexamines=True,
    ),
    ParameterSpec(
        "p_min",
        "p-value at least",
        "Probability that a true star fits at least as badly by chance, the profile "
        "error allowed; leaders below this are rejected.",
        maximum=0.5,
        step=0.001,
        decimals=5,
    ),
    ParameterSpec(
        "dbic_min",
        "ΔBIC above",
        "How much better a star must explain the pixels than a hot pixel, pair or "
        "track (difference of BIC): above 0 better, above 6 strong evidence.",
        minimum=-10,
        maximum=50,
        step=0.5,
        decimals=1,
    ),
)

_SPECS = {item.name: item for item in PARAMETERS}


def spec(name: str) -> ParameterSpec:
    """The description of one parameter."""
    return _SPECS[name]


def check(name: str, value: Any) -> None:
    """Refuse a value of one parameter that is outside its range.

    Raises
    ------
    DarkviewerError
        The text names the range or the choices.
    """
    item = spec(name)
    if value is None and item.usual is not None:
        return
    if item.choices is not None:
        if value not in item.choices:
            allowed = ", ".join(str(choice) for choice in item.choices)
            raise DarkviewerError(
                f"{item.label} is {value!r}; it must be one of {allowed}"
            )
    elif not item.minimum <= value <= item.maximum:
        raise DarkviewerError(
            f"{item.label} is {value}; it must lie between {item.minimum:g} and "
            f"{item.maximum:g} {item.unit}".rstrip()
        )
