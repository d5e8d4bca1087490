"""Every check can be seen to speak in a report."""

from __future__ import annotations

import re

import pytest

from darkviewer.core.health.noise_checks import CORRELATION, NEGATIVES, WIDTH
from darkviewer.core.health.table import CHECKS
from darkviewer.core.progress import drive
from darkviewer.reports.report import report_of
from darkviewer.runs.report_plan import ReportPlan
from tests.helpers.worst_sessions import SESSIONS, worst_outcome, write_worst

NAMES = sorted(check.name for check in (*CHECKS, NEGATIVES, WIDTH, CORRELATION))
NEVER = {"metadata", "set_points"}
"""The first is no fault; frames of another set point are another series."""

_ROW = re.compile(
    r'<tr><td><span class="mark (\w+)">.</span></td><td class="keep">([^<]*)</td>'
    r".*<td>([^<]*)</td></tr>"
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    found = {}
    for name in SESSIONS:
        stars = 1 if name == "few" else 0
        plan = ReportPlan(per_flux=stars, fluxes_e=(9000.0,), cutouts=2)
        folder, planted = write_worst(tmp_path_factory.mktemp(name), name)
        found[name] = drive(report_of(worst_outcome(folder, planted), plan=plan))
    return found


def rows(page: str) -> dict[str, tuple[str, str]]:
    return {
        name.replace(" ", "_"): (state, words)
        for state, name, words in _ROW.findall(page)
    }


@pytest.mark.timeout(300)
def test_each_check_is_amber_or_red_in_one_of_them(pages: dict[str, str]) -> None:
    spoken = set()
    for page in pages.values():
        found = rows(page)
        assert sorted(found) == NAMES
        spoken |= {name for name, (s, _) in found.items() if s in ("warn", "fail")}
        assert all(words for _, words in found.values())
    assert {*NAMES} - spoken == NEVER


def test_the_worst_is_said_first(pages: dict[str, str]) -> None:
    order = ["fail", "warn", "pass", "open"]
    for page in pages.values():
        states = [state for state, _ in rows(page).values()]
        assert states == sorted(states, key=order.index)
        (head,) = re.findall(r'<p class="badge (\w+)">', page)
        assert head == states[0]


def test_what_did_not_pass_is_in_the_summary(pages: dict[str, str]) -> None:
    for page in pages.values():
        (summary,) = re.findall(r"<header>(.*?)</header>", page, re.DOTALL)
        said = rows(page).values()
        found = [words for state, words in said if state in ("fail", "warn")]
        assert all(f"<li>{words}</li>" in summary for words in found[:4])


def test_no_sentence_holds_what_no_one_reads(pages: dict[str, str]) -> None:
    """No NaN, no exponents, and the signs of the page."""
    odd = re.compile(r"\bnan\b|\binf\b|e[+-]\d\d|[^\w]e-")
    for page in pages.values():
        for name, (_, words) in rows(page).items():
            assert not odd.search(words), (name, words)


def test_the_certificate_and_the_gain_follow(pages: dict[str, str]) -> None:
    assert "Not certified" in pages["many"]
    assert not any("> Certified</p>" in page for page in pages.values())
    assert "no injected star fell on usable pixels" in pages["few"]
    assert "what each criterion keeps is not known" in pages["few"]
    assert "Completeness over flux" not in pages["few"]
    assert "photon transfer: " in pages["steady"]
    assert "It cannot be measured from these frames" in pages["few"]
