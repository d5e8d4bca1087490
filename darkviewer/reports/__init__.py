"""Results as documents and as lines of text."""
