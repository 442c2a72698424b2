"""The trained models of 'Gates over time': which one it is, and which part of its run is shown."""

from __future__ import annotations

from .checkpoints import CHECKPOINTS, load_checkpoint
from .errors import InputError, text
from .models import Model
from .tracing import Trace
from .types import Inputs

TRAINED, PROBE = "trained", "probe"  # a model that the session has trained, and a source: the task's own sequence


def model_of(name: str, trained: Model | None) -> Model | None:
    """The model of this name: one that we ship, or the session's own; None of weights that were never trained."""
    return load_checkpoint(name) if name in CHECKPOINTS else trained if name == TRAINED else None


def layer_trace(model: Model, x: Inputs, layer: int, direction: str) -> Trace:
    """One layer, from 1, and direction of a model's run over x, (T, D), as it reads it; in the order of the input.

    Raises InputError: 'shape', those of `Network.trace`.
    """
    D = model.network.inputs
    if x.shape[1] != D:
        found = text("shape {shape}", shape=f"T × {x.shape[1]}")
        expected = text("shape {shape}, as this trained model reads it", shape=f"T × {D}")
        raise InputError("shape", "model", found, expected, text("Choose another sequence, or another model."))
    found_trace: Trace = getattr(model.network.trace(x).layers[layer - 1], direction)
    return found_trace


def no_model() -> InputError:
    """That nothing has been trained."""
    remedy = text("Train a model on 'Train live', or choose another one.")
    return InputError("no-model", "model", text("no trained model"), text("a model that you have trained"), remedy)


def no_probe() -> InputError:
    """That there is no task whose sequence could be shown."""
    remedy = text("Choose a trained model, or another sequence.")
    return InputError(
        "no-probe", "source", text("weights that were trained on no task"), text("a trained model"), remedy
    )
