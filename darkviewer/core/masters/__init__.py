"""Masters, and what frames are without them."""
