"""Capture folders: found, read, watched."""
