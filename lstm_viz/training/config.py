"""What a run of training is made from, and the one door for it from URL and widgets. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from ..errors import InputError, excerpt, text
from ..reading import Fields
from ..sequences import parse_number
from ..series.parameters import read_args, read_parameters, write_args
from ..tasks import TASKS, Data, Task

OPTIMISERS = ("sgd", "momentum", "adam", "adamw", "rmsprop")
INITIALISATIONS = ("torch", "keras", "zeros")
DIRECTIONS = ("no", "yes")


@dataclass(frozen=True)
class TrainLimits:
    """What a small server can train for thirty people at once, and no more."""

    hidden: int = 128
    layers: int = 3
    batch: int = 256
    epochs: int = 500
    patience: int = 500
    parameters: int = 200_000  # of the network: a recorded state has up to three numbers for each
    recorded: int = 30  # states of one run, besides the first and the last: whoever looks has each read its probe
    memory: int = 16 * 2**20  # bytes of all of them
    largest_seed: int = 2**32 - 1


TRAIN_LIMITS = TrainLimits()


@dataclass(frozen=True)
class TrainConfig:
    """A whole run: the same configuration gives the same numbers, to the bit."""

    task: str = "next_number"  # a key of TASKS
    options: str = ""  # of the task, those not at their default: 'delay:20,length:3'
    hidden: int = 8  # H of each layer and direction
    layers: int = 1
    bidirectional: str = "no"  # or 'yes'
    dropout: float = 0.0  # share of h put out between layers and before the head, from 0 to 0.9
    initialisation: str = "torch"  # one of INITIALISATIONS
    forget_bias: float = 0.0  # added to the forget gates' biases that `initialisation` gives, from -10 to 10
    batch: int = 16  # sequences of an update
    epochs: int = 120
    optimiser: str = "adam"  # one of OPTIMISERS
    learning_rate: float = 0.01  # above 0, up to a million: divergence may be shown
    clipping: float = 0.0  # the largest norm of the whole gradient; 0: as it is
    seed: int = 0  # of data, weights, order and dropout
    early_stop: int = 0  # epochs without a lower validation loss until the end; 0: never

    @classmethod
    def of(cls, task: str) -> TrainConfig:
        """The default run of a task."""
        return replace(cls(task=task), **TASKS[task].run)

    @classmethod
    def parse(
        cls, raw: Mapping[str, object], former: TrainConfig | None = None
    ) -> tuple[TrainConfig, tuple[InputError, ...]]:
        """Read raw values: text, numbers, or lists of repeated keys, whose last counts; other keys are passed over.

        A field that is missing or bad keeps the value of `former`, or of the task's default run; each bad one gives one
        InputError. Another task than before brings its own default run with it. Never raises.
        """
        before = former or cls.of(cls.task)
        chosen = Fields(("task",), raw, before, former)
        task = chosen.name("task", tuple(TASKS))
        limits, base = TRAIN_LIMITS, before if task == before.task else cls.of(task)
        other = former is not None and task != former.task
        # A page sends all its widgets: after a change of task, those that still say what they said have no say.
        stale = {name for name in cls.names() if other and name in raw and _same(raw[name], getattr(former, name))}
        fields = Fields(cls.names(), {key: value for key, value in raw.items() if key not in stale}, base, former)

        def number(name: str, low: float, high: float, *, above: bool = False) -> float:
            return fields.read(name, lambda value: _number(value, name, low, high, above))

        known = TASKS[task].parameters
        config = cls(
            task=task,
            options=fields.read("options", lambda value: write_args(read_args(value, known, task, "options"), known)),
            hidden=fields.whole("hidden", 1, limits.hidden),
            layers=fields.whole("layers", 1, limits.layers),
            bidirectional=fields.name("bidirectional", DIRECTIONS),
            dropout=number("dropout", 0, 0.9),
            initialisation=fields.name("initialisation", INITIALISATIONS),
            forget_bias=number("forget_bias", -10, 10),
            batch=fields.whole("batch", 1, limits.batch),
            epochs=fields.whole("epochs", 1, limits.epochs),
            optimiser=fields.name("optimiser", OPTIMISERS),
            learning_rate=number("learning_rate", 0, 1e6, above=True),
            clipping=number("clipping", 0, 1e6),
            seed=fields.whole("seed", 0, limits.largest_seed),
            early_stop=fields.whole("early_stop", 0, limits.patience),
        )
        errors = (*chosen.errors, *fields.errors)
        if config.parameters > limits.parameters:
            errors = (*errors, _too_large(config))
            config = replace(config, hidden=base.hidden, layers=base.layers, bidirectional=base.bidirectional)
        return config, errors

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields, which are the keys of `parse` and `query`."""
        return tuple(field.name for field in fields(cls))

    def query(self) -> dict[str, str]:
        """Every field as it stands in the URL: `parse` reads it back."""
        return {name: str(getattr(self, name)) for name in self.names()}

    @property
    def kind(self) -> Task:
        """The task itself."""
        return TASKS[self.task]

    @property
    def updates(self) -> int:
        """How many updates the whole run makes, unless it stops early."""
        return self.epochs * -(-len(self.data().train) // self.batch)

    @property
    def directions(self) -> int:
        """Ways in which each layer reads: 1, or 2."""
        return 2 if self.bidirectional == "yes" else 1

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Of every weight, named as PyTorch's modules `lstm` and `head` name them."""
        H, ways, found = self.hidden, self.directions, dict[str, tuple[int, ...]]()
        for layer in range(self.layers):
            D = ways * H if layer else self.kind.inputs
            for way in ("", "_reverse")[:ways]:
                end = f"l{layer}{way}"
                found |= {f"lstm.weight_ih_{end}": (4 * H, D), f"lstm.weight_hh_{end}": (4 * H, H)}
                found |= {f"lstm.bias_ih_{end}": (4 * H,), f"lstm.bias_hh_{end}": (4 * H,)}
        return found | {"head.weight": (self.kind.outputs, ways * H), "head.bias": (self.kind.outputs,)}

    @property
    def parameters(self) -> int:
        """How many numbers are learned: 4·H·(D + H + 2) for each layer and direction, O·(F + 1) in the head."""
        H, ways, outputs = self.hidden, self.directions, self.kind.outputs
        widths = (self.kind.inputs, *(ways * H,) * (self.layers - 1))
        return sum(ways * 4 * H * (D + H + 2) for D in widths) + outputs * (ways * H + 1)

    def data(self) -> Data:
        """Make the task's data."""
        known = self.kind.parameters
        given = read_parameters(known, read_args(self.options, known, self.task, "options"), "options")
        return self.kind.make(self.seed, **given)

    def records(self, epoch: int) -> bool:
        """Whether the state of this epoch is kept, so that one can wind back to it."""
        limits = TRAIN_LIMITS
        most = max(1, min(limits.recorded, limits.memory // (12 * self.parameters)))  # three float32 for each
        return epoch % -(-self.epochs // most) == 0 or epoch == self.epochs


def _same(given: Any, before: object) -> bool:
    last = given[-1] if isinstance(given, (list, tuple)) and given else given
    return str(last) == str(before)


def _number(value: object, field: str, low: float, high: float, above: bool) -> float:
    """A number within bounds; `above`: the lower one excluded. Raises InputError: 'out-of-range', those of numbers."""
    number = parse_number(value, field=field)
    if low <= number <= high and not (above and number == low):
        return number
    bounds = {"low": f"{low:,g}", "high": f"{high:,.15g}"}
    expected = text("a number from {low} to {high}", **bounds)
    if above:
        expected = text("a number above {low}, up to {high}", **bounds)
    raise InputError("out-of-range", field, excerpt(value), expected, text("Choose a number within these bounds."))


def _too_large(config: TrainConfig) -> InputError:
    found = text("a network of {count} parameters", count=f"{config.parameters:,}")
    expected = text("at most {most} parameters", most=f"{TRAIN_LIMITS.parameters:,}")
    return InputError("too-large", "hidden", found, expected, text("Take fewer units or layers, or one direction."))
