"""What a reviewer had on the screen: kept with each verdict."""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer import __version__

if TYPE_CHECKING:
    from darkviewer.core.candidates.classification import Classification
    from darkviewer.core.masters.master import Master
    from darkviewer.core.parameters import Parameters

__all__ = ["figures_of", "master_hash", "run_of"]


def master_hash(master: Master) -> str:
    """SHA-256 over method, number of frames and planes of a master dark."""
    digest = hashlib.sha256(f"{master.method} {master.n}\n".encode("ascii"))
    for plane in master.planes:
        digest.update(np.ascontiguousarray(plane).data)
    return digest.hexdigest()


def run_of(parameters: Parameters, profile: str, master: str) -> dict[str, Any]:
    """Everything that made the candidates, and a short name for it.

    Parameters
    ----------
    parameters : Parameters
        Of what was on show.
    profile : str
        File of a measured profile; empty for the Gaussian.
    master : str
        From `master_hash`; empty where it is not known yet.
    """
    made = {
        "version": __version__,
        "parameters": parameters.as_dict(),
        "profile": profile or "Gaussian",
        "master": master,
    }
    text = json.dumps(made, sort_keys=True, default=str)
    return {"run": hashlib.sha256(text.encode()).hexdigest()[:16], **made}


def figures_of(known: Classification | None, row: int) -> dict[str, Any]:
    """Label, p and the smallest ΔBIC of one row; None where it is not known."""
    if known is None:
        return {"label": "", "p": None, "dbic": None}
    shape = known.evidence.shape
    return {
        "label": str(known.words[row]),
        "p": _plain(shape.p[row]),
        "dbic": _plain(shape.dbic[row].min()),
    }


def _plain(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None
