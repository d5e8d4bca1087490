"""Requests to the workers, and the answers that are kept."""
