"""Where a test of the bundle can run."""

from __future__ import annotations

import os
import sys

import pytest

from tests.helpers.places import ROOT

PACKAGING = ROOT / "packaging"

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="ICU comes with Linux's Qt")
