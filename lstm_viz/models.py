"""A trained network, with what it was trained on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .networks import Network
from .tasks import Data, Scaling
from .training import State, TrainConfig, network_of


@dataclass(frozen=True, eq=False)
class Model:
    """A network in float64, as a run of training left it."""

    network: Network
    config: TrainConfig
    epoch: int  # finished when it was taken
    name: str = ""  # of a checkpoint that we ship

    @classmethod
    def of_state(cls, config: TrainConfig, state: bytes) -> Model:
        """Read the state of a run. Raises InputError 'state'."""
        read = State.of(state, config)
        return cls(network_of(config, read.weights), config, read.place.epoch)

    @cached_property
    def data(self) -> Data:
        """What it was trained on, made again."""
        return self.config.data()

    @property
    def scaling(self) -> Scaling:
        """From the task's numbers to what the network reads."""
        return self.data.scaling
