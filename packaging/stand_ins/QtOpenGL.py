"""Stands in for PySide6.QtOpenGL, of which pyqtgraph asks nothing until OpenGL draws.

pyqtgraph imports the module whatever `useOpenGL` says (pyqtgraph/Qt/OpenGLHelpers.py);
Darkviewer never switches it on, and the real one takes 9 MB.
"""
