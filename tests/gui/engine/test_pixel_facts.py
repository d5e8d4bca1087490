"""What is known beyond the table, asked for in the background."""

from __future__ import annotations

import pytest

from darkviewer.gui.engine import pixel_facts as examining
from darkviewer.gui.engine.pixel_facts import Examining
from tests.helpers.scene import Scene


@pytest.mark.parametrize("opened_first", [True, False])
def test_it_prepares_whether_a_session_is_opened_soon_or_late(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, opened_first: bool
) -> None:
    monkeypatch.setattr(examining, "_PREPARE_MS", 60_000 if opened_first else 0)
    at = Examining(scene.workspace)
    try:
        if opened_first:
            scene.open()
        with scene.qtbot.waitSignal(at.prepared_now, timeout=20_000):
            pass
        assert at.prepared
        if not opened_first:
            scene.open()
        scene.qtbot.waitUntil(lambda: at.idle, timeout=20_000)
    finally:
        at.close()
