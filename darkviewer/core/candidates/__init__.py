"""Leaders selected, labelled and explained."""
