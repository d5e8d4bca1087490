"""Synthetic captures as SharpCap would write them."""
