"""A sensor that does not exist, and its darks."""
