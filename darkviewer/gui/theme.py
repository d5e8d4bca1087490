"""Palettes, fonts, icons and the style sheet: everything that decides the looks."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MARKERS", "PALETTES", "Palette"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme as ``#rrggbb``."""

    name: str
    background: str
    panel: str
    raised: str
    line: str
    text: str
    secondary: str
    accent: str
    accent_fill: str
    ok: str
    warn: str
    bad: str


PALETTES: dict[str, Palette] = {
    palette.name: palette
    for palette in (
        Palette(
            name="dark",
            background="#17191d",
            panel="#1f2227",
            raised="#282c33",
            line="#343941",
            text="#e7eaee",
            secondary="#9aa4b0",
            accent="#4ea1f3",
            accent_fill="#17314c",
            ok="#56b98a",
            warn="#e6a93d",
            bad="#ef6b63",
        ),
        Palette(
            name="light",
            background="#eef0f3",
            panel="#ffffff",
            raised="#f4f5f7",
            line="#d5d9df",
            text="#1c2128",
            secondary="#5b6673",
            accent="#1863ae",
            accent_fill="#dcebfa",
            ok="#1a7a4c",
            warn="#9a6700",
            bad="#c0362c",
        ),
        Palette(
            name="night",
            background="#120404",
            panel="#1a0606",
            raised="#240909",
            line="#3d1111",
            text="#ff6a5c",
            secondary="#d2584c",
            accent="#ff8a70",
            accent_fill="#3a0f0b",
            ok="#e0705f",
            warn="#ff9c6b",
            bad="#ff4a3d",
        ),
    )
}

MARKERS: dict[str, tuple[str, str]] = {
    "PSF-like": ("circle", "#56B4E9"),
    "hot": ("square", "#E69F00"),
    "telegraph": ("triangle", "#CC79A7"),
    "cosmic ray": ("diamond", "#2FB58D"),
    "noise": ("plus", "#9aa4b0"),
    "artefact": ("cross", "#ef6b63"),
}
"""Shape and colour of each label: never colour alone."""
