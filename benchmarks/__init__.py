"""What Darkviewer costs, measured beside what its users have today."""
