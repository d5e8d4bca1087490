from __future__ import annotations

import json
import math

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.review.agreement import Kappa
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.comparison import compared
from darkviewer.core.review.verdict import Verdict
from darkviewer.reports.agreement import (
    agreement_document,
    agreement_lines,
    kappa_words,
)
from darkviewer.reports.documents import as_json

FRAME = "0123456789ab" + "f" * 52


def event(reviewer: str, name: str, x: int) -> Opinion:
    verdict = Verdict(reviewer, EVENT, FRAME, x, 5, name)
    return Opinion(VERDICT, verdict.subject, verdict.as_value())


FOUND = compared(
    [
        *(event("ann", "hot", 10 * n) for n in range(3)),
        event("ann", "noise", 30),
        *(event("bert", "hot", 10 * n) for n in range(2)),
        event("bert", "psf-like", 20),
        event("bert", "noise", 30),
        event("cleo", "noise", 990),
    ]
)


def test_the_document_has_counts_kappas_and_disagreements() -> None:
    document = json.loads(as_json(agreement_document(FOUND)))
    pair = document["pairs"][0]
    hot, star = (document["classes"].index(name) for name in ("hot", "psf-like"))
    assert pair["counts"][hot][hot] == 2
    assert pair["counts"][hot][star] == 1
    assert pair["cohen_kappa"]["items"] == 4
    assert document["pairs"][1]["cohen_kappa"]["value"] is None
    assert document["fleiss_kappa"]["items"] == 4
    assert document["disagreements"] == [
        {
            "scope": "event",
            "place": FRAME,
            "x": 20,
            "y": 5,
            "classes": {"ann": "hot", "bert": "psf-like"},
        }
    ]


def test_the_lines_show_only_classes_that_were_used() -> None:
    lines = list(agreement_lines(FOUND))
    assert lines[:4] == [
        "reviewer  verdicts",
        "ann              4",
        "bert             4",
        "cleo             1",
    ]
    assert lines[5:9] == [
        "ann (rows), bert  PSF-like  hot  noise",
        "PSF-like                 0    0      0",
        "hot                      1    2      0",
        "noise                    0    0      1",
    ]
    assert "ann and cleo, Cohen's kappa: nothing was judged by two" in lines
    assert lines[-3:] == [
        "judged differently: 1",
        " x  y  what                   verdicts",
        "20  5  event of 0123456789ab  ann: hot, bert: PSF-like",
    ]


def test_without_disagreements_there_is_no_list() -> None:
    lines = list(agreement_lines(compared([event("ann", "hot", 1)])))
    assert lines[-1] == "all together, Fleiss' kappa: nothing was judged by two"


def test_a_kappa_says_how_well_it_is_known() -> None:
    assert kappa_words(Kappa(0.5, 0.25, 0.75, 40)) == "0.50 (0.25 to 0.75, 40 items)"
    words = kappa_words(Kappa(1.0, math.nan, math.nan, 1))
    assert words == "1.00 (1 item: too few for an interval)"
    words = kappa_words(Kappa(math.nan, math.nan, math.nan, 3))
    assert words == "not defined, all of 3 items are in one class"
