from __future__ import annotations

import hashlib
import struct

import numpy as np
import pytest

from darkviewer.core.errors import Cancelled
from darkviewer.core.frames.content_hash import content_hash
from tests.helpers.frames import MemoryFrame


def test_it_is_the_digest_of_shape_type_and_little_endian_pixels() -> None:
    values = np.arange(600, dtype=np.uint16).reshape(300, 2)
    pixels = struct.pack("<600H", *range(600))
    expected = hashlib.sha256(b"300x2 uint16\n" + pixels).hexdigest()
    assert content_hash(MemoryFrame(values)) == expected
    assert content_hash(MemoryFrame(values.astype(">u2"))) == expected


def test_other_shapes_types_and_pixels_are_others() -> None:
    values = np.zeros((4, 6), np.uint16)
    other = values.copy()
    other[3, 5] = 1
    variants = (values, other, values.reshape(6, 4), values.view(np.int16))
    assert len({content_hash(MemoryFrame(each)) for each in variants}) == 4


def test_it_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        content_hash(MemoryFrame(np.zeros((4, 6))), stopped=lambda: True)
