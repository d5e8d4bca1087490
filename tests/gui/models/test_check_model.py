"""The checks as a list: order, figures, tips."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import CHECKS, SessionChecks
from darkviewer.gui.models.check_model import (
    CheckModel,
    check_lines,
    figure,
    summary,
)

pytestmark = pytest.mark.usefixtures("qapp")

FOUND = [
    Finding("all near 100 ADU", 0.1, 0.5),
    Finding("not checked: one frame"),
    Finding("it drifts", 3.0, 1.0, "warn"),
    Finding("it is warm", 4.0, 1.0, "fail", ("a",)),
    Finding("one set point", 0.0, 0.05),
]


def session(*findings: Finding) -> SessionChecks:
    return SessionChecks(tuple(zip(CHECKS, findings, strict=False)))


def test_failing_first_each_group_in_the_order_of_the_table() -> None:
    lines = check_lines(session(*FOUND))
    assert [line.finding for line in lines] == [FOUND[n] for n in (3, 2, 0, 1, 4)]
    assert [line.badge for line in lines] == ["bad", "warn", "ok", "quiet", "ok"]
    assert summary(lines) == "1 fail · 1 warn · 2 pass · 1 not checked"
    assert check_lines(None) == []
    assert summary([]) == ""


def test_a_settled_check_comes_before_the_warnings() -> None:
    used = list(FOUND)
    used[3] = Finding("fine", 0.1, 1.0)
    checks = replace(session(*used), left_out=frozenset({"a"}), whole=session(*FOUND))
    first, second, *_ = check_lines(checks)
    assert (first.state, first.badge, first.sentence) == (
        "settled",
        "bad",
        "it is warm; left out",
    )
    assert second.state == "warn"
    assert summary(check_lines(checks)) == "1 settled · 1 warn · 2 pass · 1 not checked"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "ADU", "–"),
        (float("nan"), "ADU", "–"),
        (0.0, "°C", "0 °C"),
        (0.12345, "°C", "0.123 °C"),
        (-5567.4, "ADU", "−5,567 ADU"),
        (1.0, "frames", "1 frame"),
        (1.0, "s", "1 s"),
        (3.0, "frames", "3 frames"),
        (0.001, "", "0.001"),
        (79.44, "ADU", "79.4 ADU"),
    ],
)
def test_figures(value: float | None, unit: str, words: str) -> None:
    assert figure(value, unit) == words


def test_the_tip_says_where_the_limit_comes_from() -> None:
    line = check_lines(session(*FOUND))[0]
    assert "Limit: 1 °C. " + CHECKS[3].origin in line.tip
    assert "it is warm" in line.tip
    unknown = check_lines(session(*FOUND))[3]
    assert "No limit applies" in unknown.tip


def test_the_model() -> None:
    model = CheckModel()
    QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    told = []
    model.modelReset.connect(lambda: told.append(1))
    for _ in range(2):
        model.set_lines(check_lines(session(*FOUND)))
    assert told == [1]
    index = model.index(0)
    assert index.data() == "temperature: it is warm"
    assert CHECKS[3].origin in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(CheckModel.LINE).finding is FOUND[3]
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(index) == 0
