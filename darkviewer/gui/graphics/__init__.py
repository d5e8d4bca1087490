"""Graphics painted inside the image view."""
