"""From the start of the process to the window, and back."""
