"""Further measures, and header cards as they are written."""

from __future__ import annotations

from datetime import datetime

import pytest

from darkviewer.core.health.measures import FrameMeasures
from darkviewer.gui.models.frame_columns import FrameRow, sort_key
from darkviewer.gui.models.more_columns import MORE_COLUMNS, card_column

MEASURED = FrameMeasures(
    "a.fits",
    **dict.fromkeys(
        (
            "level_adu",
            "noise_adu",
            "row_noise_adu",
            "corner_adu",
            "surface_adu",
            "hot_share",
            "rail_share",
            "zero_share",
            "events_per_mpx",
        ),
        0.0,
    ),
    column_noise_adu=0.5,
    spatial_adu=12.0,
    nan_share=0.25,
    step_adu=16,
    exposure_s=30.0,
    time=datetime(2024, 5, 9),
)


def test_measures_and_what_is_not_known() -> None:
    row = FrameRow("a.fits", measures=MEASURED)
    words = {column.name: column.text(row) for column in MORE_COLUMNS}
    assert words == {
        "column noise": "0.50",
        "pixel sigma": "12.00",
        "missing": "25.000",
        "step": "16",
        "since": "–",
        "exposure": "30.000",
    }
    assert {column.text(FrameRow("b.fits")) for column in MORE_COLUMNS} == {"–"}


@pytest.mark.parametrize(
    ("value", "text"), [(True, "T"), (False, "F"), (5, "5"), (2.5, "2.5"), ("Ha", "Ha")]
)
def test_cards(value: object, text: str) -> None:
    column = card_column("CARD")
    assert column.text(FrameRow("a.fits", cards={"CARD": value})) == text
    assert column.text(FrameRow("a.fits")) == "–"


def test_numbers_come_before_words_and_both_before_nothing() -> None:
    column = card_column("CARD")
    rows = [FrameRow("a", cards={"CARD": c}) for c in ("Ha", 10, 9.5, True)]
    rows.append(FrameRow("b"))
    rows.sort(key=lambda row: sort_key(column, row))
    assert [row.cards.get("CARD") for row in rows] == [True, 9.5, 10, "Ha", None]
