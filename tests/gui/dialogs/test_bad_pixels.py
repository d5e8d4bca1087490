"""Bad pixels written from the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from astropy.io import fits
from PySide6.QtCore import Qt

from darkviewer.gui.dialogs import bad_pixels, into_folder
from darkviewer.gui.dialogs.bad_pixels import BadPixelsDialog
from tests.helpers.windows import Driver


@pytest.fixture
def dialog(opened: Driver, tmp_path: Path) -> BadPixelsDialog:
    opened.window.actions_by_name["export_bad_pixels"].trigger()
    dialog = opened.window.findChild(BadPixelsDialog)
    dialog.folder.setText(str(tmp_path / "masks"))
    return dialog


def masks(folder: Path) -> list[Path]:
    return sorted(
        (folder / "masks").glob("*.fits"), key=lambda path: path.stat().st_ino
    )


def export(dialog: BadPixelsDialog, opened: Driver) -> str:
    dialog.write.click()
    opened.qtbot.waitUntil(dialog.write.isEnabled)
    return dialog.outcome.text()


def test_ticked_reasons_are_the_policy(
    dialog: BadPixelsDialog, opened: Driver, tmp_path: Path
) -> None:
    assert "warm" not in dialog.reasons.ticked
    assert "7 files written" in export(dialog, opened)
    (path,) = masks(tmp_path)
    with fits.open(path) as hdus:
        assert hdus[0].header["UNUSABLE"] == 2**11 - 1 - 4
    dialog.reasons.setFocus()
    opened.qtbot.keyClick(dialog.reasons, Qt.Key.Key_Return)
    assert "saturated" not in dialog.reasons.ticked
    assert "holds an export already" in export(dialog, opened)
    dialog.replace.click()
    opened.qtbot.waitUntil(lambda: "7 files written" in dialog.outcome.text())
    (second,) = masks(tmp_path)
    with fits.open(second) as hdus:
        assert hdus[0].header["UNUSABLE"] == 2**11 - 1 - 4 - 1


def test_compared_with_an_older_mask(
    dialog: BadPixelsDialog,
    opened: Driver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "older" not in export(dialog, opened)
    (path,) = masks(tmp_path)
    monkeypatch.setattr(bad_pixels, "ask_file", lambda *_what, **_kinds: None)
    dialog._choose_older()
    assert dialog.older is None
    monkeypatch.setattr(bad_pixels, "ask_file", lambda *_what, **_kinds: path)
    dialog._choose_older()
    assert path.name in dialog.compared.text()
    dialog.folder.setText(str(tmp_path / "later"))
    assert "0 appeared and 0 are gone since the older mask" in export(dialog, opened)
    dialog.alone.click()
    assert dialog.older is None
    assert dialog.alone.isHidden()
    dialog.folder.setText(str(tmp_path / "last"))
    assert "older" not in export(dialog, opened)


def test_a_capture_that_was_closed_meanwhile(
    dialog: BadPixelsDialog, opened: Driver, tmp_path: Path
) -> None:
    opened.workspace.set_session(None)
    dialog.write.click()
    opened.settle()
    assert not (tmp_path / "masks").exists()


def test_an_export_has_a_folder_of_its_own(
    dialog: BadPixelsDialog,
    opened: Driver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen, offered = tmp_path / "mine", dialog._offered
    monkeypatch.setattr(into_folder, "ask_folder", lambda *_what: chosen)
    chosen.mkdir()
    dialog._browse()
    assert dialog.folder.text() == str(chosen)  # it is empty
    export(dialog, opened)
    dialog._browse()
    assert dialog.folder.text() == str(chosen)  # that export can be replaced
    (chosen / "SHA256SUMS").unlink()
    dialog._browse()
    assert dialog.folder.text() == str(chosen / Path(offered).name)
    assert Path(offered).name.endswith("Dark30s_bad-pixels")
