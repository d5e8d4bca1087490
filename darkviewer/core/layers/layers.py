"""Everything computed from a frame: layers, 5x5 pixels, all of one pixel.

Nothing here knows Qt: it runs on the threads of `gui/engine/frame_store.py`, on frozen
inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.display.cutout import Cutout, cutout
from darkviewer.core.display.pyramid import build_levels
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.adu import (
    highest,
    pile_up,
    saturation_level,
    steps_of,
    typical_level,
)
from darkviewer.core.frames.scaling import electrons
from darkviewer.core.layers.layer_image import (
    OF_ALL_FRAMES,
    UNITS,
    LayerImage,
    Probe,
    Stamp,
)
from darkviewer.core.masters.leave_one_out import FEWEST_FRAMES
from darkviewer.core.masters.residual import frame_residual
from darkviewer.core.parameters import Parameters
from darkviewer.core.vetting.records import ReplacedFrame

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.core.hazard.class_map import ClassMap
    from darkviewer.core.layers.frame_layers import FrameLayers
    from darkviewer.core.layers.session_layers import LazyExaminer
    from darkviewer.core.masters.master import Master

__all__ = ["Injection", "Layers"]

_SHOWN_AS_THEY_ARE = ("uint8", "int16", "uint16", "float32")
_BAND_ROWS = 256  # the float64 values of a whole large frame never exist at once

Injection = tuple[int, NDArray[np.float64], NDArray[np.bool_]]
"""Frame, its residual with synthetic sources in electrons, which pixels they are."""


@dataclass(frozen=True, slots=True, eq=False)
class _OnDemand:
    """An image of which only what is sliced is computed."""

    shape: tuple[int, int]
    part: Callable[[slice, slice], NDArray[Any]]

    def __getitem__(self, index: tuple[slice, slice]) -> NDArray[Any]:
        return self.part(*index)


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """Input of a session's layers; frozen, for another thread.

    Attributes
    ----------
    sources : tuple of FrameSource
        Frames in file order; behind those of the calibration any that are not in the
        master. Only their raw pixels and residuals are known.
    calibration : Calibration or None
        None: there is only the raw layer.
    injection : tuple or None
        See `Injection`.
    examiner : LazyExaminer or None
        For noise and significance; there wherever there is a calibration.
    parameters : Parameters
        Against which master frames are shown.
    classes : ClassMap or None
        Of all pixels, where they were classified.
    """

    sources: tuple[FrameSource, ...]
    calibration: Calibration | None = None
    injection: Injection | None = None
    examiner: LazyExaminer | None = None
    parameters: Parameters = field(default_factory=Parameters)
    classes: ClassMap | None = None

    @property
    def left_out(self) -> bool:
        """Each frame is shown against the master of the others."""
        enough = len(self._combined) >= FEWEST_FRAMES
        return self.parameters.left_out and enough and self.examiner is not None

    @property
    def _combined(self) -> tuple[FrameSource, ...]:
        return self.sources if self.calibration is None else self.calibration.used

    def _in_master(self, frame: int) -> bool:
        return frame < len(self._combined)

    def key(self, frame: int, layer: str) -> tuple[int, str]:
        """Layer shown for (frame, layer): raw without a master.

        The noise is that of the frames in the master: others show their residual. Until
        the classes are known the master is shown.
        """
        if self.calibration is None:
            layer = "raw"
        elif layer in ("noise", "significance") and not self._in_master(frame):
            layer = "residual"
        elif layer == "classes" and self.classes is None:
            layer = "master"
        return (0 if layer in OF_ALL_FRAMES else frame), layer

    def load(
        self,
        frame: int,
        layer: str,
        *,
        raw: NDArray[Any] | None = None,
    ) -> LayerImage:
        """Compute a layer; `raw` are the pixels of the frame where known already.

        Raises
        ------
        FrameError
            If the frame cannot be read.
        """
        if layer == "master":
            return self._master()
        if layer == "classes":
            return self._classes()
        source = self.sources[frame]
        raw = source.read_rows(0, source.shape[0]) if raw is None else raw
        image = LayerImage(
            frame,
            layer,
            UNITS[layer],
            shown(source.name),
            (),
            raw,
            saturation_adu=self._saturation_adu(raw),
        )
        if layer == "raw":
            if raw.dtype.name not in _SHOWN_AS_THEY_ARE:
                return replace(image, levels=build_levels(raw.astype(np.float32)))
            return replace(image, levels=build_levels(raw))
        values = self._compared(frame, layer, raw)
        return replace(
            image,
            levels=build_levels(values),
            synthetic=self._injected(frame) is not None,
        )

    def _saturation_adu(self, raw: NDArray[Any]) -> float:
        """Of all frames once they are calibrated; until then this one must tell."""
        if self.calibration is not None:
            return self.calibration.saturation_adu
        bits = self.parameters.padding_bits
        step = steps_of(raw).step or 0
        return saturation_level(
            raw.dtype,
            bits,
            step=step,
            piled=pile_up(raw, step=step),
            highest_adu=highest(raw),
            level_adu=typical_level(raw),
        )

    def _master(self) -> LayerImage:
        master, parameters = self._calibrated()
        values = _by_bands(
            master.shape, lambda rows: master.part(rows).electrons(parameters)
        )
        name = f"{master.method} of {master.n} frames"
        return LayerImage(0, "master", "e-", name, build_levels(values))

    def _classes(self) -> LayerImage:
        known = self._classified()
        name = f"classes by {known.n_frames} frames"
        return LayerImage(0, "classes", "", name, build_levels(known.severity))

    def _compared(
        self, frame: int, layer: str, raw: NDArray[Any]
    ) -> NDArray[np.float32]:
        """The frame against its master: residual, its sigma, or their quotient."""
        if layer == "residual":
            return self._residual(frame, raw)
        assert self.examiner is not None
        injected = self._injected(frame)
        replaced = None if injected is None else ReplacedFrame(frame, injected[0])
        examined = self.examiner.layers(self.parameters, frame, replaced)
        return examined.sigma_e if layer == "noise" else examined.significance

    def _residual(self, frame: int, raw: NDArray[Any]) -> NDArray[np.float32]:
        injected = self._injected(frame)
        if injected is not None:
            return injected[0].astype(np.float32)
        return _by_bands(
            raw.shape, lambda rows: self.residual(frame, raw[rows], rows, slice(None))
        )

    def residual(
        self, frame: int, raw: NDArray[Any], rows: slice, columns: slice
    ) -> NDArray[np.float64]:
        """Exact residual in electrons of the raw pixels of a part of a frame."""
        master, parameters = self._calibrated()
        left_out = self.left_out and self._in_master(frame)
        return frame_residual(
            self._combined,
            frame,
            master,
            parameters,
            rows=rows,
            columns=columns,
            raw=raw,
            left_out=left_out,
            least_deviation=self._least_deviation() if left_out else 0.0,
        )

    def _least_deviation(self) -> float:
        """Only the clipped mean of the other frames asks for it."""
        master, _ = self._calibrated()
        if not self.left_out or master.method != "clipped":
            return 0.0
        assert self.examiner is not None
        return self.examiner.get(self.parameters).stack.least_deviation

    def stamp(self, frame: int, x: int, y: int) -> Stamp:
        """5x5 pixels, read from the file and computed for these pixels only.

        Raises
        ------
        FrameError
            If the frame cannot be read.
        """
        layer = "raw" if self.calibration is None else "residual"
        pixels = self.block(frame, layer, x, y)
        made, injected = False, self._injected(frame)
        if injected is not None:
            made = bool((cutout(injected[1], x, y).values == 1).any())
        return Stamp(frame, x, y, pixels, layer, UNITS[layer], made)

    def block(self, frame: int, layer: str, x: int, y: int, size: int = 5) -> Cutout:
        """Pixels of any layer around (x, y), computed for these pixels only.

        Parameters
        ----------
        frame : int
            Index of the frame; of no account for layers of all frames.
        layer : str
            One of `UNITS`; raw where there is no master.
        x, y : int
            Centre column and row, 0-based; may lie outside the frame.
        size : int
            Odd side length in pixels.

        Raises
        ------
        FrameError, SessionError
            If a frame cannot be read: for noise and significance all are.
        """
        frame, layer = self.key(frame, layer)
        of = {
            "raw": self._raw_part,
            "master": self._master_part,
            "residual": self._residual_part,
            "noise": self._noise_part,
            "significance": self._significance_part,
            "classes": self._classes_part,
        }[layer]
        shape = self.sources[frame].shape
        return cutout(_OnDemand(shape, partial(of, frame)), x, y, size)

    def _raw_part(self, frame: int, rows: slice, columns: slice) -> NDArray[Any]:
        return self.sources[frame].read_rows(rows.start, rows.stop)[:, columns]

    def _master_part(self, _frame: int, rows: slice, columns: slice) -> NDArray[Any]:
        master, parameters = self._calibrated()
        return master.part(rows, columns).electrons(parameters)

    def _classes_part(self, _frame: int, rows: slice, columns: slice) -> NDArray[Any]:
        return self._classified().severity[rows, columns]

    def _residual_part(self, frame: int, rows: slice, columns: slice) -> NDArray[Any]:
        injected = self._injected(frame)
        if injected is not None:
            return injected[0][rows, columns]
        raw = self._raw_part(frame, rows, columns)
        return self.residual(frame, raw, rows, columns)

    def _noise_part(self, frame: int, rows: slice, columns: slice) -> NDArray[Any]:
        return self._examined(frame, rows).sigma_e[:, columns]

    def _significance_part(
        self, frame: int, rows: slice, columns: slice
    ) -> NDArray[Any]:
        examined = self._examined(frame, rows)
        if self._injected(frame) is None:
            return examined.significance[:, columns]
        from darkviewer.core.layers.frame_layers import significance_of

        return significance_of(
            self._residual_part(frame, rows, columns),
            examined.sigma_e[:, columns],
            examined.frames[:, columns],
        )

    def _examined(self, frame: int, rows: slice) -> FrameLayers:
        from darkviewer.core.layers.frame_layers import band_layers

        assert self.examiner is not None
        examiner = self.examiner.get(self.parameters)
        return band_layers(examiner, frame, rows.start, rows.stop)

    def probe(
        self, frame: int, raw: NDArray[Any] | None, x: int, y: int, scale: float
    ) -> Probe:
        """Values of one pixel that the frame's `raw` pixels give at once.

        Sigma and significance take longer, see `complete`; `scale` is e- per ADU while
        there is no calibration.
        """
        here = slice(y, y + 1), slice(x, x + 1)
        class_ = "" if self.classes is None else self.classes.name(x, y)
        if raw is None:
            return Probe(x, y, class_=class_)
        raw_adu = float(raw[y, x])
        if self.calibration is None:
            return Probe(x, y, raw_adu, raw_adu * scale, complete=True)
        master, parameters = self._calibrated()
        injected, residual_e = self._injected(frame), np.nan
        if injected is not None:
            residual_e = float(injected[0][y, x])
        elif not self.left_out or master.method != "clipped":
            residual_e = float(self.residual(frame, raw[here], *here)[0, 0])
        return Probe(
            x,
            y,
            raw_adu,
            float(electrons(raw[here], parameters)[0, 0]),
            float(self._master_part(frame, *here)[0, 0]),
            residual_e,
            synthetic=injected is not None and bool(injected[1][y, x]),
            class_=class_,
        )

    def complete(self, frame: int, x: int, y: int, scale: float) -> Probe:
        """All values of one pixel; reads its row of every frame.

        Raises
        ------
        FrameError, SessionError
            If a frame cannot be read.
        """
        raw = self._raw_part(frame, slice(y, y + 1), slice(None))
        above = np.broadcast_to(raw, (y + 1, raw.shape[1]))  # only row y is looked at
        known = self.probe(frame, above, x, y, scale)
        if self.calibration is None:
            return known
        if not self._in_master(frame):
            return replace(known, complete=True)
        rows, column = slice(y, y + 1), slice(x, x + 1)
        examined = self._examined(frame, rows)
        residual_e = float(self._residual_part(frame, rows, column)[0, 0])
        sigma_e = float(examined.sigma_e[0, x])
        significance = float(self._significance_part(frame, rows, column)[0, 0])
        return replace(
            known,
            residual_e=residual_e,
            sigma_e=sigma_e,
            significance=significance,
            complete=True,
        )

    def _classified(self) -> ClassMap:
        assert self.classes is not None
        return self.classes

    def _calibrated(self) -> tuple[Master, Parameters]:
        assert self.calibration is not None
        return self.calibration.master, self.calibration.request.parameters

    def _injected(
        self, frame: int
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]] | None:
        if self.injection is None or self.injection[0] != frame:
            return None
        return self.injection[1:]


def _by_bands(
    shape: tuple[int, int], compute: Callable[[slice], NDArray[np.float64]]
) -> NDArray[np.float32]:
    values = np.empty(shape, np.float32)
    for start in range(0, shape[0], _BAND_ROWS):
        rows = slice(start, min(start + _BAND_ROWS, shape[0]))
        values[rows] = compute(rows)
    return values
