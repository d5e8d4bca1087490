"""A frame: the facts in its header, sidecar and folder, and its pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["FrameInfo", "FrameSource", "Place", "RowFiller", "RowPicker"]

Place = tuple[Path, int, int]
"""File, header-data unit and plane."""


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """Facts about one frame; what could not be learnt is None.

    Attributes
    ----------
    path : Path
        The file.
    hdu : int
        Header-data unit that holds the pixels, the primary one is 0.
    extension : str
        What that image is called (EXTNAME) in a file that holds several of the same
        size and type: amplifiers or chips; empty when there is one.
    plane : int
        Place in a series that is saved as one cube, from 1; 0 when it is no cube.
    shape : tuple of int
        (ny, nx) in pixels.
    dtype : str
        Type of the physical values as numpy names it (``"uint16"``).
    kind : str
        ``"dark"``, ``"bias"``, ``"flat"``, ``"light"``, ``"master dark"`` and the like,
        ``"stack"`` or ``""``.
    stack : int
        Exposures that were combined into it, 1 when not said; 0 for one exposure.
    exposure_s, temperature_c, set_temperature_c : float or None
        Exposure in seconds, temperatures in degrees Celsius.
    gain : float or None
        The driver's gain setting (not e-/ADU).
    offset : float or None
        The driver's offset setting in its own steps.
    iso : float or None
        ISOSPEED, of cameras that have no gain setting.
    egain : float or None
        EGAIN in e-/ADU: at the converter's depth in SharpCap, of the saved values in
        other programs.
    egain_saved : float or None
        EGAINSAV: e-/ADU of the saved values.
    cvf, egain_sidecar : float or None
        e-/ADU at the converter's depth by the card CVF and by the sidecar.
    bit_shift : int or None
        BITSHIFT: zero bits appended to each value.
    read_noise_e : float or None
        RDNOISE in electrons.
    focal_length_mm : float or None
        FOCALLEN, of the telescope.
    pixel_size_um : float or None
        XPIXSZ, which includes the binning.
    adc_bits : int or None
        Bit depth of the converter.
    filter, camera, telescope, object : str
        As the header spells them, stripped; empty when absent.
    camera_id : str
        Serial number of the camera, which tells two of one model apart; empty when
        absent.
    binning : tuple of int
        (x, y).
    region : tuple of int or None
        Origin (x, y) of the read-out region on the sensor.
    readout_mode : str
        READOUTM, READMODE and conversion gain, whatever there is; empty when absent.
    row_order : str
        ROWORDER; empty means unknown.
    time : datetime or None
        Best known time, UTC, naive.
    size_bytes, mtime_ns : int
        Of the file when it was looked at.
    sources : mapping
        For each quantity above the card or file it came from (``"exposure_s":
        "EXPTIME"``).
    notes : tuple of str
        What is odd about this frame, one sentence each ("DATE-OBS invalid").
    altered : tuple of str
        Settings that changed the pixels before saving ("Subtract Dark on").
    contradictions : tuple of str
        Evidence about the kind that disagrees, one sentence each.
    kind_found : str
        What the evidence says of the kind (``"light: from IMAGETYP"``) where a person
        said what it is; else empty.
    unreadable : mapping
        For each quantity that is said but cannot be read, what is said
        (``"exposure_s": "EXPTIME 'soon'"``).
    """

    path: Path
    shape: tuple[int, int]
    dtype: str = "uint16"
    kind: str = ""
    stack: int = 0
    exposure_s: float | None = None
    temperature_c: float | None = None
    set_temperature_c: float | None = None
    gain: float | None = None
    offset: float | None = None
    iso: float | None = None
    egain: float | None = None
    egain_saved: float | None = None
    cvf: float | None = None
    egain_sidecar: float | None = None
    bit_shift: int | None = None
    read_noise_e: float | None = None
    focal_length_mm: float | None = None
    pixel_size_um: float | None = None
    adc_bits: int | None = None
    filter: str = ""
    camera: str = ""
    telescope: str = ""
    object: str = ""
    camera_id: str = ""
    binning: tuple[int, int] = (1, 1)
    region: tuple[int, int] | None = None
    readout_mode: str = ""
    row_order: str = ""
    time: datetime | None = None
    size_bytes: int = 0
    mtime_ns: int = 0
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    hdu: int = 0
    extension: str = ""
    plane: int = 0
    contradictions: tuple[str, ...] = ()
    kind_found: str = ""
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """File name without its folder, and where in the file the frame lies.

        ``00001.fits``, ``00001.fits[im2]``, ``kinetic.fits[plane 3]``.
        """
        if not self.extension and not self.plane:
            return self.path.name
        extension = f"[{self.extension}]" if self.extension else ""
        plane = f"[plane {self.plane}]" if self.plane else ""
        return f"{self.path.name}{extension}{plane}"

    @property
    def place(self) -> Place:
        """Where the pixels lie: a file may hold many frames."""
        return self.path, self.hdu, self.plane

    @property
    def version(self) -> tuple[Place, int, int]:
        """Which pixels these are: where they lie, and size and time of the file."""
        return self.place, self.size_bytes, self.mtime_ns


class FrameSource(Protocol):
    """Pixels of one frame, read by rows; storage implements it, core only reads."""

    @property
    def name(self) -> str:
        """File name, for messages."""

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx) in pixels."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Native-endian type that `read_rows` returns."""

    def read_rows(self, start: int, stop: int) -> NDArray[Any]:
        """Rows ``start <= y < stop`` as raw ADU, shape (stop - start, nx).

        Integer frames come as integers; blank pixels make a frame float with NaN.
        The file is opened, read and closed.

        Raises
        ------
        FrameError
            If the rows cannot be read; the text names the file.
        """


@runtime_checkable
class RowFiller(Protocol):
    """A frame source that can write rows where they are wanted: one copy less."""

    def fill_rows(self, start: int, stop: int, out: NDArray[Any]) -> None:
        """Like `FrameSource.read_rows`, written to `out`, C-contiguous."""


@runtime_checkable
class RowPicker(Protocol):
    """A frame source that gives rows of several places for one opening of the file."""

    def pick_rows(self, starts: Sequence[int], height: int) -> NDArray[Any]:
        """Like `FrameSource.read_rows` of each ``start, start + height``, joined."""
