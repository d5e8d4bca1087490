"""5x5 stamps whose fits are known to many digits."""

from __future__ import annotations

import numpy as np

GOLDEN = np.array(
    [
        [3, -5, 8, 2, -1],
        [6, 95, 190, 88, 4],
        [10, 210, 400, 205, -7],
        [-2, 80, 220, 101, 9],
        [1, 7, -3, 12, 0],
    ],
    float,
)[None]

NOTEBOOK = np.zeros((1, 5, 5))
NOTEBOOK[0, 2, 1:4] = NOTEBOOK[0, 1:4, 2] = 100
NOTEBOOK[0, 2, 2] = 300
