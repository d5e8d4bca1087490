"""All that touches the disk: reading captures, writing results and settings."""
