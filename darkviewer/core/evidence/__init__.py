"""Whether what a file says is what its frames show."""
