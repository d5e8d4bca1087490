"""Values as JSON can hold them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from darkviewer.core.foreign_text import shown

__all__ = ["plain", "printable"]


def plain(value: Any) -> Any:
    """JSON knows no NaN, no infinity, no tuple and no number of numpy."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def printable(value: Any) -> Any:
    """The same plain values, with every text as `shown` spells it."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {shown(str(key)): printable(item) for key, item in value.items()}
    return [printable(item) for item in value] if isinstance(value, list) else value
