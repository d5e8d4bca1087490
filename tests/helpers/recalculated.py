"""What is verified again and again is calculated once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from darkviewer.core.evidence.comparison import Item
from darkviewer.core.evidence.origin import Origin
from darkviewer.core.progress import Job
from darkviewer.runs.verifying.kinds import Kind
from darkviewer.runs.verifying.verify import again
from darkviewer.storage.captures.by_hash import FoundFiles


@dataclass
class CalculatedOnce:
    """For so many sessions: all that a test alters was made of the same frames."""

    items: dict[int, dict[str, Item]] = field(default_factory=dict, kw_only=True)

    def calculate(
        self,
        kind: Kind,
        origins: Sequence[Origin],
        found: Sequence[FoundFiles],
        said: Mapping[str, Item],
    ) -> Job[dict[str, Item]]:
        """For `verified`, which would calculate them every time."""
        number = len(origins)
        if number not in self.items:
            self.items[number] = yield from again(kind, origins, found, said)
        return self.items[number]
