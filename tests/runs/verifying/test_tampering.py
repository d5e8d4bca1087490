"""No file that was altered passes as equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.tampering import passed_though_altered
from tests.helpers.verified import Exported

MUTATIONS = 100
"""`make bench-tampering` makes a thousand."""


@pytest.mark.filterwarnings("ignore")  # astropy says much of damaged files
def test_no_altered_file_passes_as_equal(exported: Exported, tmp_path: Path) -> None:
    wrong, seen = passed_though_altered(exported, tmp_path, count=MUTATIONS, seed=17)
    assert wrong == []
    assert sum(seen.values()) == MUTATIONS + 4
    assert len(seen) > 10
