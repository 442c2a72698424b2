"""What 'Step by hand' can start from: the presets, the models that we ship, and a model that somebody has trained."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np

from .cells.params import LSTMParams
from .cells.presets import PRESETS
from .checkpoints import CHECKPOINTS, load_checkpoint
from .models import Model
from .sequences import format_sequence
from .types import Array, State

OWN = "model"  # the numbers of a trained model that only this session has
EXAMPLES = (*PRESETS, *CHECKPOINTS, OWN)
DIGITS = 4  # decimals of a sequence that an example brings

Readout: TypeAlias = tuple[State | None, float | None]  # V and b of ŷ = V · h + b; b is None where there is none


@dataclass(frozen=True, eq=False)
class Example:
    """Numbers that fix the sizes of what is made from them."""

    params: LSTMParams
    output: State | None
    output_bias: float | None
    sequence: str  # as a learner would type it

    @property
    def sizes(self) -> tuple[int, int]:
        """H and D."""
        return self.params.hidden, self.params.inputs


@cache
def shipped_example(name: str) -> Example:
    """The first layer of a model that we ship, which is its only one, for plain numbers."""
    model = load_checkpoint(name)
    params, (output, output_bias) = plain_layer(model), plain_readout(model)
    steps = model.data.test.x.shape[1]
    x = np.round(model.scaling.undo(model.data.probe[-steps:]), DIGITS) + 0.0
    return Example(params, output, output_bias, format_sequence(x))


def sequence_of(name: str) -> str:
    """The sequence that an example brings, other than `OWN`."""
    return PRESETS[name].sequence if name in PRESETS else shipped_example(name).sequence


def plain_layer(model: Model, direction: str = "forward") -> LSTMParams:
    """The weights of the first layer, one direction of it, for measured numbers instead of scaled ones.

    W (x − mean) / deviation + b is W' x + b' with W' = W / deviation and b' = b − W' mean: nothing but the scaling.
    """
    params, scaling = model.network.layers[0].directions[direction], model.scaling
    weight_ih = params.weight_ih / scaling.deviation
    return LSTMParams(weight_ih, params.weight_hh, params.bias - weight_ih @ scaling.mean)


def plain_readout(model: Model) -> Readout:
    """V and b of a head that gives one number, in the unit of what is asked; none of a head that gives several."""
    head, task, scaling = model.network.head, model.config.kind, model.scaling
    if head is None or head.outputs > 1:
        return None, None
    weight, bias = head.weight[0], float(head.bias[0])
    if task.loss != "mse":  # a logit, which has no unit
        return weight, bias
    deviation, mean = float(scaling.deviation[0]), float(scaling.mean[0])
    scaled: Array = weight * deviation
    return scaled, bias * deviation + mean
