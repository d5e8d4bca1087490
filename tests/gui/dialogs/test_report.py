"""A report written from the window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMainWindow

from darkviewer.gui.dialogs.report import ReportDialog
from darkviewer.gui.main_window import MainWindow
from tests.helpers.windows import Driver, settle


def dialog_of(window: MainWindow, folder: Path, stars: int = 0) -> ReportDialog:
    window.actions_by_name["report"].trigger()
    dialog = window.findChild(ReportDialog)
    dialog.folder.setText(str(folder))
    dialog.per_flux.setValue(stars)
    dialog.cutouts.setValue(3)
    return dialog


def document(path: Path) -> dict[str, Any]:
    _, _, rest = path.read_text(encoding="utf-8").partition('id="darkviewer-report">')
    return json.loads(rest.partition("</script>")[0])


def test_of_what_is_on_show(
    opened: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_of(opened.window, tmp_path / "reports", stars=1)
    assert isinstance(dialog.parent(), QMainWindow)
    assert dialog.show_folder.isHidden()
    dialog.write.click()
    opened.qtbot.waitUntil(lambda: "1 file written" in dialog.outcome.text())
    (path,) = (tmp_path / "reports").glob("*.html")
    assert path.name.startswith("Report_")
    found, workspace = document(path), opened.workspace
    parameters = workspace.parameters.as_dict()
    assert found["provenance"]["parameters"] == json.loads(json.dumps(parameters))
    assert found["candidates"]["accepted"] == int(workspace.candidates.accepted.sum())
    assert found["completeness"]["plan"]["per_flux"] == 1
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    assert not dialog.show_folder.isHidden()
    dialog.show_folder.click()
    assert [Path(url.toLocalFile()) for url in shown] == [path]


def test_after_the_psf_test(untested: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    untested.workspace.set_parameter("criterion", "psf")
    settle(untested, qtbot)
    dialog = dialog_of(untested, tmp_path / "reports")
    dialog.write.click()
    qtbot.waitUntil(lambda: "1 file written" in dialog.outcome.text())
    (path,) = (tmp_path / "reports").glob("*.html")
    found = document(path)
    assert found["provenance"]["noise"] is not None
    assert {one["label"] for one in found["candidates"]["shown"]} == {"PSF-like"}


def test_other_limits_than_the_test_was_made_for(
    untested: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    """What was examined does not answer: the job examines again."""
    untested.workspace.set_parameter("criterion", "psf")
    settle(untested, qtbot)
    untested.workspace.set_parameter("criterion", "ratio")
    untested.workspace.set_parameter("fwhm_px", 1.7)
    settle(untested, qtbot)
    dialog = dialog_of(untested, tmp_path / "reports")
    dialog.write.click()
    qtbot.waitUntil(lambda: "1 file written" in dialog.outcome.text())
    (path,) = (tmp_path / "reports").glob("*.html")
    assert document(path)["provenance"]["parameters"]["fwhm_px"] == 1.7


def test_a_capture_that_was_closed_meanwhile(opened: Driver, tmp_path: Path) -> None:
    dialog = dialog_of(opened.window, tmp_path / "reports")
    opened.workspace.set_session(None)
    dialog.write.click()
    assert "Nothing is calibrated" in dialog.outcome.text()
    assert not (tmp_path / "reports").exists()
