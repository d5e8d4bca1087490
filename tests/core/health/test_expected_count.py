from __future__ import annotations

import pytest

from darkviewer.core.health.expected_count import EXPECTED_COUNT, with_count
from darkviewer.core.health.table import CHECKS, SessionChecks


@pytest.mark.parametrize(
    ("count", "expected", "status", "sentence"),
    [
        (8, 10, "warn", "8 frames, expected 10"),
        (1, 10, "warn", "1 frame, expected 10"),
        (10, 10, "pass", "10 frames, as expected"),
    ],
)
def test_the_number_of_frames_is_one_more_row(
    count: int, expected: int, status: str, sentence: str
) -> None:
    known = with_count(SessionChecks(()), count, expected)
    ((check, finding),) = known.findings
    assert check is EXPECTED_COUNT
    assert (finding.status, finding.sentence) == (status, sentence)
    assert (finding.value, finding.limit) == (count, expected)
    assert known.status == status


def test_nothing_expected_is_nothing_said() -> None:
    checks = SessionChecks(())
    assert with_count(checks, 8, None) is checks


def test_the_pixels_say_nothing_of_it() -> None:
    assert EXPECTED_COUNT.name not in {check.name for check in CHECKS}
    assert EXPECTED_COUNT.judge(None, 0).sentence.startswith("not checked")
