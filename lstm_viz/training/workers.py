"""What a process does before its first chunk."""

from __future__ import annotations

import importlib
import os


def warm() -> None:
    """Load what every chunk needs, compute with one thread, and stand behind the web server."""
    import torch

    importlib.import_module("lstm_viz.training.loop")
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(10)
