"""From values to what a screen shows."""
