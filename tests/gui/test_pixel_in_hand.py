"""One pixel is selected, and every part of the window speaks of it and its frame."""

from __future__ import annotations

from PySide6.QtCore import Qt

from darkviewer.core.candidates.place import candidate_id, place_of
from tests.helpers.captures import FRAMES, HOT, NX, NY, STAR, cube
from tests.helpers.windows import Driver


def parts_agree(driver: Driver, pixel: tuple[int, int] | None) -> None:
    window, workspace = driver.window, driver.workspace
    driver.settle()
    driver.qtbot.waitUntil(lambda: window.examining.idle, timeout=10_000)
    held, frame = workspace.pixel_in_hand, workspace.frame
    assert (None if held is None else (held.x, held.y)) == pixel
    assert window.image.view._marks._selected == pixel
    stamp = window.cutout.grid._stamp
    dossier = window.examining.dossier
    if pixel is None:
        assert stamp is None
        assert dossier is None
        return
    assert (stamp.frame, stamp.x, stamp.y) == (frame, *pixel)
    assert (dossier.x, dossier.y) == pixel
    raw = cube()[:, pixel[1], pixel[0]]
    assert dossier.raw.tolist() == raw.tolist()
    sigma = dossier.classification.evidence.shape.significance[frame]
    here = f"{sigma:,.0f} σ here".replace("-0 σ", "0 σ").replace("-", "−")
    assert window.history.words[1].text().endswith(here)
    assert window.history.plot.here.x() == frame + 1
    rows = {i.row() for i in window.candidates.view.selectionModel().selectedRows()}
    model = window.candidates.model
    listed = model.row_of(candidate_id(frame, *pixel, (NY, NX)))
    assert rows == (set() if listed is None else {listed})


def test_ids_and_pixels_are_inverse() -> None:
    for place in ((0, 0, 0), (3, 63, 47), (4, 0, 47), (7, 63, 0)):
        assert place_of(candidate_id(*place, (48, 64)), (48, 64)) == place


def test_a_candidate_follows_the_frames_and_one_key_goes_back(opened: Driver) -> None:
    window, workspace = opened.window, opened.workspace
    workspace.select_candidate(opened.id_of(*HOT))
    parts_agree(opened, HOT[1:])
    assert "peak" in window.cutout._facts.text()
    opened.press(Qt.Key.Key_Right)
    parts_agree(opened, HOT[1:])
    assert workspace.frame == HOT[0] + 1
    assert workspace.selected is None
    assert window.history.words[1].text().startswith(f"found in frame {HOT[0] + 1} (O)")
    assert window.history.plot.own.value() == HOT[0] + 1
    assert window.history.plot.own.isVisible()
    opened.press(Qt.Key.Key_O)
    parts_agree(opened, HOT[1:])
    assert workspace.frame == HOT[0]
    assert workspace.selected == opened.id_of(*HOT)


def test_the_next_candidate_follows_the_one_that_was_selected(opened: Driver) -> None:
    workspace, model = opened.workspace, opened.window.candidates.model
    workspace.select_candidate(model.id_at(0))
    opened.press(Qt.Key.Key_Right if workspace.frame < FRAMES - 1 else Qt.Key.Key_Left)
    opened.settle()
    opened.press(Qt.Key.Key_J)
    assert workspace.selected == model.id_at(1)


def test_a_picked_pixel_outlives_another_run(opened: Driver) -> None:
    workspace, window = opened.workspace, opened.window
    workspace.pick_pixel(5, 40)
    parts_agree(opened, (5, 40))
    window.tasks.calibrate(afresh=True)
    parts_agree(opened, (5, 40))
    workspace.set_parameter("gain_e_per_adu", 2.0)
    parts_agree(opened, (5, 40))
    value = window.cutout.grid._stamp.cutout.values[2, 2]
    raw = cube()[:, 40, 5] * (2.0 / 16)
    frame = workspace.frame
    assert value == raw[frame] - sorted(raw)[FRAMES // 2]


def test_nothing_is_shown_of_a_pixel_that_was_let_go(opened: Driver) -> None:
    opened.workspace.select_candidate(opened.id_of(*STAR))
    parts_agree(opened, STAR[1:])
    opened.workspace.select_candidate(None)
    parts_agree(opened, None)
