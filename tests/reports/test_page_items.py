"""A document of ours and its page, as items."""

from __future__ import annotations

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.provenance.record import seal_of
from darkviewer.reports.page_items import (
    document_in,
    document_items,
    embedded_in,
    is_of,
    plan_of,
)
from darkviewer.runs.report_plan import ReportPlan

PAGE = '<p>x</p><script type="application/json" id="a">\n{"a": 1}\n</script>'


def test_the_document_inside_a_page() -> None:
    assert embedded_in(PAGE) == '\n{"a": 1}\n'
    assert embedded_in("<p>nothing</p>") == ""


@pytest.mark.parametrize(
    "text", ["", "1", "[]", "{}", '{"provenance": 1, "provenance": 2}']
)
def test_one_that_cannot_be_read_is_one_sentence(text: str) -> None:
    with pytest.raises(DarkviewerError, match=r"a\.html holds no document of ours"):
        document_in(text, "a.html")


def test_what_people_said_is_named_so_and_the_seal_is_checked() -> None:
    document = {"n": 1, "verdicts": [{"who": "eve"}], "provenance": {"m": 2}}
    sealed = {**document, "seal": seal_of(document)}
    assert document_in('{"provenance": 1}', "a") == {"provenance": 1}
    items = document_items(sealed, "report")
    assert items == {
        "the document as a whole": True,
        "report.n": 1,
        "by reviewers: report.verdicts[0].who": "eve",
        "report.seal": None,
    }
    altered = document_items({**sealed, "provenance": {"m": 3}}, "report")
    assert altered["the document as a whole"] is False


def test_a_page_is_that_of_its_document() -> None:
    assert is_of("1", {"n": 1}, lambda document: str(document["n"]))
    assert not is_of("2", {"n": 1}, lambda document: str(document["n"]))
    assert not is_of("1", {}, lambda document: str(document["n"]))


def test_the_plan_of_a_record() -> None:
    said = {"per_flux": 2, "fluxes_e": [900.0], "cutouts": 3, "seed": 1}
    assert plan_of(said) == ReportPlan(2, (900.0,), 3, 1)
    for other in (None, {}, {"fluxes_e": 1}, {**said, "more": 1}):
        with pytest.raises(DarkviewerError, match="how much was done"):
            plan_of(other)
