"""A trained network, with what it was trained on; and its file: PyTorch's names, and the run's configuration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np

from . import network_files
from .errors import InputError, Text, text
from .networks import Network
from .tasks import Data, Scaling, free_running, measure
from .torch_names import by_torch_names
from .training import Place, State, TrainConfig, network_of
from .types import Array

ENTRY, FORMAT, VERSION = "lstm-viz", "lstm-viz model", 1  # of the file's metadata


@dataclass(frozen=True, eq=False)
class Model:
    """A network in float64, as a run of training left it."""

    network: Network
    config: TrainConfig
    epoch: int  # finished when it was taken
    name: str = ""  # of a checkpoint that we ship
    weights: Mapping[str, Array] = field(default_factory=dict)  # as trained: PyTorch's names, two biases, float32
    diverged: bool = False  # whether its run ended so

    @classmethod
    def of_state(cls, config: TrainConfig, state: bytes) -> Model:
        """Read the state of a run. Raises InputError 'state'."""
        read = State.of(state, config)
        found = cls.of_weights(config, read.weights, read.place.epoch)
        return replace(found, diverged=read.place.ended in ("not-finite", "exploded"))

    @classmethod
    def of_weights(cls, config: TrainConfig, weights: Mapping[str, Array], epoch: int, name: str = "") -> Model:
        """Take weights by PyTorch's names. Raises InputError: those of `Network`."""
        return cls(network_of(config, weights), config, epoch, name, dict(weights))

    @classmethod
    def load(cls, file: Any, name: str = "") -> Model:
        """Read what `to_bytes` wrote, from a path or a binary file. Raises InputError: 'file', those of `Network`."""
        data = network_files.read(file)
        weights = network_files.arrays_of(data)
        config, epoch = _described(data)
        sound = {n: array.shape for n, array in weights.items()} == config.shapes
        if not sound or any(array.dtype != np.float32 for array in weights.values()):
            raise _refusal(text("other weights than those of the run it names"))
        return cls.of_weights(config, weights, epoch, name)

    def to_bytes(self) -> bytes:
        """A .safetensors file: the weights in float32 by PyTorch's names, and the run they are from."""
        from safetensors.numpy import save

        made = replace(self.config, epochs=max(self.config.epochs, self.epoch))  # fewer may have been asked for since
        run = {"format": FORMAT, "version": VERSION, "epoch": self.epoch, "run": asdict(made)}
        run |= {"validation": self.measure(), "test": self.measure("test")}
        return save(dict(sorted(self.state().items())), {ENTRY: json.dumps(run)})

    def state(self) -> dict[str, Array]:
        """The weights by PyTorch's names, in float32; with the second bias 0 if only their sum is known."""
        if self.weights:
            return {name: np.ascontiguousarray(self.weights[name]) for name in self.config.shapes}
        found = by_torch_names(self.network, np.zeros_like)
        return {name: array.astype(np.float32) for name, array in found.items()}

    def run(self) -> bytes:
        """The state of a run that ended with this model, without the optimiser's moments."""
        place = Place(update=self.config.updates, epoch=self.epoch, best_epoch=self.epoch, ended="epochs")
        return State(
            place._replace(epoch_start=place.update, first_loss=1.0), self.state(), {}, self.config.optimiser
        ).to_bytes()

    @cached_property
    def digest(self) -> str:
        """What tells one state of a training from another."""
        made = hashlib.blake2b(repr((self.config, self.epoch)).encode())
        for _name, array in sorted(self.state().items()):
            made.update(array.tobytes())
        return made.hexdigest()

    @cached_property
    def data(self) -> Data:
        """What it was trained on, made again."""
        return self.config.data()

    @property
    def scaling(self) -> Scaling:
        """From the task's numbers to what the network reads."""
        return self.data.scaling

    def outputs(self, x: Array) -> Array:
        """What the head gives for sequences, x: (N, T, D) scaled → (N, O) at the last step, or (N, T, O) of all."""
        told = self.network.trace(x.swapaxes(0, 1)).output
        found: Array = told.swapaxes(0, 1) if self.config.kind.every_step else told[-1]
        return found

    def free_run(self) -> Array:
        """Forecast the validation part, (N,), from the values before it alone, in the measured unit."""
        part = self.data.validation
        told = free_running(self.outputs, part.x[0], len(part))[:, None]
        if part.base is None:
            return self.data.measured(told)[:, 0]
        growth = self.scaling.undo(told).cumsum(axis=0)  # each forecast value grows from the one before it
        found: Array = (part.base[0] * np.exp(growth))[:, 0]
        return found

    def measure(self, part: str = "validation") -> dict[str, float]:
        """Every metric of the task over a part of its data: 'train', 'validation' or 'test'."""
        chosen = self.data[part]
        return measure(self.config.kind.loss, self.outputs(chosen.x), self.data, chosen)


def read_bytes(data: bytes, name: str = "") -> Model:
    """Read a file that is at hand. Raises InputError: 'file', those of `Network`."""
    return Model.load(BytesIO(data), name)


def _described(data: bytes) -> tuple[TrainConfig, int]:
    """The run that a file names, through the one door for runs."""
    run = _metadata(data)
    config, errors = TrainConfig.parse(run["run"])
    if errors or set(run["run"]) != set(TrainConfig.names()):
        raise _refusal(text("a run that cannot be made"))
    epoch = run["epoch"]
    if type(epoch) is not int or not 0 <= epoch <= config.epochs:
        raise _refusal(text("an epoch beyond the run"))
    return config, epoch


def _metadata(data: bytes) -> dict[str, Any]:
    """The one entry of ours in the header, whose length `network_files.read` has bounded."""
    length = int.from_bytes(data[:8], "little")
    try:
        run = json.loads(json.loads(data[8 : 8 + length])["__metadata__"][ENTRY])
        if run["format"] == FORMAT and run["version"] == VERSION and isinstance(run["run"], dict) and "epoch" in run:
            return dict(run)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise _refusal(text("a network without the run it is from"))


def _refusal(found: Text) -> InputError:
    remedy = text("Save the model on 'Train live', or with python -m lstm_viz train, and choose that file.")
    return InputError("file", "file", found, text("a model trained by this program"), remedy)
