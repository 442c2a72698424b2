"""See, touch and check every number inside an LSTM: the public names (NumPy only)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cells import CELLS
from .cells.initialise import init_params
from .cells.params import LSTMParams
from .cells.presets import PRESETS
from .errors import InputError
from .layers import Head, Layer
from .ledger import memory_ledger
from .network_files import load_model, save_model
from .networks import Network
from .tracing import Gradients, Trace, backprop, trace

if TYPE_CHECKING:
    from .checkpoints import load_checkpoint
    from .models import Model

__version__ = "0.1.0"
__all__ = [
    "CELLS",
    "PRESETS",
    "Gradients",
    "Head",
    "InputError",
    "LSTMParams",
    "Layer",
    "Model",
    "Network",
    "Trace",
    "backprop",
    "init_params",
    "load_checkpoint",
    "load_model",
    "memory_ledger",
    "save_model",
    "trace",
]


def __getattr__(name: str) -> Any:
    """The names that need tasks and training: they are loaded when they are first asked for."""
    if name == "Model":
        from .models import Model

        return Model
    if name == "load_checkpoint":
        from .checkpoints import load_checkpoint

        return load_checkpoint
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
