"""Steps to undo stay a chain that ends at what is shown, whatever was cancelled."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QUndoStack

from darkviewer.core.parameters import Parameters
from darkviewer.gui.opinion_history import OpinionChange
from darkviewer.gui.parameter_history import ParameterChange, take_back

STEP = st.tuples(
    st.sampled_from(["gain_e_per_adu", "ratio", "threshold_e"]),
    st.sampled_from([0.25, 0.5, 0.75]),
)


class Desk:
    """What is asked for, changed by steps alone."""

    def __init__(self) -> None:
        self.asked = Parameters()
        self.history = QUndoStack()

    def change(self, name: str, value: float) -> None:
        new = replace(self.asked, **{name: value})
        if new != self.asked:
            step = ParameterChange(self.take, self.asked, new, words=name)
            self.history.push(step)

    def take(self, parameters: Parameters) -> None:
        self.asked = parameters

    def cancel(self, shown: Parameters) -> None:
        take_back(self.history, self.asked, shown)
        self.asked = shown

    def steps(self) -> list[tuple[Parameters, Parameters]]:
        count = self.history.count()
        found = [self.history.command(place) for place in range(count)]
        return [(step.old, step.new) for step in found]


@pytest.mark.usefixtures("qapp")
@given(shown=st.lists(STEP, max_size=4), waiting=st.lists(STEP, min_size=1, max_size=4))
def test_a_cancel_leaves_a_chain_that_ends_at_what_is_shown(
    shown: list[tuple[str, float]], waiting: list[tuple[str, float]]
) -> None:
    desk = Desk()
    for name, value in shown:
        desk.change(name, value)
    before = desk.asked
    for name, value in waiting:
        desk.change(name, value)
    applied = replace(desk.asked, gain_e_per_adu=before.gain_e_per_adu)
    desk.cancel(applied)
    steps = desk.steps()
    assert not steps or steps[-1][1] == applied
    assert steps or applied == Parameters()
    for (_, new), (old, _) in itertools.pairwise(steps):
        assert new == old
    while desk.history.canUndo():
        desk.history.undo()
    assert desk.asked == Parameters()


@pytest.mark.usefixtures("qapp")
@given(steps=st.lists(STEP, min_size=2, max_size=5), back=st.integers(1, 4))
def test_cancelled_undoing_goes_forward_again(
    steps: list[tuple[str, float]], back: int
) -> None:
    desk = Desk()
    for name, value in steps:
        desk.change(name, value)
    shown, place = desk.asked, desk.history.index()
    for _ in range(min(back, place)):
        desk.history.undo()
    if desk.asked == shown:
        return
    desk.cancel(shown)
    assert desk.history.command(desk.history.index() - 1).new == shown
    while desk.history.canUndo():
        desk.history.undo()
    assert desk.asked == Parameters()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("undone", [False, True])
def test_steps_of_other_kinds_stay_as_they_are(undone: bool) -> None:
    said: list[str] = []
    desk = Desk()
    desk.change("ratio", 0.5)
    shown = desk.asked
    desk.history.push(OpinionChange(said.append, "no", "yes", words="left out"))
    if undone:
        desk.history.undo()
    before = list(said)
    desk.asked = replace(shown, threshold_e=0.25)
    desk.cancel(shown)
    assert said == before
    assert desk.history.count() == 2
    assert desk.history.canRedo() == undone
    assert desk.asked == shown
