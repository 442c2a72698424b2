"""The whole state of a run as bytes: weights, the optimiser's moments, and where the run stands. No torch here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import safetensors
import safetensors.numpy

from ..errors import InputError, text
from ..types import Array
from .config import TrainConfig

LARGEST = 16 * 2**20  # bytes


class Place(NamedTuple):
    """Where a run stands."""

    update: int = 0  # made so far
    epoch: int = 0  # finished so far
    row: int = 0  # training sequences read in the present epoch
    epoch_start: int = 0  # the update after which the present epoch began; its order is drawn from it
    first_loss: float = float("nan")  # of update 1: what has exploded is measured by it
    best_loss: float = float("inf")  # of validation
    best_epoch: int = 0
    ended: str = ""  # why, if it has
    failed_update: int = 0  # if it diverged


_TYPES = {name: type(value) for name, value in Place()._asdict().items()}


@dataclass(frozen=True, eq=False)
class State:
    """A place, the weights by PyTorch's names, and the moments by '{moment}.{weight}' ('step' is one number)."""

    place: Place
    weights: Mapping[str, Array]
    moments: Mapping[str, Array]
    optimiser: str

    def to_bytes(self) -> bytes:
        """A safetensors file: 'lstm.weight_ih_l0', …, 'optimiser.exp_avg.lstm.weight_ih_l0', …, and the place."""
        # JSON writes a float so that it comes back to the bit, and NaN and ∞ of a fresh run by name. One entry, since
        # safetensors writes several in an order that changes from call to call.
        metadata = {"run": json.dumps(self.place._asdict() | {"optimiser": self.optimiser})}
        tensors = {**self.weights, **{f"optimiser.{name}": array for name, array in self.moments.items()}}
        return safetensors.numpy.save({n: np.ascontiguousarray(a) for n, a in sorted(tensors.items())}, metadata)

    @classmethod
    def of(cls, data: bytes, config: TrainConfig) -> State:
        """Read what `to_bytes` wrote for a network of the same shapes. Raises InputError 'state'."""
        try:
            if len(data) > LARGEST:
                raise ValueError("too long")
            length = int.from_bytes(data[:8], "little")
            metadata = json.loads(data[8 : 8 + length])["__metadata__"]
            tensors = safetensors.numpy.load(data)
            given = json.loads(metadata["run"])
            optimiser = str(given.pop("optimiser"))
            if {name: type(value) for name, value in given.items()} != _TYPES:
                raise TypeError("another place")
            place = Place(**given)
            weights = {name: tensors[name] for name in config.shapes}
            moments = {n.removeprefix("optimiser."): a for n, a in tensors.items() if n.startswith("optimiser.")}
            sound = all(weights[n].shape == s and weights[n].dtype == np.float32 for n, s in config.shapes.items())
            if not sound or len(weights) + len(moments) != len(tensors):
                raise ValueError("other shapes")
            return cls(place, weights, moments, optimiser)
        except (ValueError, KeyError, TypeError, AttributeError, safetensors.SafetensorError) as error:
            expected = text("the state of a run with the same task and the same sizes")
            remedy = text("Start again, or go back to the settings it was saved with.")
            raise InputError("state", "state", text("another state"), expected, remedy) from error
