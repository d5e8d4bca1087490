"""Frames, series of frames, and their headers."""
