"""An injection run as a document, and as lines that say the same."""

from __future__ import annotations

import pytest

from darkviewer.reports.documents import as_json
from darkviewer.reports.injection import injection_document, injection_lines
from darkviewer.runs.injection import Trial


def test_the_document_counts_what_was_injected(trial: Trial) -> None:
    document = injection_document(trial)
    assert document["injected"] == 200
    assert document["lost"] == pytest.approx(trial.recovery.lost.mean())
    assert set(document["criteria"]) == {"ratio", "psf", "both"}
    star = document["criteria"]["psf"]
    assert star["flux_e"] == [300.0, 8000.0]
    assert sum(star["injected"]) == 200 - trial.recovery.lost.sum()
    assert as_json(document)


def test_lines_have_a_row_per_flux_and_the_fluxes_of_half_and_nine_tenths(
    trial: Trial,
) -> None:
    lines = list(injection_lines(trial))
    assert lines[0].endswith("200 stars injected")
    starts = [line.split()[0] for line in lines if line]
    assert {"300", "8000", "50", "90"} <= set(starts)
