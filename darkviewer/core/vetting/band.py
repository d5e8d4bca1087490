"""Some rows of all frames with everything a test of their pixels needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.amplifiers import ONE, Amplifiers
from darkviewer.core.levels.row_levels import row_levels
from darkviewer.core.masters.leave_one_out import FEWEST_FRAMES, leave_one_out
from darkviewer.core.masters.master import Master, usable_pixels
from darkviewer.core.masters.residual import BandResiduals
from darkviewer.core.progress import go_on
from darkviewer.core.psf.moderated import inverse_correction, repeated
from darkviewer.core.psf.shape import StampNoise
from darkviewer.core.vetting.photon_transfer import (
    SessionNoise,
    left_out_variance,
    residual_factor,
)
from darkviewer.core.vetting.records import FrameRows, ReplacedFrame, Stamps, Sums
from darkviewer.core.vetting.surroundings import HALF, excess_e, squares

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = ["MARGIN", "ExaminedBand"]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]

MARGIN = HALF
"""Rows beside a band that tests of its pixels look at."""

LARGEST_PART = 1.5
"""Of the change of the dark current that a variance can change by."""


@dataclass(eq=False)
class ExaminedBand:
    """Rows ``top <= y < top + rows`` of all frames.

    All indices `pixel` are flat. Where they may be None, that is every pixel, in the
    shape of the rows: nothing is copied for it.

    Attributes
    ----------
    top : int
        First row.
    raw : array, shape (n, rows, nx)
        Raw ADU of all frames.
    master : Master
        Of these rows and all frames.
    parameters : Parameters
        For the scale to electrons.
    left_out : bool
        Examine each frame against the master of the others; needs 3 frames.
    saturation_adu : float
        Raw value from which on a pixel counts as saturated.
    noise : SessionNoise or None
        None only while it is being measured.
    least_deviation : float
        Of the clipped mean.
    known : Sums or None
        The sums, where they are known already.
    replaced : ReplacedFrame or None
        These rows of a frame with synthetic sources. Its noise, its row offsets and
        all other frames stay as they are.
    amplifiers : Amplifiers
        Parts of the frame whose rows have levels of their own.
    as_read : ExaminedBand or None
        The same rows before their levels were removed, see `levelled`.
    rest_adu : array, shape (n, rows, columns of amplifiers)
        What was left of these levels, because integers stay integers.
    stop : Event
        Set to end what is done with one frame after the other.
    """

    top: int
    raw: NDArray[Any]
    master: Master
    parameters: Parameters
    left_out: bool
    saturation_adu: float
    noise: SessionNoise | None = None
    least_deviation: float = 0
    known: Sums | None = None
    replaced: ReplacedFrame | None = None
    amplifiers: Amplifiers = ONE
    as_read: ExaminedBand | None = None
    rest_adu: Array | None = None
    stop: Event = field(default_factory=Event)

    @property
    def read_adu(self) -> NDArray[Any]:
        """Raw ADU of all frames as the files have them."""
        return self.raw if self.as_read is None else self.as_read.raw

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.raw)

    # what does not depend on the examined frame

    @cached_property
    def level_e(self) -> Array:
        """Master of all frames in electrons, (rows, nx)."""
        return self.master.electrons(self.parameters)

    @cached_property
    def variance_e2(self) -> Array:
        """Unbiased sample variance over all frames, NaN below 2 values, (rows, nx)."""
        sums, count = self.sums, self.sums.count.astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = sums.squares - sums.total**2 / count
            spread = np.maximum(spread, 0) / (count - 1)
        return np.where(count > 1, spread, np.nan) * self.parameters.scale**2

    @property
    def known_noise(self) -> SessionNoise:
        """The noise, which most of what follows needs."""
        if self.noise is None:
            raise ValueError("the noise of this session has not been measured")
        return self.noise

    @cached_property
    def _usable(self) -> NDArray[np.bool_] | None:
        return usable_pixels(self.raw)

    @cached_property
    def _parts(self) -> tuple[slice, ...]:
        """Columns of the amplifiers."""
        return self.amplifiers.column_parts(self.raw.shape[2])

    @cached_property
    def _part(self) -> NDArray[np.intp]:
        """Which of `_parts` each column lies in, (nx,)."""
        return self.amplifiers.column_index(self.raw.shape[2])

    def row_and_part(self, pixel: Index) -> tuple[Index, Index]:
        """Row of each pixel, and which of the parts of the columns it lies in."""
        row, column = np.divmod(pixel, self.raw.shape[2])
        return row, self._part[column]

    def level_at(self, offset_e: NDArray[np.floating[Any]], pixel: Index) -> Array:
        """Of levels of rows in the amplifiers, (..., rows, parts), those of pixels."""
        row, part = self.row_and_part(pixel)
        return np.asarray(offset_e[..., row, part])

    @cached_property
    def _offset(self) -> Array:
        """Whole ADU near all values of a pixel, so that squares stay small."""
        middle = self.level_e / self.parameters.scale
        return np.where(np.isfinite(middle), np.rint(middle), 0.0)

    @cached_property
    def sums(self) -> Sums:
        """Over all frames."""
        if self.known is not None:
            return self.known
        total = np.zeros(self.raw.shape[1:])
        squares = np.zeros_like(total)
        values = np.empty_like(total)
        for index, raw in enumerate(self.raw):
            np.subtract(raw, self._offset, out=values)
            if self.rest_adu is not None:
                values -= self.rest_adu[index][:, self._part]
            if self._usable is not None:
                values[~self._usable[index]] = 0
            total += values
            values *= values
            squares += values
        count = np.broadcast_to(np.intp(self.n_frames), total.shape)
        if self._usable is not None:
            count = self._usable.sum(0)
        return Sums(total, squares, count)

    def shifted(
        self, frame: int | Index, pixel: Index | None, missing: float = 0.0
    ) -> Array:
        """x - offset, `missing` where the frame has no value."""
        values = self._of(self.raw, frame, pixel) - _taken(self._offset, pixel)
        if self.rest_adu is not None:
            values -= self._rest(frame, pixel)
        if self._usable is None:
            return np.asarray(values)
        return np.where(self._of(self._usable, frame, pixel), values, missing)

    def _of(
        self, cube: NDArray[Any], frame: int | slice | Index, pixel: Index | None
    ) -> NDArray[Any]:
        """Pixels of one or several frames."""
        return cube[frame] if pixel is None else self._flat(cube)[frame, pixel]

    def _flat(self, cube: NDArray[Any]) -> NDArray[Any]:
        return cube.reshape(self.n_frames, -1)

    def _rest(self, frame: int | Index, pixel: Index | None) -> Array:
        assert self.rest_adu is not None
        if pixel is None or isinstance(frame, int):
            return _taken(self.rest_adu[frame][..., self._part], pixel)
        return np.asarray(self.rest_adu[(frame, *self.row_and_part(pixel))])

    # variances

    def expected_e2(self, frame: int | Index, pixel: Index) -> Array:
        """Variance of one value of pixels by the photon transfer.

        From the level in the other frames: an event in `frame` must not raise it.
        """
        return self._expected_e2(self._level_without(frame, pixel), pixel)

    def _expected_e2(self, level_e: Array, pixel: Index | None) -> Array:
        return self.known_noise.variance(level_e, self._labels(pixel))

    def _labels(self, pixel: Index | None) -> NDArray[np.intp]:
        """In which amplifier pixels lie, where there are several."""
        several = len(self.amplifiers) > 1
        return _taken(self._amplifier, pixel) if several else np.zeros(1, np.intp)

    def _level_without(self, frame: int | Index, pixel: Index | None) -> Array:
        """Level of pixels in the frames but one, where there are enough, electrons."""
        master = self.master
        if pixel is not None:
            master = master.at(np.asarray(pixel, np.intp))
        if self.n_frames >= FEWEST_FRAMES and master.method != "clipped":
            master = leave_one_out(self._of(self.raw, frame, pixel), master)
        return master.electrons(self.parameters)

    @cached_property
    def _amplifier(self) -> NDArray[np.intp]:
        """In which amplifier each pixel lies, (rows, nx)."""
        rows, nx = self.raw.shape[1:]
        y = np.arange(self.top, self.top + rows)
        return self.amplifiers.labels(y[:, np.newaxis], np.arange(nx))

    def own_variance_e2(self, frame: int | Index, pixel: Index | None) -> Array:
        """Sample variance of pixels over all frames but `frame`."""
        sums = self.sums
        count = repeated(_taken(sums.count, pixel))
        if self._usable is not None:
            count = count + ~self._of(self._usable, frame, pixel)
        total, squares = _taken(sums.total, pixel), _taken(sums.squares, pixel)
        own = left_out_variance(total, squares, self.shifted(frame, pixel), count)
        return own * self.parameters.scale**2

    def residual_variance_e2(
        self, frame: int, pixel: Index | None, factor: float
    ) -> tuple[Array, Array]:
        """Variance s^2 of the residual of pixels in one frame, without an event.

        With `inverse_correction` in it, and the degrees of freedom that it has.
        """
        own = self.own_variance_e2(frame, pixel)
        return self.shrunk_variance_e2(frame, pixel, factor, own)

    def shrunk_variance_e2(
        self,
        frame: int,
        pixel: Index | None,
        factor: float,
        own: Array,
        left_out: Index | None = None,
    ) -> tuple[Array, Array]:
        """The same from `own`, the pixels' own variance with some values left out."""
        level = self._level_without(frame, pixel)
        count = repeated(_taken(self.sums.count, pixel))
        variance, frames = self.known_noise.shrunk(
            level,
            self._expected_e2(level, pixel),
            own,
            count if left_out is None else count - left_out,
            self._labels(pixel),
        )
        variance *= factor * inverse_correction(repeated(frames))
        if self.as_read is not None:
            variance *= self._by_temperature(frame, level, pixel, factor)
        wider = self.known_noise.null.sigma_factor(frame) ** 2
        if np.any(wider != 1):
            variance *= self.of_parts(wider, pixel)
        return variance, frames

    def _by_temperature(
        self, frame: int, level_e: Array, pixel: Index | None, factor: float
    ) -> Array | float:
        """Variance in one frame over that at the mean level of the session.

        The others make the part of it that the master has. Below the levels met the
        photon transfer is level: what is colder loses what as much warmer ones gain.
        A variance changes by hardly a larger part than the dark current does, even
        where wrong e-/ADU would have it so.
        """
        label = self._labels(pixel)
        warmer = self.known_noise.levels.warmer_e(frame, level_e, label)
        if not np.any(warmer):
            return 1.0
        usual = self._expected_e2(level_e, pixel)
        more = self._expected_e2(level_e + np.abs(warmer), pixel) / usual - 1
        more = np.minimum(
            more, LARGEST_PART * abs(self.known_noise.levels.slope[frame])
        )
        return np.asarray(1 + np.sign(warmer) * more / factor)

    def of_parts(self, values: NDArray[Any], pixel: Index | None) -> NDArray[Any]:
        """Of a value for each part of the frame that of pixels, or the only one."""
        null = self.known_noise.null
        if len(null.parts) == 1:
            return np.asarray(values[0])
        if pixel is None:
            pixel = np.arange(self.raw[0].size).reshape(self.raw.shape[1:])
        return np.asarray(values[self.part(pixel)])

    def part(self, pixel: Index) -> Index:
        """Which part of `NullNoise` each pixel lies in."""
        y, x = np.divmod(pixel, self.raw.shape[2])
        return self.known_noise.null.of_pixels(y + self.top, x)

    def stamp_noise(self, frame: int, frames: Array, pixel: Index) -> StampNoise:
        """What is known of the noise around pixels of a frame beside its variance.

        Parameters
        ----------
        frame : int
            Index of the frame.
        frames : array, shape (n,)
            Degrees of freedom of the pixels' variances.
        pixel : int array, shape (n,)
            Flat indices.
        """
        null, part = self.known_noise.null, self.part(pixel)
        return StampNoise(frames, null.lags[part], null.signal_factor(frame)[part])

    # one frame against its master

    def frame(self, index: int) -> FrameRows:
        """Residuals of one frame."""
        go_on(self.stop)
        left_out = self.left_out and self.n_frames >= FEWEST_FRAMES
        master = self._master_of(index)
        factor = residual_factor(self.n_frames, self.master.method, left_out=left_out)
        exact = BandResiduals(self.raw[index : index + 1], master, self.parameters)
        residual = self.plane(self.raw[index], master)
        sigma = float(np.sqrt(self.known_noise.typical_e2 * factor))
        offset = row_levels(residual, self._parts, sigma)
        copy = self.replaced
        if copy is not None and copy.frame == index:
            residual = copy.residual_e.astype(np.float32)
        for column, part in enumerate(self._parts):
            residual[:, part] -= offset[:, column, np.newaxis]
        return FrameRows(master, exact, residual, offset, factor, left_out)

    def _master_of(self, index: int) -> Master:
        """That a frame is compared with."""
        left_out = self.left_out and self.n_frames >= FEWEST_FRAMES
        return self._master_without(index) if left_out else self.master

    @cached_property
    def added_e(self) -> Array:
        """Light of the synthetic sources in the frame that is replaced, (rows, nx)."""
        assert self.replaced is not None
        index = self.replaced.frame
        own = self.plane(self.raw[index], self._master_of(index))
        return self.replaced.residual_e - own

    def plane(self, raw: NDArray[Any], master: Master) -> NDArray[np.float32]:
        """Residual in electrons; float32 holds whole and half ADU exactly."""
        parts = master.denominator
        with np.errstate(invalid="ignore", over="ignore"):  # floats hold anything
            steps = raw * np.asarray(parts, _wide(raw.dtype)) - master.numerator
            residual = steps.astype(np.float32)
        residual *= np.asarray(self.parameters.scale / parts, np.float32)
        return np.asarray(residual)

    def _master_without(self, index: int) -> Master:
        return leave_one_out(
            self.raw[index],
            self.master,
            cube=self.raw,
            index=index,
            least_deviation=self.least_deviation,
        )

    # examined pixels

    def square(self, y: Index, x: Index, half: int = 2) -> tuple[Index, Any]:
        """See `squares`; `y` counts from the top of the frame."""
        rows, nx = self.raw.shape[1:]
        return squares(np.asarray(y) - self.top, x, (rows, nx), half=half)

    def saturated(
        self, frame: int | slice | Index, pixel: Index | None
    ) -> NDArray[np.bool_]:
        """Whether pixels are saturated in one frame or in several."""
        values = self._of(self.read_adu, frame, pixel)
        return np.asarray(values >= self.saturation_adu)

    def unchanging(self, frame: int | Index, pixel: Index) -> NDArray[np.bool_]:
        """Whether pixels have the same raw value in all frames but one."""
        if self.as_read is None:
            return np.asarray(self.own_variance_e2(frame, pixel) == 0)
        values = self._flat(self.read_adu)[:, pixel].astype(np.float64)
        index = np.arange(self.n_frames).reshape(-1, *np.ones(np.ndim(pixel), int))
        values[np.broadcast_to(index == frame, values.shape)] = np.nan
        several = np.isfinite(values).sum(0) > 1
        same = np.fmax.reduce(values) == np.fmin.reduce(values)
        return np.asarray(several & same)

    def stamps(self, index: int, frame: FrameRows, y: Index, x: Index) -> Stamps:
        """Input of the tests of pixels (x, y) of one frame."""
        go_on(self.stop)
        pixel, inside = self.square(y, x)
        residual = frame.residual_e.take(pixel).astype(np.float64)
        variance, frames = self.residual_variance_e2(index, pixel, frame.factor)
        saturated = self.saturated(index, pixel)
        known = np.isfinite(residual) & np.isfinite(variance)
        middle = pixel.shape[1] // 2
        good = inside & known & ~saturated
        inner = np.s_[:, middle, middle]
        noise = self.stamp_noise(index, frames[inner], pixel[inner])
        return Stamps(
            residual,
            variance,
            good,
            saturated[inner],
            noise.frames,
            noise.lags,
            noise.signal_factor,
        )

    def excess_e(self, y: Index, x: Index) -> Array:
        """Master minus the median of the 7x7 pixels around it, electrons, (n,)."""
        return excess_e(self.level_e, np.asarray(y, np.intp) - self.top, x)


def _taken(plane: NDArray[Any], pixel: Index | None) -> NDArray[Any]:
    return plane if pixel is None else plane.take(pixel)


def _wide(dtype: np.dtype[Any]) -> type[Any]:
    if dtype.kind == "f":
        return np.float64
    return np.int32 if dtype.itemsize <= 2 else np.int64
