"""What is kept of what a reviewer saw."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from darkviewer import __version__
from darkviewer.core.masters.master import Master
from darkviewer.core.parameters import Parameters
from darkviewer.core.review.shown import figures_of, master_hash, run_of


def test_a_run_is_known_by_everything_that_made_it() -> None:
    base = run_of(Parameters(), "", "abc")
    assert base["version"] == __version__
    assert base["parameters"] == Parameters().as_dict()
    assert base["profile"] == "Gaussian"
    assert run_of(Parameters(), "", "abc") == base
    others = (
        run_of(replace(Parameters(), threshold_e=201.0), "", "abc"),
        run_of(Parameters(), "moffat.fits", "abc"),
        run_of(Parameters(), "", "abd"),
    )
    assert len({base["run"], *(other["run"] for other in others)}) == 4
    json.dumps(base)


def test_masters_are_told_apart_by_their_pixels() -> None:
    plane = np.arange(12, dtype=np.uint16).reshape(3, 4)
    one = Master("average", 5, (plane,))
    assert master_hash(one) == master_hash(Master("average", 5, (plane.copy(),)))
    changed = plane.copy()
    changed[2, 3] += 1
    others = (
        Master("average", 5, (changed,)),
        Master("average", 6, (plane,)),
        Master("clipped", 5, (plane,)),
    )
    assert len({master_hash(master) for master in (one, *others)}) == 4


def test_what_was_not_examined_has_no_figures() -> None:
    assert figures_of(None, 3) == {"label": "", "p": None, "dbic": None}
