"""Equal files of the bundle are kept once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.helpers.platforms import POSIX


@POSIX
def test_equal_libraries_are_kept_once(part: Any, tmp_path: Path) -> None:
    texts = {"a.libs/x.so": "1", "b.libs/x.so": "1", "b.libs/y.so": "1"}
    texts |= {"b.libs/z.so": "2", "c/x.so": "1"}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    part("slim").link_duplicates(tmp_path)
    links = {
        str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_symlink()
    }
    assert links == {"b.libs/x.so"}
    assert {name: (tmp_path / name).read_text() for name in texts} == texts
