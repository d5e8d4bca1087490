"""Checks as a table."""

from __future__ import annotations

from darkviewer.core.health.table import CHECKS, judge
from darkviewer.storage.exports.tables.checks import check_columns
from tests.helpers.planted_faults import sound_session


def test_a_row_for_every_check_with_what_it_says() -> None:
    checks = judge(sound_session(3, size=64).measures, {"level": 9.0})
    table = {column.name: column for column in check_columns(checks).columns}
    assert table["check"].values.tolist() == [check.name for check in CHECKS]
    found = dict(checks.findings)
    for row, (check, finding) in enumerate(checks.findings):
        assert table["status"].values[row] == found[check].status
        assert table["value"].mask[row] == (finding.value is None)
        assert table["limit"].mask[row] == (finding.limit is None)
        if finding.value is not None:
            assert table["value"].known[row] == finding.value
    own = table["check"].values.tolist().index("level")
    assert table["origin"].values[own] == "set by you"
    assert "limit set by you" in table["sentence"].values[own]
