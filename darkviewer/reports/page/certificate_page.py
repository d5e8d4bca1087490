"""A certificate on one page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from darkviewer.reports.page.environment import environment

__all__ = ["render_certificate"]


def render_certificate(document: Mapping[str, Any]) -> str:
    """The HTML of a certificate.

    Parameters
    ----------
    document : mapping
        Plain values from `certificate_document`.
    """
    return environment().get_template("certificate.html").render(certificate=document)
