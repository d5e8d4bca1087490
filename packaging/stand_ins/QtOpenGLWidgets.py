"""Stands in for PySide6.QtOpenGLWidgets: the base of a class nobody instantiates."""

from PySide6.QtWidgets import QWidget as QOpenGLWidget

__all__ = ["QOpenGLWidget"]
