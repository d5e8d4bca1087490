"""Pixels, the scene and the part of it on screen."""
