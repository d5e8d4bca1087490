from __future__ import annotations

from PySide6.QtCore import Qt

from darkviewer.core.review.salt import Salted, skill
from darkviewer.gui.models.skill_model import SkillModel


def test_each_step_of_flux_is_a_row() -> None:
    stars = [
        Salted("star", 500, found=n < 5, verdict="psf-like" if n < 8 else "noise")
        for n in range(10)
    ]
    stars.append(Salted("hot", 300, False, "hot", missed_e=(300, 450)))
    model = SkillModel()
    model.set_skill(skill(stars, [0, 400, 1000]))
    rows = [[model.index(y, x).data() for x in range(6)] for y in range(2)]
    assert rows == [
        # Wilson 1927: 0 of 1 is 0 to 0.793, 5 of 11 is 0.213 to 0.720,
        # 8 of 10 is 0.490 to 0.943
        ["0 to 400", "1", "1", "0 % (0 to 79)", "", "0 % (0 to 79)"],
        [
            *("400 to 1,000", "11", "1"),
            *("45 % (21 to 72)", "80 % (49 to 94)", "45 % (21 to 72)"),
        ],
    ]
    assert model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole)
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) is None
