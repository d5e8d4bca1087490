from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.frames.folder_names import Place, place


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("D:/Raw/2024-05-08/03_38_48/Dark30s", ("2024-05-08", "03_38_48", "Dark30s")),
        ("/c/2024-02-21/Capture/11_07_41", ("2024-02-21", "11_07_41", "Capture")),
        ("/c/2024-05-08/03_38_48/M13/rawframes", ("2024-05-08", "03_38_48", "M13")),
        ("/c/2024-05-08/Dark30s", ("2024-05-08", "", "Dark30s")),
        ("/c/2024-05-08/Dark30s/03_38_48Z", ("2024-05-08", "03_38_48Z", "Dark30s")),
        ("/c/2024-05-08", ("2024-05-08", "", "")),
        ("/home/me/my darks", ("", "", "")),
        ("/", ("", "", "")),
        (".", ("", "", "")),
        ("/c/2024-05-08/03_38_48/暗 [1]", ("2024-05-08", "03_38_48", "暗 [1]")),
    ],
)
def test_folder_names(folder: str, expected: tuple[str, str, str]) -> None:
    assert place(Path(folder)) == Place(*expected)
