"""Synthetic stars, and how many of them are found again."""
