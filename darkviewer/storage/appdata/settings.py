"""Settings kept between starts: one JSON file, written atomically."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.atomic import replace_file

__all__ = [
    "MIGRATIONS",
    "SCHEMA",
    "Settings",
    "load",
    "save",
    "settings_bytes",
    "settings_path",
    "write_settings",
]

_RECENT = 10


def _without_lower_row(document: dict[str, Any]) -> dict[str, Any]:
    """The row of candidates got more parts: older sizes no longer fit."""
    window = document.get("window")
    if not isinstance(window, dict):
        return document
    kept = {name: part for name, part in window.items() if name != "lower"}
    return document | {"window": kept}


def _without_splitters(document: dict[str, Any]) -> dict[str, Any]:
    """Sizes were written whether or not somebody had chosen them."""
    window = document.get("window")
    if not isinstance(window, dict):
        return document
    kept = {name: part for name, part in window.items() if name == "geometry"}
    return document | {"window": kept}


def _without_default_scale(document: dict[str, Any]) -> dict[str, Any]:
    """A pixel scale of 1.5 was written whether or not somebody had typed it."""
    parameters = document.get("parameters")
    if not isinstance(parameters, dict) or parameters.get("pixel_scale_arcsec") != 1.5:
        return document
    kept = {n: v for n, v in parameters.items() if n != "pixel_scale_arcsec"}
    return document | {"parameters": kept}


MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: _without_lower_row,
    2: _without_splitters,
    3: _without_default_scale,
}
"""From each older schema to the next one."""

SCHEMA = 1 + max(MIGRATIONS)


@dataclass(slots=True)
class Settings:
    """Everything that is remembered.

    Attributes
    ----------
    last_root : str
        Capture root that was open last; empty for none.
    recent : list of str
        Roots, sessions and files opened before, newest first, at most ten.
    parameters : dict
        As `Parameters.as_dict` gives them.
    window : dict of str
        Geometry, splitters and the like, as base64 text; see `bytes_of`.
    options : dict
        Palette, font size and other choices by name.
    """

    last_root: str = ""
    recent: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    window: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    def remember(self, path: Path | str) -> None:
        """Put a path on top of the recent list."""
        text = str(path)
        others = [known for known in self.recent if known != text]
        self.recent = [text, *others][:_RECENT]

    def bytes_of(self, name: str) -> bytes:
        """A part of `window` as bytes; empty when absent or damaged."""
        try:
            return base64.b64decode(self.window.get(name, ""), validate=True)
        except (binascii.Error, ValueError):
            return b""

    def set_bytes(self, name: str, value: bytes) -> None:
        """Keep bytes, such as Qt's layout state, as a part of `window`."""
        self.window[name] = base64.b64encode(value).decode("ascii")


def settings_path() -> Path:
    """Where the platform keeps the settings of a user's programs."""
    folder = platformdirs.user_config_dir("darkviewer", appauthor=False)
    return Path(folder, "settings.json")


def load(path: Path | None = None) -> tuple[Settings, str]:
    """Read the settings; what cannot be understood is replaced by its default.

    Returns
    -------
    settings : Settings
        Defaults where there is no file yet.
    message : str
        One sentence for the user if the file was damaged or of a newer version and had
        to be set aside (renamed, never deleted), was of an older one (a copy stays) or
        could not be read; else empty.
    """
    path = path or settings_path()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), f"the settings in {path} cannot be read: {error.strerror}"
    try:
        document = json.loads(content)
        schema = _schema_of(document)
    except (ValueError, RecursionError):
        return Settings(), _set_aside(path, "corrupt", "were damaged")
    if schema > SCHEMA:
        why = "are from a newer version of Darkviewer"
        return Settings(), _set_aside(path, "newer", why)
    return _understood(_migrated(document, schema)), _kept_copy(path, content, schema)


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings; a reader finds the old or the new ones, never a part.

    Raises
    ------
    DarkviewerError
        If they cannot be written.
    """
    write_settings(settings_bytes(settings), path)


def write_settings(content: bytes, path: Path | None = None) -> None:
    """Write what `settings_bytes` gave; a link that the user made stays one.

    Raises
    ------
    DarkviewerError
        If it cannot be written.
    """
    replace_file(path or settings_path(), content, private=True, through_links=True)


def settings_bytes(settings: Settings) -> bytes:
    """Content of the file."""
    document = {
        "schema": SCHEMA,
        "last_root": settings.last_root,
        "recent": settings.recent,
        "parameters": settings.parameters,
        "window": settings.window,
        "options": settings.options,
    }
    # ASCII: paths may hold any bytes
    return json.dumps(document, indent=2).encode("ascii")


def _schema_of(document: Any) -> int:
    schema = document.get("schema") if isinstance(document, dict) else None
    if type(schema) is not int or schema < min(MIGRATIONS):
        raise ValueError("not settings of this program")
    return schema


def _migrated(document: dict[str, Any], schema: int) -> dict[str, Any]:
    for older in range(schema, SCHEMA):
        document = MIGRATIONS[older](document)
    return document


def _kept_copy(path: Path, content: bytes, schema: int) -> str:
    """The file as an older version left it, for a return to it."""
    if schema == SCHEMA:
        return ""
    copy = path.with_name(f"{path.name}.schema-{schema}")
    try:
        replace_file(copy, content, private=True)
    except DarkviewerError as error:
        return str(error)
    return f"the settings were converted from an older version; {copy} is a copy"


def _understood(document: Mapping[str, Any]) -> Settings:
    """Take what has the right type."""
    default = Settings()
    for name in Settings.__slots__:
        value = document.get(name)
        if isinstance(value, type(getattr(default, name))):
            setattr(default, name, value)
    default.recent = [text for text in default.recent if isinstance(text, str)]
    default.window = {k: v for k, v in default.window.items() if isinstance(v, str)}
    return default


def _set_aside(path: Path, kind: str, why: str) -> str:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = path.with_name(f"{path.name}.{kind}-{stamp}")
    try:
        os.replace(path, aside)
    except OSError as error:
        return f"the settings in {path} {why} and cannot be renamed: {error.strerror}"
    return f"the settings {why} and were renamed to {aside}; defaults are used"
