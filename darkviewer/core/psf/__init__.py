"""Stars and their rivals in stamps of 5x5 pixels."""
