"""Tables that the user takes away: what is in them, and the formats of their files."""
