"""What is painted inside the image view."""
