"""Training in PyTorch, told as events. Naming it loads no torch; `train_chunk` and `train` do once they are called."""

from .chunks import train, train_chunk
from .config import INITIALISATIONS, OPTIMISERS, TRAIN_LIMITS, TrainConfig
from .events import Diverged, Done, Epoch, Event, Update
from .probing import Probe, histograms, network_of, probe
from .states import Place, State

__all__ = [
    "INITIALISATIONS",
    "OPTIMISERS",
    "TRAIN_LIMITS",
    "Diverged",
    "Done",
    "Epoch",
    "Event",
    "Place",
    "Probe",
    "State",
    "TrainConfig",
    "Update",
    "histograms",
    "network_of",
    "probe",
    "train",
    "train_chunk",
]
