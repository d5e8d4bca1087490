"""Images of a frame: raw, master, residual, noise, significance."""
