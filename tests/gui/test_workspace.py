"""The shared state: it tells what changed, once, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.parameters import Parameters
from darkviewer.gui.workspace import Workspace
from tests.helpers.captures import FRAMES, STAR
from tests.helpers.scene import Scene


def told(signal: object) -> list[tuple]:
    """Collects what a signal says."""
    seen: list[tuple] = []
    signal.connect(lambda *what: seen.append(what))
    return seen


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("signal", "change"),
    [
        ("layer_changed", lambda w: w.set_layer("raw")),
        ("parameters_changed", lambda w: w.set_parameter("ratio", 0.5)),
        ("palette_changed", lambda w: w.set_palette("light")),
        ("pixel_changed", lambda w: w.pick_pixel(5, 6)),
    ],
)
def test_setting_the_same_again_tells_nothing(
    signal: str, change: Callable[[Workspace], None]
) -> None:
    workspace = Workspace()
    seen = told(getattr(workspace, signal))
    change(workspace)
    change(workspace)
    assert len(seen) == 1


@pytest.mark.usefixtures("qapp")
def test_an_impossible_parameter_changes_nothing() -> None:
    workspace = Workspace()
    with pytest.raises(DarkviewerError, match="Neighbour ratio"):
        workspace.set_parameter("ratio", 2.0)
    assert workspace.parameters == Parameters()


@pytest.mark.usefixtures("qapp")
def test_changes_of_one_gesture_are_one_step_to_undo() -> None:
    workspace = Workspace()
    for ratio, gesture in ((0.4, 1), (0.5, 1), (0.6, 1), (0.7, 2), (0.8, 0)):
        new = replace(workspace.parameters, ratio=ratio)
        workspace.change_parameters(new, words="Neighbour ratio", gesture=gesture)
    ratios = []
    while workspace.history.canUndo():
        workspace.history.undo()
        ratios.append(workspace.parameters.ratio)
    assert ratios == [0.7, 0.6, 0.3]


def test_a_mere_selection_asks_for_no_run(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    workspace = scene.workspace
    runs = told(workspace.calibration_needed)
    workspace.set_parameter("ratio", 0.9)
    workspace.set_parameter("neighbours", 8)
    workspace.set_parameter("threshold_e", 400.0)
    assert runs == []
    workspace.set_parameter("method", "average")
    assert len(runs) == 1


def test_a_threshold_below_what_is_known_asks_for_a_run(scene: Scene) -> None:
    scene.open()
    found = scene.calibrate()
    runs = told(scene.workspace.calibration_needed)
    scene.workspace.set_parameter("threshold_e", found.floor_e)
    assert runs == []
    scene.workspace.set_parameter("threshold_e", found.floor_e / 2)
    assert len(runs) == 1


def test_the_frame_follows_the_candidate_and_stays_within_bounds(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    workspace = scene.workspace
    workspace.select_candidate(scene.candidate(*STAR))
    assert workspace.frame == STAR[0]
    workspace.set_frame(99)
    assert workspace.frame == FRAMES - 1
    workspace.set_frame(-3)
    assert workspace.frame == 0


def test_leaving_a_session_forgets_what_belonged_to_it(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    workspace = scene.workspace
    workspace.select_candidate(scene.candidate(*STAR))
    workspace.set_session(None)
    assert workspace.selected is None
    assert workspace.candidates is None
    assert workspace.calibration is None
    assert workspace.frame_count == 0
