"""The review desk: judge frames and candidates by eye."""
