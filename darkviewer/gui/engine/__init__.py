"""What the window asks of its workers, and what it keeps of their answers."""
