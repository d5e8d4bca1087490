"""What must never be lost, and what can be measured again: two SQLite files."""
