"""FITS files read within bounds."""

DECODE_COMMAND = "_decode"
"""Hidden command: this program as the process in which compressed frames are decoded.

Here because the command line knows it before it imports anything large.
"""
