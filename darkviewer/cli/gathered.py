"""An option that may be given several times, each adding to those before."""

from __future__ import annotations

import argparse
from abc import ABC, abstractmethod
from typing import Any

__all__ = ["Gathered"]


class Gathered(argparse.Action, ABC):
    """Keeps its default, and all that was given, in one value."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        """Add one text of the command line."""
        before = getattr(namespace, self.dest)
        setattr(namespace, self.dest, self.added(before, values))

    @abstractmethod
    def added(self, before: Any, text: str) -> Any:
        """What was given before, and this.

        Raises
        ------
        argparse.ArgumentError
            By `refusal`, if the text cannot be read.
        """

    def refusal(self, sentence: str) -> argparse.ArgumentError:
        """Why a text cannot be read."""
        return argparse.ArgumentError(self, sentence)
