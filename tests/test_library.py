"""The names for notebooks: all there, typed, and free until they are used."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

PACKAGES = ("darkviewer.core", "darkviewer.storage")

IMPORTED = """
import sys
import {package}
print(*sys.modules)
"""


def typed_names(package: str) -> set[str]:
    """Names that the package imports for type checkers alone."""
    path = Path(importlib.import_module(package).__file__ or "")
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If):
            for line in node.body:
                assert isinstance(line, ast.ImportFrom)
                names |= {alias.name for alias in line.names}
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_there_and_described(package: str) -> None:
    module = importlib.import_module(package)
    assert set(module.__all__) == typed_names(package)
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            # a dataclass without a docstring is given its signature as one
            assert not (value.__doc__ or f"{name}(").startswith(f"{name}(")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_function_describes_its_parameters_and_its_result(package: str) -> None:
    module = importlib.import_module(package)
    functions = [
        value
        for name in module.__all__
        if inspect.isfunction(value := getattr(module, name))
    ]
    assert functions
    for function in functions:
        text = inspect.getdoc(function) or ""
        _, _, sections = text.partition("Parameters\n----------\n")
        heads = [line for line in sections.splitlines() if line[:1].strip()]
        named = {
            name.strip() for head in heads for name in head.split(":")[0].split(",")
        }
        assert set(inspect.signature(function).parameters) <= named, function
        assert "Returns\n-------\n" in text, function


@pytest.mark.parametrize("package", PACKAGES)
def test_an_unknown_name_is_an_error_that_names_it(package: str) -> None:
    module = importlib.import_module(package)
    with pytest.raises(AttributeError, match=f"{package}.*no attribute 'nothing'"):
        _ = module.nothing


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_the_package_loads_none_of_its_modules(package: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(package=package)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    ours = {name for name in done.stdout.split() if name.startswith("darkviewer")}
    assert ours == {
        "darkviewer",
        "darkviewer.core",
        "darkviewer.core.lazy_names",
        package,
    }
    assert "numpy" not in done.stdout.split()


def test_the_package_says_that_it_is_typed() -> None:
    assert files("darkviewer").joinpath("py.typed").is_file()
