"""Workflows, hooks and the citation: what services and tools outside read of us."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from darkviewer import __version__
from tests.helpers.places import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_pins_every_action_and_needs_no_secret(path: Path) -> None:
    jobs = read(path)["jobs"]
    steps = [step for job in jobs.values() for step in job.get("steps", ())]
    actions = [step["uses"] for step in steps if "uses" in step]
    assert actions
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", a) for a in actions)
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_the_bundle_is_built_for_two_systems_once_the_checks_have_passed() -> None:
    jobs = read(ROOT / ".github/workflows/bundle.yml")["jobs"]
    systems = ["ubuntu-22.04", "windows-2022"]
    assert jobs["bundle"]["strategy"]["matrix"]["os"] == systems
    called = jobs[jobs["bundle"]["needs"]]["uses"]
    assert (ROOT / called).is_file()


def test_the_checks_run_on_every_python_that_is_promised() -> None:
    jobs = read(ROOT / ".github/workflows/checks.yml")["jobs"]
    pythons = jobs["run"]["strategy"]["matrix"]["python"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f">={pythons[0]}" == project["requires-python"]
    assert any(step.get("run") == ".ci/run" for step in jobs["run"]["steps"])


def test_both_ends_of_the_bounds_are_tried_and_python_3_14() -> None:
    jobs = read(ROOT / ".github/workflows/checks.yml")["jobs"]
    pythons = jobs["run"]["strategy"]["matrix"]["python"]
    tried = jobs["dependencies"]["strategy"]["matrix"]["include"]
    assert {(one["python"], one["versions"]) for one in tried} == {
        (python, versions)
        for python in (pythons[0], pythons[-1])
        for versions in ("lowest", "newest")
    } | {("3.14", "newest")}


def test_the_wheel_is_built_and_tried_on_the_oldest_and_the_newest_python() -> None:
    jobs = read(ROOT / ".github/workflows/checks.yml")["jobs"]
    pythons = jobs["run"]["strategy"]["matrix"]["python"]
    assert jobs["wheel"]["strategy"]["matrix"]["python"] == [pythons[0], pythons[-1]]
    assert any(step.get("run") == "make wheel" for step in jobs["wheel"]["steps"])


def test_hooks_are_local_and_are_those_of_make_lint() -> None:
    repositories = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert {one["repo"] for one in repositories} == {"local"}
    entries = [hook["entry"] for one in repositories for hook in one["hooks"]]
    lint = subprocess.run(
        ["make", "--dry-run", "lint"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    commands = re.findall(r"^\.venv/bin/(\S+(?: format)?)", lint, re.MULTILINE)
    assert commands
    for command in commands:
        assert any(e.startswith(f".venv/bin/{command}") for e in entries), command


def test_the_citation_is_of_this_version_and_licence() -> None:
    citation = read(ROOT / "CITATION.cff")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == __version__
    assert citation["license"] == project["license"].split(" AND ")[0]  # of the program
    assert citation["authors"] == project["authors"]
    assert citation["keywords"] == project["keywords"]
    assert citation["message"]
    assert citation["title"]
