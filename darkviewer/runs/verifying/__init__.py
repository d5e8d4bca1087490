"""Files that were exported, calculated again from the raw frames and compared."""
