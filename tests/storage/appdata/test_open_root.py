from __future__ import annotations

import os
from pathlib import Path

import pytest

from darkviewer.storage.appdata.open_root import (
    forget_open_root,
    note_open_root,
    root_left_open,
)
from darkviewer.storage.appdata.settings import settings_path


@pytest.mark.parametrize("name", ["/captures", "/a b/съёмка", "/two\nlines", "/\udcff"])
def test_a_root_is_left_open_until_it_is_forgotten(name: str) -> None:
    assert root_left_open() is None
    note_open_root(Path(name))
    assert root_left_open() == Path(name)
    forget_open_root()
    forget_open_root()
    assert root_left_open() is None


@pytest.mark.parametrize("content", [b"", b"a\0b"])
def test_what_is_no_path_is_no_root(content: bytes) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().with_name("open-root").write_bytes(content)
    assert root_left_open() is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_disk_that_refuses_is_no_fault() -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().parent.chmod(0o500)
    note_open_root(Path("/captures"))
    assert root_left_open() is None
