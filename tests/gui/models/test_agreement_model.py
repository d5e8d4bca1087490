from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt

from darkviewer.core.review.agreement import Kappa, cohen_kappa
from darkviewer.core.review.classes import CLASSES
from darkviewer.core.review.comparison import Pair
from darkviewer.gui.models.agreement_model import ConfusionModel, PairModel
from darkviewer.gui.models.titled_table import TitledTable

TIP = Qt.ItemDataRole.ToolTipRole


def pair() -> Pair:
    counts = np.zeros((len(CLASSES), len(CLASSES)), np.int64)
    counts[0, 0], counts[0, 4], counts[4, 4] = 20, 5, 25
    return Pair("ann", "bert\n", counts, cohen_kappa(counts))


def texts(model: TitledTable) -> list[list[str]]:
    return [
        [model.index(row, at).data() for at in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_two_reviewers_are_a_row() -> None:
    model = PairModel()
    unknown = Kappa(math.nan, math.nan, math.nan, 0)
    model.set_rows([pair(), Pair("ann", "cleo", pair().counts * 0, unknown)])
    one, other = texts(model)
    # observed 45/50, by chance (25 * 20 + 25 * 30) / 50^2 = 0.5
    assert one[:5] == ["ann", "bert\\n", "50", "45", "0.80"]
    # (0.57316 + 0.00324 - 0.49) / (50 * 0.5^2) is the variance, by Fleiss et al. 1969
    assert one[5] == "0.64 to 0.96"
    assert other == ["ann", "cleo", "0", "0", "", ""]
    assert model.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole)
    assert model.index(0, 0).data(TIP) is None


def test_classes_that_nobody_used_are_not_shown() -> None:
    model = ConfusionModel()
    assert model.rowCount() == 0
    model.set_pair(pair())
    assert [model.title(n) for n in range(3)] == ["", "PSF-like", "noise"]
    assert texts(model) == [["PSF-like", "20", "5"], ["noise", "0", "25"]]
    words = model.index(0, 2).data(TIP)
    assert words == "5: PSF-like said ann, noise said bert\\n."
    assert model.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole)
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None
