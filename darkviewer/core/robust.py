"""Constants that several rooms need: the robust sigma, the pixels around a pixel."""

from __future__ import annotations

__all__ = ["MAD_TO_SIGMA", "NEIGHBOURS"]

MAD_TO_SIGMA = 1.482602218505602
"""Sigma of a Gaussian over its median absolute deviation: 1 / Phi^-1(3/4)."""

NEIGHBOURS = ((-1, 0), (0, 1), (1, 0), (0, -1), (-1, -1), (-1, 1), (1, -1), (1, 1))
"""(dy, dx) of the 8 neighbours; the first 4 are the nearest, as in the notebooks."""
