"""One capture from its folder to an answer, as jobs."""
