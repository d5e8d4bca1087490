"""Values for JSON."""

from __future__ import annotations

import json
import math

import numpy as np

from darkviewer.core.plain_values import plain, printable


def test_json_can_hold_everything() -> None:
    value = {
        "n": np.int64(3),
        "pair": (np.float32(0.5), math.nan),
        "list": [math.inf, {"deep": np.bool_(True)}],
        "text": "ä",
    }
    written = json.dumps(plain(value), allow_nan=False)
    assert json.loads(written) == {
        "n": 3,
        "pair": [0.5, None],
        "list": [None, {"deep": True}],
        "text": "ä",
    }


def test_every_text_prints() -> None:
    value = {"a\n": ["\x1b[31m", {"deep": "ok"}], "n": 3, "none": None}
    assert printable(value) == {
        "a\\n": ["\\x1b[31m", {"deep": "ok"}],
        "n": 3,
        "none": None,
    }
