"""The level of frames: amplifiers, rows, and what temperature does to it."""
