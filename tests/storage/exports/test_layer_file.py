"""Layers as other programs read them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.storage.exports.layer_file import layer_bytes

CARDS = {"OBJECT": ("2024-05-08 / é", "session"), "BUNIT": ("electron", "")}


@pytest.mark.parametrize("kind", ["uint8", "int16", "uint16", "float32"])
def test_the_pixels_are_those_of_the_layer(kind: str) -> None:
    pixels = np.random.default_rng(1).integers(0, 200, (7, 9)).astype(kind)
    content = layer_bytes(pixels, CARDS, ["Residual · frame 3", "long " * 30])
    with fits.open(io.BytesIO(content), checksum=True) as hdus:
        hdus.verify("exception")
        assert np.array_equal(hdus[0].data, pixels)
        assert hdus[0].header["BUNIT"] == "electron"
        assert hdus[0].header["OBJECT"] == r"2024-05-08 / \xe9"
        assert "frame 3" in str(hdus[0].header["HISTORY"])
