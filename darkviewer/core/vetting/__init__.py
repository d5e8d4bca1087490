"""Noise of a session, and the examination of its leaders."""
