"""Settings, log and stored results in the platform's own places."""
