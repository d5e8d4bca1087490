"""Options that add up."""

from __future__ import annotations

import argparse

import pytest

from darkviewer.cli.gathered import Gathered


class _Odd(Gathered):
    def added(self, before: tuple[int, ...], text: str) -> tuple[int, ...]:
        if int(text) % 2 == 0:
            raise self.refusal(f"{text} is even")
        return (*before, int(text))


@pytest.fixture
def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(exit_on_error=False)
    made.add_argument("--odd", action=_Odd, default=(1,))
    return made


def test_each_adds_to_those_before(parser: argparse.ArgumentParser) -> None:
    assert parser.parse_args(["--odd", "3", "--odd", "5"]).odd == (1, 3, 5)
    assert parser.parse_args([]).odd == (1,)


def test_what_cannot_be_read_is_refused_by_its_option(
    parser: argparse.ArgumentParser,
) -> None:
    with pytest.raises(argparse.ArgumentError, match="argument --odd: 4 is even"):
        parser.parse_args(["--odd", "4"])
