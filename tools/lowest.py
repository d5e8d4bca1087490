"""Print constraints that hold every dependency at the lowest version allowed.

``python tools/lowest.py > lowest.txt; CONSTRAINTS=lowest.txt make test`` shows that
the bounds in ``pyproject.toml`` are true.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def lowest(requirement: str) -> str:
    """``name>=1.2,<3; marker`` as ``name==1.2; marker``."""
    found = re.match(r"([\w.-]+)>=([\w.]+)[^;]*(;.*)?$", requirement)
    if found is None:
        raise SystemExit(f"{requirement!r} has no lower bound: give it one.")
    name, version, marker = found.groups()
    return f"{name}=={version}{marker or ''}"


if __name__ == "__main__":
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    print("\n".join(map(lowest, project["dependencies"])))
