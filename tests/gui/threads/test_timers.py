"""Timers, and the kind of call that fails where the capital of i is not I."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from darkviewer.gui.threads.timers import once, repeating
from tests.helpers.places import ROOT

FOLDERS = ("darkviewer", "benchmarks", "packaging", "tests", "tools")
EXAMPLES = {
    "QTimer(self, interval=5)": ["interval"],
    "QtCore.QTimer(interval=5, singleShot=True)": ["interval"],
    "class B(QPushButton):\n def __init__(self):\n  super().__init__(icon=i)": ["icon"],
    "QSlider(invertedAppearance=True)": ["invertedAppearance"],
    "QPlainTextEdit(readOnly=True)": [],
    "pg.PlotWidget(axisItems=a)": [],
    "item(ignoreBounds=True)": [],
}


def of_qt(name: str) -> bool:
    return len(name) > 1 and name[0] == "Q" and name[1].isupper()


def last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def calls_of_qt(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that make a Qt object: ``QTimer(...)``, or ``super().__init__(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and of_qt(last_name(node.func)):
            yield node
        if isinstance(node, ast.ClassDef) and any(
            of_qt(last_name(base)) for base in node.bases
        ):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and last_name(call.func) == "__init__":
                    yield call


def keywords_with_i(text: str) -> list[str]:
    """Keyword properties that PySide spells with a capital of the locale's."""
    return [
        keyword.arg
        for call in calls_of_qt(ast.parse(text))
        for keyword in call.keywords
        if keyword.arg and keyword.arg.startswith("i")
    ]


@pytest.mark.parametrize(("text", "found"), EXAMPLES.items())
def test_the_search_finds_its_kind(text: str, found: list[str]) -> None:
    assert keywords_with_i(text) == found


def test_no_keyword_property_begins_with_i() -> None:
    paths = [p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py")]
    assert len(paths) > 200
    faults = {
        str(path.relative_to(ROOT)): names
        for path in paths
        if (names := keywords_with_i(path.read_text(encoding="utf-8")))
    }
    assert not faults


def test_once_fires_once_and_repeating_again(qtbot: QtBot) -> None:
    parent = QObject()
    single, again = once(parent), repeating(parent, 1)
    fired: list[str] = []
    single.timeout.connect(lambda: fired.append("once"))
    again.timeout.connect(lambda: fired.append("again"))
    single.start()
    again.start()
    qtbot.waitUntil(lambda: fired.count("again") >= 3)
    again.stop()
    assert fired.count("once") == 1
    assert (single.interval(), again.interval()) == (0, 1)
    assert single.parent() is again.parent() is parent
