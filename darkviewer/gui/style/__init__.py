"""Palettes, style sheet and faces."""
