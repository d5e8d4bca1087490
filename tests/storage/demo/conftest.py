"""One demo for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.progress import drive
from darkviewer.storage.demo.demo import write_demo


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drive(write_demo(tmp_path_factory.mktemp("demo") / "root", size=128))
