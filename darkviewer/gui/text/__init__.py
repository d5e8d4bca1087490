"""Numbers, regions and pixels in words."""
