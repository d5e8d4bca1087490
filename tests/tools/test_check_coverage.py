"""The check of coverage, on reports of a small package measured for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.places import ROOT

TOOL = ROOT / "tools" / "check_coverage.py"
WHOLE = "def half(x):\n    return x / 2\n"
BRANCH = "def sign(x):\n    if x < 0:\n        x = -1\n    return x\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """`whole` is covered; in `branch` the way around the `if` is never taken."""
    (tmp_path / "whole.py").write_text(WHOLE)
    (tmp_path / "branch.py").write_text(BRANCH)
    (tmp_path / "empty.py").write_text("")
    (tmp_path / "use.py").write_text(
        "import branch, empty, whole\nwhole.half(2)\nbranch.sign(-2)\n"
    )
    (tmp_path / ".coveragerc").write_text("[run]\nbranch = true\n")
    own = {name: at for name, at in os.environ.items() if "COVERAGE" not in name}
    for command in (["run", "use.py"], ["json", "-q"]):
        whole = [sys.executable, "-m", "coverage", *command]
        subprocess.run(whole, cwd=tmp_path, env=own, check=True, capture_output=True)
    return tmp_path / "coverage.json"


def check(report: Path, *listed: str, options: tuple[str, ...] = ()) -> tuple:
    """Status, output and complaints of the tool."""
    names = report.with_name("listed.txt")
    names.write_text("\n".join(listed) + "\n")
    command = [sys.executable, TOOL, report, "--listed", names, *options]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def high(report: Path) -> Path:
    """The same report of a package that is covered well enough as a whole."""
    known = json.loads(report.read_text())
    totals = {"num_statements": 90, "covered_lines": 90}
    totals |= {"num_branches": 10, "covered_branches": 7}
    report.write_text(json.dumps(known | {"totals": totals}))
    return report


def test_what_was_full_may_not_fall(report: Path) -> None:
    status, _, said = check(high(report), "branch.py", "use.py", "whole.py")
    assert status == 1
    assert said == "branch.py was covered in full, but not any more: 2 to 4.\n"


def test_97_percent_are_enough_and_less_are_not(report: Path) -> None:
    # of 9 statements and 2 branches in all, one branch is missing
    status, out, said = check(report, "use.py", "whole.py")
    assert (status, out) == (1, "90.91 % of lines and branches, 2 files in full.\n")
    assert said.startswith("90.91 % of lines and branches are covered, at least 97 %")
    status, out, said = check(high(report), "use.py", "whole.py")
    assert (status, said) == (0, "")
    assert out == "97.00 % of lines and branches, 2 files in full.\n"


def test_newly_full_files_are_named_and_can_be_written(report: Path) -> None:
    status, out, _ = check(high(report), "use.py")
    assert status == 0
    assert out.startswith("whole.py is now covered in full: add it to")
    assert check(report, "use.py", options=("--write",))[0] == 0
    assert report.with_name("listed.txt").read_text() == "use.py\nwhole.py\n"


def test_a_listed_file_that_is_gone_is_named(report: Path) -> None:
    status, _, said = check(high(report), "gone.py", "use.py", "whole.py")
    assert status == 1
    assert said.startswith("gone.py is listed but was not measured")


def test_the_list_is_sorted(report: Path) -> None:
    status, _, said = check(high(report), "whole.py", "use.py")
    assert status == 1
    assert "not sorted" in said


def test_lines_that_never_ran_are_named_once(report: Path) -> None:
    known = json.loads(high(report).read_text())
    whole = known["files"]["whole.py"]
    whole["missing_lines"], whole["missing_branches"] = [2], [[2, 3], [1, -1]]
    whole["summary"]["covered_lines"] -= 1
    report.write_text(json.dumps(known))
    _, _, said = check(report, "use.py", "whole.py")
    assert said.endswith("but not any more: 2, 1 to the end.\n")
