"""``python -m darkviewer``."""

from __future__ import annotations

import sys

from darkviewer.cli import main

sys.exit(main())
