"""Small pictures come from the thread, and only once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from darkviewer.gui.engine import thumbnails as module
from darkviewer.gui.engine.thumbnails import Thumbnails
from tests.helpers.captures import FRAMES, NX, NY, cube
from tests.helpers.scene import PATIENCE_MS, Scene


@pytest.fixture
def small(scene: Scene) -> Iterator[Thumbnails]:
    made = Thumbnails(scene.workspace)
    yield made
    made.close()


def ask(scene: Scene, small: Thumbnails) -> None:
    small.request()
    scene.qtbot.waitUntil(lambda: small.idle, timeout=PATIENCE_MS)


def test_frame_and_master_are_in_adu(scene: Scene, small: Thumbnails) -> None:
    ask(scene, small)
    assert small.frame is None
    assert small.master is None
    scene.open()
    ask(scene, small)
    np.testing.assert_allclose(small.frame, cube()[0])  # no larger than a thumbnail
    assert small.master is None
    scene.calibrate()
    scene.workspace.set_frame(1)
    ask(scene, small)
    np.testing.assert_allclose(small.frame, cube()[1])
    np.testing.assert_allclose(small.master, np.median(cube(), axis=0), rtol=1e-6)
    assert small.master.shape == (NY, NX)


def test_what_is_known_is_not_read_again(
    scene: Scene, small: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.open()
    scene.calibrate()
    ask(scene, small)
    read = []
    monkeypatch.setattr(module, "_of_frame", lambda source: read.append(source.name))
    monkeypatch.setattr(module, "_of_master", read.append)
    ask(scene, small)
    assert read == []
    monkeypatch.setattr(module, "_KEPT", 2)
    for frame in (*range(FRAMES), 0):
        scene.workspace.set_frame(frame)
        ask(scene, small)
    assert read == [f"{n:05}.fits" for n in (2, 3, 4, 5, 1)]


def test_a_frame_that_cannot_be_read_has_no_picture(
    scene: Scene, small: Thumbnails
) -> None:
    scene.open()
    scene.workspace.frame_info.path.unlink()
    told = []
    small.changed.connect(lambda: told.append(1))
    ask(scene, small)
    assert small.frame is None
    assert told == [1]


def test_a_master_that_cannot_be_made_is_none(
    scene: Scene, small: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(_calibration: object) -> None:
        raise MemoryError

    scene.open()
    scene.calibrate()
    monkeypatch.setattr(module, "_of_master", short)
    ask(scene, small)
    assert small.master is None
    assert small.frame is not None
