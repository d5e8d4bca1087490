"""Letters that, with Alt, reach what they are underlined in."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["marked", "mnemonics"]


def mnemonics(texts: Iterable[str], taken: str = "") -> list[int]:
    """Where the letter of each text is, -1 for none: no two have the same.

    The first letter of a text is taken if it is free, else that of another word, else
    any other. Where all letters of a text are taken, others give way.
    """
    chosen = _Letters(list(texts), taken.lower())
    for number in range(len(chosen.texts)):
        chosen.take_free(number)
    for number, place in enumerate(chosen.places):
        if place < 0:
            chosen.take(number, set())
    return chosen.places


class _Letters:
    """Whose each letter is."""

    def __init__(self, texts: list[str], taken: str) -> None:
        self.texts = texts
        self.places = [-1] * len(texts)
        self._owners: dict[str, int] = {}
        self._wanted = [_letters(text, taken) for text in texts]

    def take_free(self, number: int) -> None:
        for letter, place in self._wanted[number]:
            if letter not in self._owners:
                self._give(number, letter, place)
                return

    def take(self, number: int, asked: set[str]) -> bool:
        """Take a letter whose owner can take another one."""
        for letter, place in self._wanted[number]:
            if letter not in asked:
                asked.add(letter)
                owner = self._owners.get(letter)
                if owner is None or self.take(owner, asked):
                    self._give(number, letter, place)
                    return True
        return False

    def _give(self, number: int, letter: str, place: int) -> None:
        self._owners[letter] = number
        self.places[number] = place


def marked(text: str, place: int) -> str:
    """As Qt's menus and labels want it: ``&File``."""
    plain = text.replace("&", "&&")
    if place < 0:
        return plain
    place += text[:place].count("&")
    return f"{plain[:place]}&{plain[place:]}"


def _letters(text: str, taken: str) -> list[tuple[str, int]]:
    """Each with its place, the best first, without those that are taken."""
    letters = ((text[place].lower(), place) for place in _by_merit(text))
    return [(letter, place) for letter, place in letters if letter not in taken]


def _by_merit(text: str) -> list[int]:
    """Places of letters that can be typed anywhere; beginnings of words come first."""
    places = [at for at, sign in enumerate(text) if sign.isascii() and sign.isalnum()]
    return sorted(places, key=lambda at: at > 0 and text[at - 1].isalnum())
