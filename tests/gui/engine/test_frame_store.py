from __future__ import annotations

import threading
from functools import partial

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.layers.layer_image import LayerImage
from darkviewer.gui.engine import frame_store
from darkviewer.gui.engine.frame_store import FrameStore
from darkviewer.gui.workspace import Workspace
from darkviewer.runs.injected_source import Injected
from tests.helpers.captures import FRAMES, HOT, NX, NY, STAR, cube, injected_residual
from tests.helpers.scene import Scene

FRAME_BYTES = 64 * 48 * 2


def show(scene: Scene, frame: int, layer: str) -> LayerImage:
    with scene.qtbot.waitSignal(scene.store.image_ready) as ready:
        scene.store.show(frame, layer)
    return ready.args[0]


def test_before_calibration_every_layer_is_the_raw_frame(scene: Scene) -> None:
    scene.open()
    image = show(scene, 2, "residual")
    assert image.layer == "raw"
    assert np.array_equal(image.levels[0], cube()[2])
    assert scene.store.current is image


def test_nothing_is_read_on_the_gui_thread(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()
    read = frame_store.Layers.load

    def watched(*args: object, **options: object) -> LayerImage:
        threads.add(threading.current_thread().name)
        return read(*args, **options)

    monkeypatch.setattr(frame_store.Layers, "load", watched)
    scene.open()
    show(scene, 0, "raw")
    scene.settle()
    assert threads == {"frames"}


def test_the_second_time_comes_from_memory(scene: Scene) -> None:
    scene.open()
    first = show(scene, 1, "raw")
    show(scene, 3, "raw")
    answers = []
    scene.store.image_ready.connect(answers.append)
    scene.store.show(1, "raw")
    assert answers == [first]  # at once


def test_neighbours_are_read_ahead(scene: Scene) -> None:
    scene.open()
    show(scene, 2, "raw")
    scene.settle()
    for frame in (1, 3, 4):
        answers = []
        scene.store.image_ready.connect(answers.append)
        scene.store.show(frame, "raw")
        assert answers
        scene.store.image_ready.disconnect(answers.append)


def test_neighbours_are_drawn_ahead_on_the_loaders_thread(scene: Scene) -> None:
    scene.open()
    drawn = []

    def draw(image: LayerImage) -> LayerImage:
        drawn.append((image.frame, threading.current_thread().name))
        return image

    scene.store.prepare = draw
    show(scene, 1, "raw")
    scene.settle()
    assert {(1, "frames"), (0, "frames"), (2, "frames")} <= set(drawn)
    drawn.clear()
    show(scene, 2, "raw")  # from memory, and so are its neighbours
    scene.settle()
    assert {(1, "frames"), (3, "frames")} <= set(drawn)


def test_figures_wait_until_the_frame_rests(scene: Scene) -> None:
    scene.open()
    show(scene, 0, "raw")
    scene.settle()
    known = []
    scene.store.summary_ready.connect(lambda _: known.append(scene.store.current))
    for frame in (1, 2, 3):
        image = show(scene, frame, "raw")
    assert known == []
    scene.settle()
    assert known == [image]


def test_only_the_last_question_is_answered(scene: Scene) -> None:
    scene.open()
    answers = []
    scene.store.image_ready.connect(lambda image: answers.append(image.frame))
    for frame in range(FRAMES):
        scene.store.show(frame, "raw")
    scene.settle()
    assert answers == [FRAMES - 1]


def test_a_new_session_drops_what_was_asked_of_the_old_one(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    answers = []
    scene.store.image_ready.connect(answers.append)
    scene.store.show(0, "residual")
    scene.workspace.set_session(None)
    scene.settle()
    scene.qtbot.wait(20)
    assert answers == []
    assert scene.store.current is None
    scene.store.show(0, "raw")  # there is no frame: no answer, no crash
    assert scene.store.idle


@pytest.mark.parametrize("frames", [2, 3])
def test_memory_is_bounded(scene: Scene, qtbot: QtBot, frames: int) -> None:
    scene.open()
    one = show(scene, 0, "raw").nbytes
    small = FrameStore(scene.workspace, cache_bytes=frames * one)
    for frame in (0, 1, 2, 1, 3, 4):
        with qtbot.waitSignal(small.image_ready):
            small.show(frame, "raw")
        qtbot.waitUntil(lambda: small.idle)
        assert small._images.nbytes <= frames * one
        assert small.current.frame == frame
    small.close()


def test_of_images_larger_than_the_memory_two_are_kept(
    scene: Scene, qtbot: QtBot
) -> None:
    scene.open()
    small = FrameStore(scene.workspace, cache_bytes=1)
    for frame in (0, 3, 1):
        with qtbot.waitSignal(small.image_ready):
            small.show(frame, "raw")
        qtbot.waitUntil(lambda: small.idle)
    assert len(small._images) == 2  # so that two frames can blink
    assert (1, "raw") in small._images
    small.close()


def test_two_large_frames_can_alternate_from_memory(
    scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.open()
    small = FrameStore(scene.workspace, cache_bytes=1)
    reads = []
    load = frame_store.Layers.load
    monkeypatch.setattr(
        frame_store.Layers,
        "load",
        lambda layers, frame, *rest, **more: (
            reads.append(frame) or load(layers, frame, *rest, **more)
        ),
    )
    for frame in (2, 1) * 8:
        small.show(frame, "raw")
        qtbot.waitUntil(lambda f=frame: small.idle and small.current.frame == f)
    assert len(reads) <= 8
    small.close()


def test_a_vanished_frame_is_a_sentence(scene: Scene) -> None:
    scene.open()
    (scene.path / "00004.fits").unlink()
    messages = []
    scene.workspace.message_posted.connect(lambda *m: messages.append(m))
    with scene.qtbot.waitSignal(scene.store.image_failed) as failed:
        scene.store.show(3, "raw")
    assert "00004.fits has vanished" in failed.args[0]
    assert messages == [(failed.args[0], "bad")]
    assert scene.store.current is None
    assert show(scene, 2, "raw").frame == 2  # and on it goes


def test_a_neighbour_that_vanished_is_not_reported_yet(scene: Scene) -> None:
    scene.open()
    (scene.path / "00004.fits").unlink()
    messages = []
    scene.workspace.message_posted.connect(lambda *m: messages.append(m))
    show(scene, 2, "raw")
    scene.settle()
    assert messages == []


def test_the_summary_follows_the_image(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    with scene.qtbot.waitSignal(scene.store.summary_ready) as ready:
        scene.store.show(HOT[0], "residual")
    assert ready.args[0].statistics.brightest == HOT[1:]
    assert scene.store.summary is ready.args[0]


def test_anything_is_computed_off_the_gui_thread_and_only_the_last_answered(
    scene: Scene,
) -> None:
    scene.open()
    show(scene, 0, "raw")
    threads, answers = [], []

    def work(number: int) -> int:
        threads.append(threading.current_thread().name)
        return number

    for number in range(3):
        scene.store.compute("mine", partial(work, number), answers.append)
    scene.settle()
    assert answers == [2]
    assert set(threads) == {"figures"}
    scene.store.compute("mine", partial(work, 3), answers.append)
    scene.workspace.set_session(None)  # nobody waits for it any more
    scene.settle()
    assert answers == [2]


def test_what_was_asked_of_a_new_image_is_answered(scene: Scene) -> None:
    scene.open()
    answers = []

    def ask(_image: object) -> None:
        scene.store.compute("mine", lambda: 1, answers.append)

    scene.store.image_ready.connect(ask)
    show(scene, 0, "raw")
    scene.settle()
    assert answers == [1]
    scene.store.image_ready.disconnect(ask)


def test_stamps_come_once_and_are_remembered(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    answers = []
    scene.store.stamp_ready.connect(answers.append)
    for _ in range(3):
        scene.store.request_stamp(*STAR)
    scene.settle()
    assert len(answers) == 1
    assert scene.store.stamp(*STAR) is answers[0]
    scene.store.request_stamp(*STAR)
    assert len(answers) == 2  # at once


def test_a_stamp_of_a_vanished_frame_can_be_asked_for_again(scene: Scene) -> None:
    scene.open()
    path = scene.path / "00002.fits"
    saved = path.read_bytes()
    path.unlink()
    scene.store.request_stamp(*STAR)
    scene.settle()
    assert scene.store.stamp(*STAR) is None
    path.write_bytes(saved)
    scene.store.request_stamp(*STAR)
    scene.settle()
    assert scene.store.stamp(*STAR) is not None


def test_what_failed_of_a_frame_that_is_left_is_not_said_beside_another(
    scene: Scene,
) -> None:
    scene.open()
    said = []
    scene.workspace.message_posted.connect(lambda *what: said.append(what[0]))
    (scene.path / "00002.fits").unlink()
    for ask in (
        partial(scene.store.request_stamp, *STAR),
        partial(scene.store.request_block, 1, "raw", STAR[1:], 5, said.append),
    ):
        scene.workspace.set_frame(0)
        ask()
        scene.settle()
        assert said == []
        scene.workspace.set_frame(1)
        ask()
        scene.settle()
        assert "00002.fits has vanished" in said.pop()


def test_injected_pixels_are_shown_and_taken_back(scene: Scene) -> None:
    scene.open()
    known = scene.calibrate()
    copy = injected_residual(cube(), 3)
    injected = Injected(3, copy.residual_e, known.leaders[3], copy.pixels)
    with scene.qtbot.waitSignal(scene.store.layers_changed):
        scene.workspace.set_injected(injected)
    assert show(scene, 3, "residual").levels[0][12, 10] == 300
    scene.workspace.set_injected(None)
    assert show(scene, 3, "residual").levels[0][12, 10] != 300


def test_the_probe_needs_no_file_once_the_frame_is_shown(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    show(scene, HOT[0], "residual")
    (scene.path / "00003.fits").unlink()
    assert scene.store.probe(*HOT).raw_adu == 30_000
    for x, y in ((-1, 0), (0, -1), (NX, 0), (0, NY)):
        assert scene.store.probe(0, x, y) is None
    assert scene.store.probe(FRAMES, 0, 0) is None


def test_means_come_when_they_are_asked_for(scene: Scene) -> None:
    scene.open()
    frame, x, y = HOT
    image = show(scene, frame, "raw")
    assert image.levels[2][y // 4, x // 4] == 30_000
    assert image.means is None
    with scene.qtbot.waitSignal(scene.store.image_ready) as answer:
        scene.store.request_means(image)
    complete = answer.args[0]
    block = cube()[frame, y // 4 * 4 : y // 4 * 4 + 4, x // 4 * 4 : x // 4 * 4 + 4]
    assert complete.means[2][y // 4, x // 4] == pytest.approx(block.mean())
    assert complete.nbytes > image.nbytes
    assert show(scene, frame, "raw") is complete  # kept


def test_means_never_take_the_place_of_another_frame(scene: Scene) -> None:
    scene.open()
    image = show(scene, 0, "raw")
    scene.store.show(4, "raw")  # is not there yet, so that the first one is on show
    scene.store.request_means(image)
    scene.settle()
    for frame in (4, 0):
        assert np.array_equal(show(scene, frame, "raw").levels[0], cube()[frame])


def test_means_of_what_is_no_longer_shown_are_not_made(scene: Scene) -> None:
    scene.open()
    image = show(scene, 0, "raw")
    show(scene, 1, "raw")
    with scene.qtbot.assertNotEmitted(scene.store.image_ready):
        scene.store.request_means(image)
        scene.settle()


def test_closing_during_a_read_ends_the_threads(qtbot: QtBot, scene: Scene) -> None:
    workspace = Workspace()
    store = FrameStore(workspace)
    scene.open()
    before = set(threading.enumerate())

    def begun() -> set[str]:
        return {thread.name for thread in set(threading.enumerate()) - before}

    workspace.set_session(scene.workspace.session)
    store.show(0, "raw")
    qtbot.waitUntil(lambda: "frames" in begun())
    store.close()
    qtbot.wait(10)
    assert begun() == set()
