"""Is this frame sound? One check per file."""
