"""Numbers: no Qt, no disk, no printing."""
