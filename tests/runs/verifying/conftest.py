"""One capture, exported once for all tests."""

from __future__ import annotations

import pytest

from tests.helpers.verified import Exported, export_everything


@pytest.fixture(scope="package")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_everything(tmp_path_factory.mktemp("verify"))
