"""Workflows of the repository."""

from __future__ import annotations

import re

import yaml

from tests.helpers.places import ROOT


def test_workflow_pins_every_action_and_needs_no_secret() -> None:
    text = (ROOT / ".github/workflows/bundle.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    actions = [step["uses"] for step in steps if "uses" in step]
    assert len(actions) == 5
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", a) for a in actions)
    assert "secrets." not in text
    assert jobs["bundle"]["strategy"]["matrix"]["os"] == [
        "ubuntu-22.04",
        "windows-2022",
    ]
