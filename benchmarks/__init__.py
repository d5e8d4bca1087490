"""Benchmarks of Darkviewer and of the tools its users have today."""
