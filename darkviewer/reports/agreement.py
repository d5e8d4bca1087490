"""How reviewers agree, as a document and as lines for people."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from darkviewer.core.review.classes import CLASSES
from darkviewer.reports.documents import columns_of_text

if TYPE_CHECKING:
    from darkviewer.core.review.agreement import Kappa
    from darkviewer.core.review.comparison import Comparison, Pair

__all__ = ["agreement_document", "agreement_lines", "kappa_words"]

_WORDS = {one.name: one.words for one in CLASSES}


def agreement_document(found: Comparison) -> dict[str, Any]:
    """The document of ``opinions agreement --json``."""
    return {
        "classes": list(_WORDS),
        "reviewers": dict(found.verdicts),
        "pairs": [
            {
                "one": pair.one,
                "other": pair.other,
                "counts": pair.counts.tolist(),
                "cohen_kappa": asdict(pair.kappa),
            }
            for pair in found.pairs
        ],
        "fleiss_kappa": asdict(found.fleiss),
        "disagreements": [
            {
                "scope": item.scope,
                "place": item.place,
                "x": item.x,
                "y": item.y,
                "classes": dict(given),
            }
            for item, given in found.disagreements.items()
        ],
    }


def agreement_lines(found: Comparison) -> Iterator[str]:
    """The same for people."""
    rows = [(name, str(number)) for name, number in found.verdicts.items()]
    yield from columns_of_text([("reviewer", "verdicts"), *rows], right=(1,))
    for pair in found.pairs:
        yield ""
        yield from _of_pair(pair)
    yield ""
    yield f"all together, Fleiss' kappa: {kappa_words(found.fleiss)}"
    if not found.disagreements:
        return
    yield ""
    yield f"judged differently: {len(found.disagreements)}"
    listed = [
        (
            str(item.x),
            str(item.y),
            f"{item.scope} of {item.place[:12]}",
            ", ".join(f"{name}: {_WORDS[said]}" for name, said in given.items()),
        )
        for item, given in found.disagreements.items()
    ]
    head = ("x", "y", "what", "verdicts")
    yield from columns_of_text([head, *listed], right=(0, 1))


def _of_pair(pair: Pair) -> Iterator[str]:
    """Only the classes that one of the two has used."""
    counts, words = pair.counts, list(_WORDS.values())
    used = [n for n in range(len(words)) if counts[n].any() or counts[:, n].any()]
    head = (f"{pair.one} (rows), {pair.other}", *(words[n] for n in used))
    rows = [(words[n], *(str(counts[n, m]) for m in used)) for n in used]
    if rows:
        yield from columns_of_text([head, *rows], right=range(1, len(head)))
    yield f"{pair.one} and {pair.other}, Cohen's kappa: {kappa_words(pair.kappa)}"


def kappa_words(kappa: Kappa) -> str:
    """A kappa with its interval of 95 %, or why there is none."""
    if not kappa.items:
        return "nothing was judged by two"
    number = f"{kappa.items} {'item' if kappa.items == 1 else 'items'}"
    if math.isnan(kappa.value):
        return f"not defined, all of {number} are in one class"
    if math.isnan(kappa.low):
        return f"{kappa.value:.2f} ({number}: too few for an interval)"
    return f"{kappa.value:.2f} ({kappa.low:.2f} to {kappa.high:.2f}, {number})"
