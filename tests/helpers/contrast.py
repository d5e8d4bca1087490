"""Contrast of two colours by the formula of WCAG."""

from __future__ import annotations

from PySide6.QtGui import QColor

__all__ = ["contrast", "luminance"]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = []
    for value in QColor(colour).getRgb()[:3]:
        c = value / 255
        parts.append(c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4)
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Ratio of the lighter to the darker, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
