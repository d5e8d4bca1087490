"""What is vetted: light frames and tables of candidates, and the sensor to vet by."""
