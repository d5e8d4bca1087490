from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.storage.captures.other_files import kind_of, what_is_there


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("a.XISF", "an XISF file"),
        ("a.ser", "a SER video"),
        ("IMG_1.CR2", "a camera raw file"),
        ("a.tiff", "a picture"),
        ("night.tar", "an archive"),
    ],
)
def test_kinds_are_known_by_their_extension(name: str, one: str) -> None:
    assert kind_of(name).one == one


@pytest.mark.parametrize("name", ["a.fits", "a.fit", "a.FTS", "a.fits.gz", "a", "a.x"])
def test_frames_and_unknown_files_have_no_kind(name: str) -> None:
    assert kind_of(name) is None


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "No .fits, .fit or .fts file in {root} or below"),
        (("a.txt",), "below; 1 other file"),
        (("a.txt", "b", ".hidden"), "below; 2 other files"),
        (("a.xisf", "x.txt"), "No FITS files, but 1 XISF file: export as FITS"),
        (("a.xisf", "b.xisf", "c.ser"), "No FITS files, but 2 XISF files: export"),
    ],
)
def test_a_folder_without_frames_says_what_is_there(
    names: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    (tmp_path / "below").mkdir()
    for name in names:
        (tmp_path / "below" / name).write_bytes(b"")
    assert words.format(root=tmp_path) in what_is_there(tmp_path)


def test_a_million_files_are_not_all_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("darkviewer.storage.captures.other_files._MOST_ENTRIES", 5)
    for folder in range(4):
        (tmp_path / str(folder)).mkdir()
        for number in range(3):
            (tmp_path / str(folder) / f"{number}.ser").write_bytes(b"")
    assert "6 SER videos" in what_is_there(tmp_path)
