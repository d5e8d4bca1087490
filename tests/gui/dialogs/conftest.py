"""The real window on a calibrated capture."""

from __future__ import annotations

import pytest

from darkviewer.gui.main_window import MainWindow
from tests.helpers.windows import Driver


@pytest.fixture
def calibrated(opened: Driver) -> MainWindow:
    """The window with a session, its best candidate selected."""
    assert opened.workspace.selected is not None
    return opened.window
