"""What people say about frames, cameras and folders, as events that are never lost."""
