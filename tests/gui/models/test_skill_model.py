from __future__ import annotations

from PySide6.QtCore import Qt

from darkviewer.core.review.salt import Salted, skill
from darkviewer.gui.models.skill_model import SkillModel


def test_each_step_of_flux_is_a_row() -> None:
    stars = [
        Salted("star", 500, found=n < 5, verdict="psf-like" if n < 8 else "noise")
        for n in range(10)
    ]
    model = SkillModel()
    model.set_skill(skill(stars, [0, 400, 1000]))
    rows = [[model.index(y, x).data() for x in range(4)] for y in range(2)]
    assert rows == [
        ["0 to 400", "0", "", ""],
        # Wilson 1927: 8 of 10 is 0.490 to 0.943, 5 of 10 is 0.237 to 0.763
        ["400 to 1,000", "10", "80 % (49 to 94)", "50 % (24 to 76)"],
    ]
    assert model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole)
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) is None
