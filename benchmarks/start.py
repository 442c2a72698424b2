"""What `import lstm_viz` costs beside `import numpy`, each in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

from .measure import medians


def start() -> None:
    """Print the ratio of the two imports."""
    ours, numpy = medians(partial(_import, "lstm_viz"), partial(_import, "numpy"), seconds=12)
    print(f"import lstm_viz {ours * 1e3:.0f} ms, import numpy {numpy * 1e3:.0f} ms: {ours / numpy:.2f} × (goal ≤ 1.6)")


def _import(name: str) -> None:
    subprocess.run([sys.executable, "-c", f"import {name}"], check=True)
