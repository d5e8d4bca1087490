"""Letters that, with Alt, reach what they are underlined in."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["marked", "mnemonics"]


def mnemonics(texts: Iterable[str], taken: str = "") -> list[int]:
    """Position of each text's letter, -1 for none: no two have the same.

    The first letter of a text is taken if it is free, else that of another word, else
    any other.
    """
    used = set(taken.lower())
    places = []
    for text in texts:
        place = next((at for at in _by_merit(text) if text[at].lower() not in used), -1)
        if place >= 0:
            used.add(text[place].lower())
        places.append(place)
    return places


def marked(text: str, place: int) -> str:
    """As Qt's menus and labels want it: ``&File``."""
    plain = text.replace("&", "&&")
    if place < 0:
        return plain
    place += text[:place].count("&")
    return f"{plain[:place]}&{plain[place:]}"


def _by_merit(text: str) -> list[int]:
    """Places of letters that can be typed anywhere; beginnings of words come first."""
    places = [at for at, sign in enumerate(text) if sign.isascii() and sign.isalnum()]
    return sorted(places, key=lambda at: at > 0 and text[at - 1].isalnum())
