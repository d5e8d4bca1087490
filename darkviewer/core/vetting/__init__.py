"""Noise of a session, and the tests of its leaders."""
