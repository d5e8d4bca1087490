"""Pixels that are read before they are asked for, against the files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from darkviewer.gui.review import ahead
from darkviewer.gui.review.ahead import Ahead
from tests.helpers.captures import HOT, STAR, cube, residual_e
from tests.helpers.scene import Scene

PLACE, OTHER = STAR[1:], HOT[1:]


@pytest.fixture
def reading(scene: Scene) -> Iterator[Ahead]:
    scene.open()
    scene.calibrate()
    made = Ahead(scene.workspace, scene.store)
    yield made
    made.close()


def settle(scene: Scene, reading: Ahead) -> None:
    scene.qtbot.waitUntil(lambda: reading.idle)


def test_the_pixels_are_those_of_the_file(scene: Scene, reading: Ahead) -> None:
    reading.want(PLACE, [(1, "residual"), (1, "raw")])
    settle(scene, reading)
    known = reading.known(PLACE)
    x, y = PLACE
    part = np.s_[y - 10 : y + 11, x - 10 : x + 11]
    np.testing.assert_array_equal(known[1, "raw"].values, cube()[1][part])
    expected = residual_e(cube(), 1)[part]
    np.testing.assert_allclose(known[1, "residual"].values, expected, atol=1e-6)


def test_what_is_known_is_not_read_again(
    scene: Scene, reading: Ahead, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived: list[tuple[int, int]] = []
    reading.arrived.connect(lambda x, y: arrived.append((x, y)))
    reading.foresee([(PLACE, [(1, "residual")]), (OTHER, [(1, "residual")])])
    settle(scene, reading)
    assert arrived == [PLACE, OTHER]
    monkeypatch.setattr(ahead, "_read", None)
    reading.want(PLACE, [(1, "residual")])
    assert reading.idle
    assert (1, "residual") in reading.known(PLACE)


def test_only_so_much_is_kept(
    scene: Scene, reading: Ahead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "KEPT", 1)
    reading.foresee([(PLACE, [(1, "residual")]), (OTHER, [(1, "residual")])])
    settle(scene, reading)
    assert reading.known(PLACE) == {}
    assert len(reading.known(OTHER)) == 1


def test_a_frame_that_cannot_be_read_leaves_the_others(
    scene: Scene, reading: Ahead
) -> None:
    (scene.path / "00002.fits").unlink()
    reading.want(PLACE, [(0, "raw"), (1, "raw")])
    settle(scene, reading)
    known = reading.known(PLACE)
    assert known[1, "raw"] is None
    assert known[0, "raw"].inside.all()


def test_other_frames_are_read_anew(scene: Scene, reading: Ahead) -> None:
    reading.want(PLACE, [(1, "residual")])
    settle(scene, reading)
    with scene.qtbot.waitSignal(reading.forgotten):
        scene.calibrate()
    assert reading.known(PLACE) == {}


def test_frames_that_this_session_has_not_are_not_read(
    scene: Scene, reading: Ahead
) -> None:
    reading.want(PLACE, [(1, "residual"), (len(cube()), "residual"), (99, "raw")])
    settle(scene, reading)
    assert list(reading.known(PLACE)) == [(1, "residual")]


def test_an_answer_of_other_frames_is_dropped(
    scene: Scene, reading: Ahead, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ahead._read

    def meanwhile(*what: object) -> object:
        reading._epoch += 1
        return whole(*what)

    monkeypatch.setattr(ahead, "_read", meanwhile)
    reading.want(PLACE, [(1, "residual")])
    settle(scene, reading)
    assert reading.known(PLACE) == {}


def test_a_fault_leaves_the_picture_empty(
    scene: Scene, reading: Ahead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_what: object) -> object:
        raise MemoryError

    monkeypatch.setattr(ahead, "_read", broken)
    reading.want(PLACE, [(1, "residual")])
    settle(scene, reading)
    assert reading.known(PLACE) == {}
