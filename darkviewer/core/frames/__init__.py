"""What a frame and a series are, and what their headers say."""
