"""One synthetic session on its way to the disk: frames, sidecar and truth table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.synthetic.exposures import (
    Truth,
    expose,
    static_truth,
    telegraph_states,
)
from darkviewer.storage.demo.sharpcap import Shot, camera_settings, fits_bytes

if TYPE_CHECKING:
    from darkviewer.core.synthetic.sensor import SyntheticSensor

__all__ = ["DemoCapture", "Recording"]

_SET_TEMPERATURE_C = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCapture:
    """Plan of a recording.

    Attributes
    ----------
    date, first_end, object : str
        ``2024-05-08``, ``03:38:48.765`` and ``Dark30s``: SharpCap's clock at the end
        of the first frame names the folder.
    exposure_s : float
    n_frames : int
    shrink : int
        The region read out is this part of the sensor's side, in the middle.
    stars : int
        Point sources injected into each frame.
    native_16bit, metadata_row : bool
        See `SensorModel`.
    subtract_dark : bool
        The dark signal was taken off before saving, as SharpCap offers.
    wrong_exposures : tuple of (int, float)
        Frames, counted from 0, that were exposed otherwise.
    """

    date: str
    first_end: str
    object: str
    exposure_s: float
    n_frames: int
    shrink: int = 4
    stars: int = 0
    native_16bit: bool = False
    metadata_row: bool = False
    subtract_dark: bool = False
    wrong_exposures: tuple[tuple[int, float], ...] = ()

    @property
    def folder(self) -> Path:
        """``DATE/TIME/OBJECT``."""
        return Path(self.date, self.first_end[:8].replace(":", "_"), self.object)

    def exposure_of(self, index: int) -> float:
        """Seconds that frame `index` was exposed."""
        return dict(self.wrong_exposures).get(index, self.exposure_s)

    def end_of(self, index: int) -> datetime:
        """When frame `index` ended."""
        first = datetime.fromisoformat(f"{self.date}T{self.first_end}")
        return first + timedelta(seconds=index * self.exposure_s)

    def temperature_of(self, index: int) -> float:
        """True temperature in C: it drifts a little round the set point."""
        return _SET_TEMPERATURE_C + 0.04 * ((index + 0.5) / self.n_frames - 0.5)


class Recording:
    """Writes the files of one capture; frames may be written by several threads."""

    def __init__(
        self, root: Path, capture: DemoCapture, *, sensor: SyntheticSensor, number: int
    ) -> None:
        self.folder = root / capture.folder
        self.capture = capture
        self.number = number
        ny, nx = sensor.model.shape
        shape = ny // capture.shrink, nx // capture.shrink
        self.origin = (nx - shape[1]) // 2, (ny - shape[0]) // 2
        region = sensor.window(self.origin[1], self.origin[0], shape)
        model = replace(
            region.model,
            native_16bit=capture.native_16bit,
            metadata_row=capture.metadata_row,
        )
        self.sensor = replace(region, model=model)
        self.states = telegraph_states(region, capture.n_frames, session=number)

    def write_frame(self, index: int) -> tuple[Truth, ...]:
        """Expose and save one frame; what happened in it is the result."""
        shot = self._shot(index)
        frame = expose(
            self.sensor,
            index,
            exposure_s=shot.exposure_s,
            temperature_c=self.capture.temperature_of(index),
            states=self.states[index],
            stars=self.capture.stars,
            session=self.number,
        )
        raw = self._without_dark(frame.raw) if self.capture.subtract_dark else frame.raw
        path = self.folder / f"{index + 1:05d}.fits"
        path.write_bytes(fits_bytes(raw, shot))
        return frame.truth

    def write_companions(self, events: Sequence[Truth]) -> None:
        """The sidecar and, of fixed defects and `events`, the truth table."""
        capture = self.capture
        text = camera_settings(
            self.sensor.model.shape,
            self._shot(0),
            n_frames=capture.n_frames,
            subtract_dark="MasterDark_30s.fits" if capture.subtract_dark else "None",
        )
        self._beside("CameraSettings.txt").write_text(text, encoding="utf-8")
        fixed = static_truth(
            self.sensor,
            exposure_s=capture.exposure_s,
            temperature_c=_SET_TEMPERATURE_C,
        )
        _write_truth(self._beside("truth.ecsv"), [*events, *fixed], self.sensor)

    def _beside(self, suffix: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{suffix}")

    def _shot(self, index: int) -> Shot:
        warm = self.capture.temperature_of(index) > _SET_TEMPERATURE_C
        return Shot(
            object=self.capture.object,
            exposure_s=self.capture.exposure_of(index),
            # The sensor reports in steps of 0.4 C; this one lies between two.
            temperature_c=_SET_TEMPERATURE_C + (0.2 if warm else -0.2),
            set_temperature_c=_SET_TEMPERATURE_C,
            end=self.capture.end_of(index),
            origin=self.origin,
        )

    def _without_dark(self, raw: NDArray[np.uint16]) -> NDArray[np.uint16]:
        """A frame minus its expected dark signal."""
        sensor, capture = self.sensor, self.capture
        dark_e = (sensor.dark_e_per_s + sensor.glow_e_per_s) * capture.exposure_s
        scale = sensor.model.gain_e_per_adu / 2**sensor.model.padding_bits
        left = np.clip(raw - np.rint(dark_e / scale), 0, 65535)
        return np.asarray(left, dtype=np.uint16)


def _write_truth(path: Path, rows: Sequence[Truth], sensor: SyntheticSensor) -> None:
    from astropy.table import Table

    # Not rows=rows: astropy 6.1 refuses an empty list.
    columns = list(zip(*rows, strict=True)) or [()] * len(Truth._fields)
    table = Table(columns, names=Truth._fields)  # type: ignore[no-untyped-call]
    for name, decimals in (("x", 3), ("y", 3), ("charge_e", 1)):
        table[name] = np.round(table[name], decimals)
    table["x"].unit = table["y"].unit = "pix"
    table["charge_e"].unit = "electron"
    table.meta = {
        "content": "what the synthetic frames hold; frame 0 means every frame",
        "pixel_origin": 0,
        "seed": sensor.model.seed,
    }
    table.write(path, format="ascii.ecsv")
