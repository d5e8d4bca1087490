"""Columns of the table of frames that are shown where somebody asks for them."""

from __future__ import annotations

from darkviewer.core.foreign_text import shown
from darkviewer.gui.models.frame_columns import FrameColumn, FrameRow, measured_column

__all__ = ["MORE_COLUMNS", "card_column"]

MORE_COLUMNS: tuple[FrameColumn, ...] = (
    measured_column(
        "column noise\nADU",
        "column_noise_adu",
        "What the pixels of a column have in common beyond their own noise.",
        2,
        widest="000.00",
        checks=("banding",),
    ),
    measured_column(
        "pixel sigma\nADU",
        "spatial_adu",
        "Robust sigma of all pixels of the frame.",
        2,
        widest="000.00",
    ),
    measured_column(
        "missing\n%",
        "nan_share",
        "Pixels without a value.",
        3,
        factor=100,
        widest="00.000",
        checks=("missing_values",),
    ),
    measured_column(
        "step\nADU",
        "step_adu",
        "Greatest common divisor of the differences of values.",
        0,
        widest="000",
        checks=("steps",),
    ),
    measured_column("since\ns", "since_s", "Seconds since the frame before.", 1),
    measured_column(
        "exposure\ns", "exposure_s", "As the header says.", 3, widest="000.000"
    ),
)
"""Measures that are shown where somebody asks for them, before the words."""


def card_column(keyword: str) -> FrameColumn:
    """A header card as it is written."""

    def value(row: FrameRow) -> float | str | None:
        found = row.cards.get(keyword)
        return found if found is None or isinstance(found, str) else float(found)

    def text(row: FrameRow) -> str:
        found = row.cards.get(keyword)
        if isinstance(found, bool):
            return "T" if found else "F"
        return "–" if found is None else shown(str(found))

    return FrameColumn(
        keyword, f"The card {keyword} of the header.", value, text, left=True
    )
