"""Everything that can be done: one table, and what follows from it."""
