"""What a batch keeps in its folder: one record for each series, and a lock."""
