"""What a process does before its first chunk; and what is said where there is no PyTorch for it."""

from __future__ import annotations

import importlib
import os

from ..errors import InputError, text


def warm() -> None:
    """Load what every chunk needs, compute with one thread, and stand behind the web server."""
    if hasattr(os, "nice"):
        os.nice(10)
    try:
        import torch
    except ModuleNotFoundError:
        return  # to be said by the first call, not by a worker that dies again and again
    importlib.import_module("lstm_viz.training.loop")
    torch.set_num_threads(1)


def no_torch() -> InputError:
    """That PyTorch is not installed, without which nothing can be trained or compared."""
    remedy = text("Install it with pip install torch; all else runs without it.")
    return InputError("no-torch", "torch", text("no PyTorch on this computer"), text("PyTorch, which trains"), remedy)
