"""Tests mirror the source: a module's tests are in the file of its name."""

from __future__ import annotations

from tests.helpers.places import ROOT

NO_LOGIC = "declarations only"
TESTED_ELSEWHERE: dict[str, str] = {}


def test_every_module_has_a_test_file_of_its_name_or_a_reason() -> None:
    package, tests = ROOT / "darkviewer", ROOT / "tests"
    modules = [m.relative_to(package) for m in sorted(package.rglob("*.py"))]
    without = {
        module.as_posix()
        for module in modules
        if module.name != "__init__.py"
        and not (tests / module.with_name(f"test_{module.name}")).exists()
    }
    assert without == set(TESTED_ELSEWHERE)
