"""Is a stored result one that the program could have written for this request?

A checksum tells a damaged file, not one that was made up or that another version wrote.
Every field is checked against its type, the frames of the request and the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import CalibrationRequest

__all__ = ["check_result"]

_METHODS = ("median", "average", "clipped")
_WHOLE = ("x", "y", "neighbours4", "neighbours8", "plateau4", "plateau8")
_FLAGS = ("leader8", "first4", "first8")
_VALUES = ("value", "lowest4", "lowest8")
_PLANES = {"median": 4, "average": 1, "clipped": 1}


def check_result(parts: Mapping[str, Any], request: CalibrationRequest) -> None:
    """Compare the fields of a stored calibration with what was asked.

    Parameters
    ----------
    parts : mapping
        Name of a field -> value, as read from the file.
    request : CalibrationRequest
        Whose result it claims to be.

    Raises
    ------
    ValueError
        At the first thing that cannot be.
    """
    from darkviewer.core.detection.leaders import Leaders
    from darkviewer.core.masters.master import Master

    n, shape = len(request.sources), request.sources[0].shape
    master, leaders = parts["master"], parts["leaders"]
    _require(isinstance(master, Master), "the master is none")
    _require(
        isinstance(leaders, tuple) and len(leaders) == n, "leaders of other frames"
    )
    _check_master(master, request.parameters.method, n, shape)
    for item in leaders:
        _require(isinstance(item, Leaders), "leaders are none")
        _check_leaders(item, shape)
    for name in ("floor_e", "seconds"):
        value = parts[name]
        good = _is_number(value) and math.isfinite(value) and value >= 0
        _require(good, f"{name} is no amount")
    _require(_is_whole(parts["adu_step"]) and parts["adu_step"] >= 0, "odd ADU step")
    level = parts["saturation_adu"]
    _require(_is_number(level) and not math.isnan(level), "odd saturation")
    for name in ("notes", "doubts"):
        texts = parts[name]
        good = isinstance(texts, tuple) and all(isinstance(t, str) for t in texts)
        _require(good, f"{name} are no texts")
    transfer = parts["transfer"]
    good = isinstance(transfer, tuple) and len(transfer) in (0, 4)
    _require(good and all(map(_is_number, transfer)), "odd photon transfer")


def _check_master(master: Any, method: str, n: int, shape: tuple[int, int]) -> None:
    _require(master.method == method and master.method in _METHODS, "another method")
    _require(_is_whole(master.n) and master.n == n, "a master of other frames")
    planes = master.planes
    good = isinstance(planes, tuple) and len(planes) == _PLANES[method]
    _require(good, "other planes")
    for plane in planes:
        _require(_is_array(plane, shape, "iuf"), "planes of another size or type")
    _require(len({plane.dtype for plane in planes}) == 1, "planes of several types")
    count = master.count
    if count is not None:
        _require(_is_array(count, shape, "i"), "counts of another size or type")
        _require(bool(((count >= 0) & (count <= n)).all()), "counts out of range")


def _check_leaders(item: Any, shape: tuple[int, int]) -> None:
    ny, nx = shape
    _require(isinstance(item.x, np.ndarray) and item.x.ndim == 1, "leaders are no list")
    length = item.x.shape
    for names, kinds in ((_WHOLE, "i"), (_FLAGS, "b"), (_VALUES, "if")):
        for name in names:
            _require(_is_array(getattr(item, name), length, kinds), f"odd {name}")
    _require(_is_array(item.value_e, length, "f"), "odd value_e")
    for name, most in (("x", nx), ("y", ny), ("neighbours4", 5), ("neighbours8", 9)):
        values = getattr(item, name)
        _require(bool(((values >= 0) & (values < most)).all()), f"{name} out of range")
    _require(bool((np.diff(item.y * nx + item.x) > 0).all()), "leaders out of order")
    _require(bool(np.isfinite(item.value_e).all()), "values that are no numbers")
    _require(isinstance(item.unit, Fraction) and item.unit > 0, "odd unit")
    _require(_is_whole(item.parts) and item.parts > 0, "odd parts")
    levels, above = item.levels, item.counts_above
    good = isinstance(levels, np.ndarray) and levels.ndim == 1
    _require(good and levels.dtype == item.value.dtype, "odd levels")
    _require(_is_array(above, levels.shape, "i"), "odd counts")
    _require(bool((np.diff(levels) > 0).all()), "levels out of order")
    _require(bool((np.diff(above) < 0).all()), "counts out of order")
    _require(not above.size or (above[-1] > 0 and above[0] <= ny * nx), "odd counts")


def _is_array(value: Any, shape: tuple[int, ...], kinds: str) -> bool:
    return (
        isinstance(value, np.ndarray)
        and value.shape == shape
        and value.dtype.kind in kinds
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _require(holds: bool, words: str) -> None:
    if not holds:
        raise ValueError(words)
