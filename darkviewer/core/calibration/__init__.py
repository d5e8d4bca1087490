"""One session from frames to leaders, band by band."""
