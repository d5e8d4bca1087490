"""FITS files read within bounds."""
