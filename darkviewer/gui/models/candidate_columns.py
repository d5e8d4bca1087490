"""The columns of the table of candidates, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from darkviewer.gui.text.candidate_filter import LABELS, examined, label_codes
from darkviewer.gui.text.numbers import chance, number

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.parameters import Parameters
    from darkviewer.gui.text.units import Units

__all__ = ["COLUMNS", "LABEL_COLUMN", "Column", "shown_columns"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title and tip, what it sorts by, and one cell as text.

    ``needs`` says when it is shown: always, once leaders are examined, or where the
    criterion is the notebooks' (see `shown_columns`). ``widest`` is the widest text
    that `text` can give, where that is not the text of an extreme value. Values in
    electrons have ``decimals``, and are written in the unit chosen.
    """

    title: str
    tip: str
    values: Callable[[CandidateTable], NDArray[Any]]
    text: Callable[[Any], str]
    width: int
    left: bool = False
    needs: str = ""
    widest: str = ""
    decimals: int | None = None

    def cell(self, value: Any, units: Units) -> str:
        """The text of a value."""
        if self.decimals is None:
            return self.text(value)
        return units.of("e-").text(value, self.decimals)

    def heading(self, units: Units) -> str:
        """The title, with the unit chosen."""
        return self.title.replace("e⁻", units.of("e-").words)


def _examined(
    title: str,
    name: str,
    tip: str,
    text: Callable[[Any], str],
    width: int = 56,
    *,
    widest: str = "",
    decimals: int | None = None,
) -> Column:
    return Column(
        title,
        tip,
        partial(examined, name=name),
        text,
        width,
        needs="examination",
        widest=widest,
        decimals=decimals,
    )


def _short(value: float) -> str:
    return number(value, 0 if abs(value) >= 1000 else 1)


_WIDEST_CHANCE = chance(0.0)


COLUMNS: tuple[Column, ...] = (
    Column("frame", "Number of the frame, from 1.", lambda t: t.frame + 1, number, 56),
    Column("x", "Column, 0-based; FITS counts from 1.", lambda t: t.x, str, 56),
    Column("y", "Row, 0-based; FITS counts from 1.", lambda t: t.y, str, 56),
    Column(
        "peak e⁻",
        "Residual of the leader.",
        lambda t: t.value_e,
        number,
        76,
        decimals=1,
    ),
    _examined(
        "σ",
        "significance",
        "Residual divided by its own sigma.",
        _short,
    ),
    Column(
        "ratio",
        "Lowest neighbour as a fraction of the peak.",
        lambda t: t.min_neighbour_ratio,
        lambda v: number(v, 2),
        56,
    ),
    _examined(
        "χ²",
        "chi2",
        "Chi-squared of the fitted star; 22 degrees of freedom in a full square.",
        _short,
        64,
    ),
    _examined(
        "p",
        "p",
        "Chance that a true star fits as badly.",
        chance,
        widest=_WIDEST_CHANCE,
    ),
    _examined(
        "seen in",
        "recurrence",
        "Frames in which the pixel is more than 5 sigma above its master.",
        number,
        58,
    ),
    Column(
        "label",
        "What it is, by the first rule; synthetic rows were injected by you.",
        label_codes,
        lambda v: LABELS[v],
        124,
        left=True,
    ),
    _examined(
        "ΔBIC",
        "dbic",
        "How much better a star explains the pixels than the best rival.",
        _short,
        76,
    ),
    _examined(
        "L/(1+L)",
        "p_psf",
        "Likelihood ratio L of a star against hot pixel, pair and track, as L/(1+L): "
        "no probability, for it knows nothing of the numbers of stars and particles.",
        chance,
        60,
        widest=_WIDEST_CHANCE,
    ),
    _examined(
        "flux e⁻",
        "flux_e",
        "Total light of the fitted star.",
        number,
        72,
        decimals=0,
    ),
    _examined(
        "FWHM", "fwhm", "Width of the star in pixels.", lambda v: number(v, 2), 56
    ),
    _examined("dx", "dx", "Fitted star minus x, in pixels.", lambda v: number(v, 2)),
    _examined("dy", "dy", "Fitted star minus y, in pixels.", lambda v: number(v, 2)),
    _examined("dof", "dof", "Good pixels minus fitted parameters.", number, 40),
    Column(
        "plateau",
        "Adjacent pixels of exactly this value; 1 means no tie.",
        lambda t: t.plateau,
        number,
        64,
        needs="notebook",
    ),
    Column(
        "edge",
        "On the border of the frame, with fewer neighbours.",
        lambda t: t.edge,
        lambda v: "edge" if v else "",
        46,
        left=True,
        needs="notebook",
    ),
)

LABEL_COLUMN = next(i for i, column in enumerate(COLUMNS) if column.title == "label")


def shown_columns(parameters: Parameters) -> list[bool]:
    """Which of `COLUMNS` matter for the criterion chosen."""
    wanted = {
        "": True,
        "examination": parameters.needs_examination,
        "notebook": parameters.criterion == "ratio",
    }
    return [wanted[column.needs] for column in COLUMNS]
