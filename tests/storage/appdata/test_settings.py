from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.parameters import Parameters
from darkviewer.storage.appdata.settings import (
    MIGRATIONS,
    SCHEMA,
    Settings,
    load,
    save,
    settings_path,
)


def test_nothing_is_remembered_at_first() -> None:
    assert load() == (Settings(), "")
    assert not settings_path().exists()


def test_what_is_saved_is_read_back() -> None:
    settings = Settings(
        last_root="D:/Raw/съёмка \udcff",  # a name that is no text
        parameters=Parameters(ratio=0.4).as_dict(),
        options={"palette": "night", "font": 1.2},
    )
    settings.set_bytes("geometry", bytes(range(256)))
    settings.remember("/a")
    save(settings)
    found, message = load()
    assert (found, message) == (settings, "")
    assert found.bytes_of("geometry") == bytes(range(256))
    assert Parameters(**found.parameters) == Parameters(ratio=0.4)


def test_the_platform_says_where(own_folders: Path) -> None:
    save(Settings())
    assert settings_path().name == "settings.json"
    assert own_folders in settings_path().parents


def test_recent_paths_are_newest_first_and_once() -> None:
    settings = Settings()
    for number in range(15):
        settings.remember(Path(f"/{number}"))
    settings.remember(Path("/9"))
    assert settings.recent[:3] == [str(Path("/9")), str(Path("/14")), str(Path("/13"))]
    assert len(settings.recent) == 10


def test_damaged_bytes_are_empty() -> None:
    settings = Settings(window={"geometry": "%%%", "state": "é"})
    assert settings.bytes_of("geometry") == b""
    assert settings.bytes_of("state") == b""
    assert settings.bytes_of("absent") == b""


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b'{"schema": "1"}', b"\xff\xfe", b"[" * 100_000],
)
def test_a_damaged_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings, message = load(path)
    assert settings == Settings()
    (aside,) = os.listdir(tmp_path)
    assert aside.startswith("settings.json.corrupt-")
    assert (tmp_path / aside).read_bytes() == content
    assert "renamed to" in message
    assert aside in message
    save(Settings(last_root="/x"), path)
    assert load(path)[0].last_root == "/x"


def test_what_has_the_wrong_type_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    document = {
        "schema": SCHEMA,
        "last_root": 3,
        "recent": ["/a", 5],
        "window": {"a": "AA==", "b": 1},
        "options": None,
        "invented later": {},
    }
    path.write_text(json.dumps(document))
    expected = Settings(recent=["/a"], window={"a": "AA=="})
    assert load(path) == (expected, "")


def test_settings_of_an_older_version_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    window = {"geometry": "AA==", "lower": "AQ=="}
    old = {"schema": 1, "last_root": "/raw", "window": window, "options": {"theme": 1}}
    path.write_text(json.dumps(old))
    settings, message = load(path)
    assert settings == Settings(
        last_root="/raw", window={"geometry": "AA=="}, options={"theme": 1}
    )
    copy = tmp_path / "settings.json.schema-1"
    assert str(copy) in message
    assert json.loads(copy.read_text()) == old
    save(settings, path)
    assert load(path) == (settings, "")


def test_sizes_that_nobody_chose_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    window = {"geometry": "AA==", "whole": "AQ==", "beside": "Ag=="}
    path.write_text(json.dumps({"schema": 2, "window": window}))
    assert load(path)[0].window == {"geometry": "AA=="}


def test_the_pixel_scale_that_nobody_typed_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for before, after in ((1.5, {"ratio": 0.4}), (2.0, None), ("odd", None)):
        kept = {"pixel_scale_arcsec": before, "ratio": 0.4}
        path.write_text(json.dumps({"schema": 3, "parameters": kept}))
        assert load(path)[0].parameters == (after or kept)
    path.write_text(json.dumps({"schema": 3, "parameters": []}))
    assert load(path)[0].parameters == {}


def test_every_older_schema_has_its_migration() -> None:
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA))


def test_settings_of_a_newer_version_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"schema": SCHEMA + 1, "last_root": "/raw"}))
    content = path.read_bytes()
    settings, message = load(path)
    assert settings == Settings()
    (aside,) = os.listdir(tmp_path)
    assert aside.startswith("settings.json.newer-")
    assert (tmp_path / aside).read_bytes() == content
    assert "newer version" in message
    assert aside in message


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    settings, message = load(tmp_path)  # a folder
    assert settings == Settings()
    assert "cannot be read" in message
    with pytest.raises(DarkviewerError, match="cannot be written"):
        save(Settings(), tmp_path)


json_values: Any = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["schema", "last_root", "recent", "parameters", "window"]),
        json_values | st.integers(),
    )
)
def test_no_document_breaks_it(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "settings.json"
    path.write_text(json.dumps(document))
    settings, _ = load(path)
    save(settings, path)
    # NaN is unequal to itself; its text is not.
    assert repr(load(path)[0]) == repr(settings)
