"""See, touch and check every number inside an LSTM: the public names (NumPy only)."""

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

__version__ = "0.1.0"
__all__ = [
    "CELLS",
    "PRESETS",
    "Gradients",
    "Head",
    "InputError",
    "LSTMParams",
    "Layer",
    "Network",
    "Trace",
    "backprop",
    "init_params",
    "load_model",
    "memory_ledger",
    "save_model",
    "trace",
]
