from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics, QFontMetricsF

from darkviewer.core.candidates.explain import Criterion
from darkviewer.gui.style import fonts
from darkviewer.gui.text.pixel_words import comparison
from darkviewer.gui.theme_choice import TEXT_SCALES
from darkviewer.gui.widgets.cutout_view import (
    CRITERIA,
    INDENT,
    PLACEHOLDER,
    SMALLEST,
    CutoutView,
)
from darkviewer.runs.injected_source import Injected
from tests.helpers.captures import (
    FRAMES,
    HOT,
    NX,
    NY,
    STAR,
    another,
    cube,
    injected_residual,
    residual_e,
    write_frame,
)
from tests.helpers.scene import Scene, shown
from tests.helpers.windows import Driver


@pytest.fixture
def cutout(scene: Scene) -> CutoutView:
    return shown(scene.qtbot, CutoutView(scene.workspace, scene.store), 400, 240)


def verdicts(cutout: CutoutView) -> list[str]:
    return [
        f"{name.text()}: {numbers.text()}"
        for name, numbers in cutout._criteria
        if name.isVisible()
    ]


def test_without_a_pixel_in_hand_it_says_what_to_do(cutout: CutoutView) -> None:
    assert cutout._advice.isVisible()
    assert cutout._advice.text() == PLACEHOLDER
    assert cutout.grid.texts() == []
    cutout.grab()


def test_a_selected_candidate_shows_its_pixels_in_numbers(
    scene: Scene, cutout: CutoutView
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.select_candidate(scene.candidate(*STAR))
    scene.settle()
    frame, x, y = STAR
    assert cutout._title.text() == "x=18:22, y=28:32"
    part = residual_e(cube(), frame)[y - 2 : y + 3, x - 2 : x + 3]
    expected = [[f"{v:.0f}".replace("-", "−") for v in row] for row in part.tolist()]
    assert cutout.grid.texts() == expected
    assert cutout._facts.text() == f"peak {part[2, 2]:.1f} e⁻ · frame 2"
    names = [name.text()[0] for name, _ in cutout._criteria]
    assert names == ["✓", "✓", "✓"]


@pytest.mark.parametrize("side", [SMALLEST, 164, 400])
def test_no_number_in_a_pixel_is_cut(
    scene: Scene, cutout: CutoutView, side: int
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.select_candidate(scene.candidate(*STAR))
    scene.settle()
    shown, grid = cutout._stamp, cutout.grid
    values = np.full((5, 5), -91_093_650.0)
    grid.set_stamp(replace(shown, cutout=replace(shown.cutout, values=values)))
    grid.resize(side, side)
    smallest = QFontMetricsF(fonts.mono(6.5))
    room = (side - 4) / 5
    widest = max(smallest.horizontalAdvance(t) for row in grid.texts() for t in row)
    assert widest <= room
    assert {"−91M", "−91.1M", "−91093650"} >= {grid.texts()[0][0]}


def test_a_lone_hot_pixel_fails_the_ratio_in_words(
    scene: Scene, cutout: CutoutView
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.select_candidate(scene.candidate(*HOT))
    scene.settle()
    said = verdicts(cutout)
    assert said[0].startswith("✓ above the threshold: 1,735.9 > 200.0 e⁻")
    assert said[1].startswith("✓ not below its 4 neighbours")
    assert said[2].startswith("✗ neighbours bright enough")
    assert said[2].endswith("< 0.300")


def test_any_pixel_can_be_asked_about(scene: Scene, cutout: CutoutView) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.pick_pixel(5, 40)
    scene.settle()
    assert cutout._title.text() == "x=3:7, y=38:42"
    assert verdicts(cutout)[0].startswith("✗ above the threshold")
    assert " ≤ 200.0 e⁻" in verdicts(cutout)[0]


def test_a_picked_pixel_is_followed_through_the_frames(
    scene: Scene, cutout: CutoutView
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.pick_pixel(*HOT[1:])
    scene.settle()
    before = cutout.grid.texts()
    scene.workspace.set_frame(HOT[0])
    scene.settle()
    assert cutout._facts.text().endswith("frame 3")
    assert cutout.grid.texts() != before


def test_a_moving_threshold_changes_the_verdict(
    scene: Scene, cutout: CutoutView
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.select_candidate(scene.candidate(*STAR))
    scene.settle()
    scene.workspace.set_parameter("threshold_e", 900.0)
    assert verdicts(cutout)[0].startswith("✗ above the threshold")


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (0, 0, "x=0:2, y=0:2"),
        (NX - 1, NY - 1, f"x={NX - 3}:{NX - 1}, y={NY - 3}:{NY - 1}"),
    ],
)
def test_corners_have_pixels_outside(
    scene: Scene, cutout: CutoutView, x: int, y: int, words: str
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.pick_pixel(x, y)
    scene.settle()
    assert cutout._title.text() == words
    assert sum(text == "–" for row in cutout.grid.texts() for text in row) == 16
    cutout.grab()


def test_before_calibration_it_shows_raw_values_without_a_verdict(
    scene: Scene, cutout: CutoutView
) -> None:
    scene.open()
    scene.workspace.set_frame(HOT[0])
    scene.workspace.pick_pixel(*HOT[1:])
    scene.settle()
    assert cutout._facts.text() == "value 30,000 ADU · frame 3"
    assert verdicts(cutout) == []


def test_synthetic_pixels_wear_a_badge(scene: Scene, cutout: CutoutView) -> None:
    scene.open()
    known = scene.calibrate()
    copy = injected_residual(cube(), 3)
    scene.workspace.set_frame(3)
    scene.workspace.pick_pixel(10, 12)
    scene.settle()
    assert not cutout._badge.isVisible()
    scene.workspace.set_injected(
        Injected(3, copy.residual_e, known.leaders[3], copy.pixels)
    )
    scene.settle()
    assert cutout._badge.isVisible()
    assert not cutout._title.geometry().intersects(cutout._badge.geometry())
    assert cutout.grid.texts()[2] == [*_row(copy.residual_e, 8), *_row_end(copy)]


def _row(residual: object, x: int) -> list[str]:
    return [f"{residual[12, x]:.0f}".replace("-", "−"), "100", "300", "100"]


def _row_end(copy: object) -> list[str]:
    return [f"{copy.residual_e[12, 12]:.0f}".replace("-", "−")]


def test_a_frame_that_arrives_leaves_the_candidate_in_hand(
    scene: Scene, cutout: CutoutView
) -> None:
    scene.open()
    scene.calibrate()
    frame, x, y = HOT
    scene.workspace.select_candidate(scene.candidate(frame, x, y))
    scene.settle()
    before = cutout.grid.texts()
    write_frame(scene.path / f"{FRAMES + 1:05}.fits", another())
    scene.open()  # the same capture with one frame more
    assert cutout.grid.texts()
    scene.calibrate()
    assert cutout._facts.text().endswith(f"frame {frame + 1}")
    middle = int(before[2][2].replace("−", "-"))
    assert abs(int(cutout.grid.texts()[2][2]) - middle) < 20  # of 1,740: the noise


def test_a_new_session_empties_it(scene: Scene, cutout: CutoutView) -> None:
    scene.open()
    scene.workspace.pick_pixel(5, 5)
    scene.settle()
    scene.workspace.set_session(None)
    scene.qtbot.wait(10)
    assert cutout.grid.texts() == []
    assert cutout._advice.isVisible()


@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ((64_535, 64_535), 3050.4),
        ((9999.9, 9999.9), 2302.2),
        ((1913.5, 349.5), 143.88),
        ((-121.5, 349.5), 143.88),
    ],
)
def test_the_longest_comparison_is_whole_beside_the_pixels(
    opened: Driver, values: tuple[float, float], limit: float
) -> None:
    opened.workspace.set_unit_choice("ADU")
    cutout = opened.window.cutout
    opened.workspace.set_parameter("padding_bits", 0)  # then ADU have two decimals
    opened.settle()
    scale = opened.workspace.parameters.scale
    highest = Criterion("x", *(v * scale for v in values), "≥", "e-", True)
    above = Criterion("x", values[0] * scale, limit * scale, ">", "e-", True)
    assert {numbers.font().family() for _, numbers in cutout._criteria} == {
        fonts.small().family()
    }
    for text_scale in TEXT_SCALES:
        fonts.set_scale(text_scale)
        metrics, indent = QFontMetrics(fonts.small()), fonts.scaled(INDENT)
        for item in (highest, above):
            words = comparison(item, opened.workspace.units)
            assert "ADU" in words
            needed = metrics.horizontalAdvance(words) + indent
            assert needed <= fonts.scaled(CRITERIA)
    fonts.set_scale(1.0)
