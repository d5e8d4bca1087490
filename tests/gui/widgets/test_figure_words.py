"""Statistics in words."""

from __future__ import annotations

import numpy as np

from darkviewer.core.display.statistics import statistics
from darkviewer.core.layers.layer_image import LayerImage
from darkviewer.gui.text.units import Shown
from darkviewer.gui.widgets.figure_words import as_text, figure_words

ADU = Shown(1.0, "ADU")


def test_sigma_of_coarse_values_says_how_it_was_estimated() -> None:
    rng = np.random.default_rng(3)
    coarse = np.rint(rng.normal(500, 0.25, (100, 100))).astype(np.uint16)
    found = statistics(coarse)
    assert found.sigma_mad == 0
    assert figure_words(found, ADU, raw=True)["sigma"] == f"{coarse.std():.2f}†"
    image = LayerImage(0, "raw", "ADU", "1.fits", (), coarse)
    text = as_text(image, (0, 99, 0, 99), found, ADU)
    assert "robust sigma by\tclipped\n" in text
    fine = statistics(np.rint(rng.normal(500, 30, (100, 100))).astype(np.uint16))
    assert "†" not in figure_words(fine, ADU, raw=True)["sigma"]
