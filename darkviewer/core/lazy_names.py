"""Public names of a package, loaded when they are first used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["Homes", "lazy_names"]

Homes = Mapping[str, tuple[str, ...]]
"""Module, relative to the package -> the names it gives."""


def lazy_names(
    package: str, homes: Homes
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` for the ``__init__.py`` of a package.

    Parameters
    ----------
    package : str
        Its ``__name__``.
    homes : Homes
        Where its public names are defined.
    """
    home = {name: module for module, names in homes.items() for name in names}

    def load(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home[name]}"), name)
        setattr(sys.modules[package], name, value)  # the next use is a plain look-up
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home})

    return load, names
