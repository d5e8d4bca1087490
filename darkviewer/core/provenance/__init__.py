"""What every file that leaves the program says of where it came from."""
