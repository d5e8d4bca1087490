"""Other programs on this computer: what is sent to them, and how they are started."""
