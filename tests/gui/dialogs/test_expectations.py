"""The editor of what is expected below a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from darkviewer.core.frames.grouping import Expected
from darkviewer.gui.dialogs.expectations import ExpectationsDialog
from tests.helpers.captures import NX, NY
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


@pytest.fixture
def dialog(opened: Driver) -> ExpectationsDialog:
    opened.window.expected.edit.click()
    (found,) = opened.window.findChildren(ExpectationsDialog)
    opened.window.actions_by_name["expectations"].trigger()  # one is enough
    assert opened.window.findChildren(ExpectationsDialog) == [found]
    return found


def texts(dialog: ExpectationsDialog) -> dict[str, str]:
    return {word: entry.text() for word, entry in dialog.fields.items() if entry.text()}


def test_what_is_saved_is_expected_and_shown_again(
    dialog: ExpectationsDialog, opened: Driver
) -> None:
    window = opened.window
    assert texts(dialog) == {}
    dialog.fields["exposure"].setText("500 ms")
    dialog.fields["frames"].setText(" 9 ")
    opened.qtbot.keyClick(dialog.fields["frames"], Qt.Key.Key_Return)
    assert not dialog.isVisible()
    wanted = Expected(exposure_s=0.5, frames=9)
    assert window.workspace.preset.expected == wanted
    assert window.expected.words.text() == "0.5 s, 9 frames"
    opened.qtbot.waitUntil(
        lambda: window.workspace.session.frames == (), timeout=PATIENCE_MS
    )
    opened.settle()
    again = ExpectationsDialog(
        window.workspace, window.workspace.root, window.regrouping, window
    )
    assert texts(again) == {"exposure": "0.5 s", "frames": "9"}
    assert not again.take.isEnabled()
    again.empty.click()
    assert texts(again) == {}
    again.save.click()
    assert window.workspace.preset.expected == Expected()
    opened.settle()


def test_the_facts_of_the_session_fill_it(
    dialog: ExpectationsDialog, opened: Driver
) -> None:
    dialog.take.click()
    found = texts(dialog)
    assert found["shape"] == f"{NX}x{NY}"
    assert (found["kind"], found["frames"]) == ("dark", "5")
    dialog.save.click()
    opened.settle()
    assert len(opened.workspace.session.frames) == 5
    assert opened.workspace.session.skipped == ()


def test_what_cannot_be_read_is_refused(
    dialog: ExpectationsDialog, opened: Driver
) -> None:
    entry = dialog.fields["shape"]
    entry.setText("large")
    dialog.save.click()
    assert dialog.isVisible()
    assert QApplication.focusWidget() is entry
    words = "Write WIDTHxHEIGHT, such as 2048x2048, or nothing."
    assert entry.callout.text == words
    assert opened.workspace.preset.expected == Expected()


def test_another_folder_closes_it(
    dialog: ExpectationsDialog, opened: Driver, tmp_path: Path
) -> None:
    opened.workspace.set_session(None)
    dialog.take.click()  # nothing to take from
    assert texts(dialog) == {}
    opened.workspace.set_root(tmp_path / "other")
    assert not dialog.isVisible()
