"""Local maxima above a floor."""
