"""PLIO_1, run lengths of a mask: what its decoder trusts, checked.

cfitsio's ``pl_l2pi`` writes no more pixels than the tile has, but takes the place of
the first instruction and the length of the list from the list itself and reads there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["plio_fault"]

_HEADER = 7  # words, of which the shortest list in use has all
_VERSION = 2
_SET_HIGH = 1  # the only instruction of two words


def plio_fault(words: NDArray[np.int16]) -> str:
    """Why a list must not be decoded; empty if it may.

    Parameters
    ----------
    words : ndarray of int16
        The list, shape (n,).
    """
    count = len(words)
    if count < _HEADER:
        return f"a PLIO list has {count} words, fewer than its header"
    if words[_VERSION] > 0:  # the old form: the length in place of the version
        first, length = 3, int(words[_VERSION])
    else:
        first, length = int(words[1]), (int(words[4]) << 15) + int(words[3])
    if not (3 <= first <= length <= count and words[3] >= 0):
        return f"a PLIO list of {count} words claims those from {first} to {length}"
    if length == count and words[-1] >> 12 == _SET_HIGH:
        return "a PLIO list ends within an instruction"
    return ""
