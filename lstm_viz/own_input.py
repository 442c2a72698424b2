"""A learner's own input to a trained network: read from text, scaled as the task's data were, and answered."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .cells.lstm import sigmoid
from .errors import InputError, excerpt, text
from .models import Model
from .sequences import format_sequence, parse_sequence
from .tasks import Data
from .tasks.copying import BLANK, GO, SYMBOLS
from .training import TrainConfig
from .types import Array, Inputs

MOST_STEPS = 200
DIGITS = 6  # decimals of a sample as text
FIELD = "own_input"


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network says of an input."""

    x: Inputs  # (T, D), measured: of a task of growth the logarithms of the growth
    value: float | None = None  # of a number: in its own unit
    shares: Array = field(default_factory=lambda: np.empty(0))  # of classes, (K,): probabilities; of 'copy' (steps, K)


def samples(data: Data) -> int:
    """How many sequences of the test part can be taken as an input."""
    return len(data.test)


def sample(config: TrainConfig, data: Data, number: int) -> str:
    """A sequence of the test part, from 0, as a learner would type it."""
    x = data.scaling.undo(data.test.x[number])
    if config.task == "copy":
        return "".join(SYMBOLS[k] for k in x[: _copied(data), : len(SYMBOLS)].argmax(axis=1))
    if data.test.base is not None:  # back from growth to the series itself, whose last value is known
        last = float(data.test.base[number, 0])
        x = last * np.exp(np.concatenate([x, np.zeros((1, 1))])[::-1].cumsum(axis=0)[::-1] * -1)
    return format_sequence(np.round(x, DIGITS) + 0.0)


def truth(config: TrainConfig, data: Data, number: int) -> float | int | None:
    """What a sequence of the test part is followed by: a number in its unit, or a class; None for 'copy'."""
    part = data.test
    if config.kind.every_step:
        return None
    if config.kind.loss == "mse":
        base = None if part.base is None else part.base[number : number + 1]
        return float(data.measured(part.y[number : number + 1], base)[0, 0])
    return int(part.y[number].item())


def read_input(config: TrainConfig, data: Data, typed: object) -> tuple[Inputs, Array | None]:
    """What is typed as the task's measured numbers, (T, D), and of growth the last value, (1, 1). Raises InputError."""
    if config.task == "copy":
        return _letters(data, typed), None
    x = rows = parse_sequence(typed, steps=MOST_STEPS, features=config.kind.inputs, field=FIELD)
    if data.scaling.growth:
        if len(rows) < 2 or (rows <= 0).any():
            expected, remedy = text("at least two numbers, all above 0"), text("Type a few values of the series.")
            raise InputError(FIELD, FIELD, excerpt(typed), expected, remedy)
        x = np.diff(np.log(rows), axis=0)
    if x.shape[1] != config.kind.inputs:
        found = text("{count} numbers a step", count=x.shape[1])
        expected = text("{count} numbers a step", count=config.kind.inputs)
        raise InputError(FIELD, FIELD, found, expected, text("Write a line for each step."))
    return x, rows[-1:] if data.scaling.growth else None


def answer(model: Model, typed: object) -> Answer:
    """Read an input and run the network over it. Raises InputError."""
    config, data = model.config, model.data
    x, base = read_input(config, data, typed)
    outputs = model.outputs(data.scaling.apply(x)[None])
    if config.task == "copy":
        return Answer(x, shares=_softmax(outputs[0, len(x) - _copied(data) :]))
    if config.kind.loss == "mse":
        return Answer(x, value=float(data.measured(outputs, base)[0, 0]))
    if config.kind.loss == "bce":
        yes = float(sigmoid(outputs)[0, 0])
        return Answer(x, shares=np.array([1 - yes, yes]))
    return Answer(x, shares=_softmax(outputs[0]))


def _letters(data: Data, typed: object) -> Inputs:
    """Letters → the whole sequence with its blanks and its sign."""
    letters = typed.strip().upper() if isinstance(typed, str) else ""
    length, steps = _copied(data), data.test.x.shape[1]
    if len(letters) != length or set(letters) - set(SYMBOLS):
        expected = text("{length} letters out of {letters}", length=length, letters=", ".join(SYMBOLS))
        found = excerpt(typed) if letters else text("no letter")
        raise InputError(FIELD, FIELD, found, expected, text("Type them without spaces."))
    signs = np.full(steps, BLANK)
    signs[:length], signs[steps - length] = [SYMBOLS.index(letter) for letter in letters], GO
    hot: Array = np.eye(len(SYMBOLS) + 2)[signs]
    return hot


def _copied(data: Data) -> int:
    """How many symbols are to be copied."""
    return int((data.test.y[0] >= 0).sum())


def _softmax(logits: Array) -> Array:
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    found: Array = shares / shares.sum(axis=-1, keepdims=True)
    return found
