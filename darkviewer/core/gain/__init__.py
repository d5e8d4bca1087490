"""Electrons per ADU: every source side by side, and a table that says which is used."""
