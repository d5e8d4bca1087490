"""Files that the user takes away."""
