"""The one door from URL and widgets to the screen 'NumPy = PyTorch', and the one way from there to a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import ClassVar

import numpy as np

from .broken import BUGS
from .cells.initialise import SEEDS, init_params
from .checkpoints import CHECKPOINTS
from .comparison import MATRICES, Problem
from .config import LANGUAGES
from .errors import InputError, text
from .gates_models import TRAINED, model_of, no_model
from .layers import DIRECTIONS
from .models import Model
from .reading import Fields, one_of
from .torch_names import our_name
from .types import Array

MODELS = ("fresh", TRAINED, *CHECKPOINTS)
INITIALISATIONS = ("torch", "keras")
DTYPES = ("float64", "float32")
STARTS = ("drawn", "zeros")
VIEWS = ("values", "gradients")
SIZES = ("inputs", "hidden", "layers", "bidirectional")  # a trained model brings its own


@dataclass(frozen=True)
class CompareLimits:
    """What a session may hold and a worker computes at once, and no more."""

    steps: int = 50  # T
    batch: int = 8  # B
    inputs: int = 16  # D
    hidden: int = 32  # H; of a trained model, its own
    layers: int = 3
    updates: int = 100  # of the training that is done twice
    largest_seed: int = SEEDS - 1
    numbers: ClassVar[int] = 12_800  # T·B·H of all layers and directions: about 5 MB for all sides


COMPARE_LIMITS = CompareLimits()


@dataclass(frozen=True)
class CompareConfig:
    """Everything the screen 'NumPy = PyTorch' is made from; its fields are the keys of the URL."""

    lang: str = ""  # 'en', 'zh', or '' for the browser's
    model: str = "fresh"  # one of MODELS
    inputs: int = 2  # D, of a fresh model
    hidden: int = 3  # H
    layers: int = 1
    bidirectional: str = "no"  # or 'yes'
    initialisation: str = "torch"  # one of INITIALISATIONS
    steps: int = 4  # T
    batch: int = 2  # B, sequences side by side
    dtype: str = "float64"  # one of DTYPES
    seed: int = 0  # of weights, input, start states and loss
    states: str = "drawn"  # the states before the first step, one of STARTS
    bug: str = "none"  # one of BUGS: what our side does wrong
    t: int = 1  # the step in view, from 1 to T
    layer: int = 1  # in view, from 1
    way: str = "forward"  # the direction in view, one of DIRECTIONS
    unit: int = 1  # whose numbers are written out, from 1 to H
    sequence: int = 1  # of the batch, likewise
    view: str = "values"  # one of VIEWS

    @classmethod
    def parse(
        cls, raw: Mapping[str, object], former: CompareConfig | None = None, *, model: Model | None = None
    ) -> tuple[CompareConfig, tuple[InputError, ...]]:
        """Read raw values: text, numbers, or lists of repeated keys, whose last counts; other keys are passed over.

        A field that is missing or bad keeps the value of `former`, or its default; each bad one gives one InputError,
        as do 'trained' without `model`, and sizes that are too large together: then all sizes stay as they were. What
        was in range, and no longer is only since something else changed, moves into it without a word. Never raises.
        """
        base, limits = former or cls(), COMPARE_LIMITS
        read = Fields(cls.names(), raw, base, former)
        kind = read.present("model", MODELS, {TRAINED: None if model else no_model()}, cls.model)
        config = replace(
            base,
            lang=read.read("lang", lambda value: value if value == "" else one_of(value, "lang", LANGUAGES)),
            model=kind,
            inputs=read.whole("inputs", 1, limits.inputs),
            hidden=read.whole("hidden", 1, limits.hidden),
            layers=read.whole("layers", 1, limits.layers),
            bidirectional=read.name("bidirectional", ("no", "yes")),
            initialisation=read.name("initialisation", INITIALISATIONS),
            steps=read.whole("steps", 1, limits.steps),
            batch=read.whole("batch", 1, limits.batch),
            dtype=read.name("dtype", DTYPES),
            seed=read.whole("seed", 0, limits.largest_seed),
            states=read.name("states", STARTS),
            bug=read.name("bug", BUGS),
            view=read.name("view", VIEWS),
        )
        if trouble := _too_large(config, model):
            read.errors.append(trouble)
            config = replace(config, **{name: getattr(base, name) for name in (*SIZES, "steps", "batch", "model")})
            if _too_large(config, model):
                config = replace(config, steps=1, batch=1)
        *_, units, layers, ways = config.sizes(model)
        way = read.name("way", DIRECTIONS)
        config = replace(
            config,
            t=read.place("t", config.steps, beyond=config.steps),
            layer=read.place("layer", layers, beyond=layers),
            way=way if ways == 2 else "forward",
            unit=read.place("unit", units, beyond=units),
            sequence=read.place("sequence", config.batch, beyond=config.batch),
        )
        return config, tuple(read.errors)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields, which are the keys of `parse` and `query`."""
        return tuple(field.name for field in fields(cls))

    def query(self) -> dict[str, str]:
        """Every field as it stands in the URL, the language only if it was chosen: `parse` reads it back."""
        return {name: str(getattr(self, name)) for name in self.names() if name != "lang" or self.lang}

    def chosen(self, model: Model | None = None) -> Model | None:
        """The model itself: `model` for 'trained', or the one that we ship; None for a fresh one."""
        return model_of(self.model, model)

    def sizes(self, model: Model | None = None) -> tuple[int, int, int, int]:
        """D, H, layers and directions: a trained model's own, if it is the one."""
        if (chosen := self.chosen(model)) is None:
            return self.inputs, self.hidden, self.layers, 2 if self.bidirectional == "yes" else 1
        first = chosen.network.layers[0]
        return first.inputs, first.forward.hidden, len(chosen.network.layers), len(first.directions)

    @property
    def computed(self) -> CompareConfig:
        """The same without what only chooses among the numbers: equal for equal numbers."""
        usual = CompareConfig()
        views = ("lang", "t", "layer", "way", "unit", "sequence", "view")
        return replace(self, **{name: getattr(usual, name) for name in views})

    def problem(self, model: Model | None = None) -> Problem:
        """Make weights, input, start states and loss. Raises InputError 'no-model' for 'trained' without `model`."""
        inputs, hidden, layers, ways = self.sizes(model)
        rng = np.random.default_rng([self.seed, 5])

        def draw(*shape: int) -> Array:
            found: Array = rng.standard_normal(shape)
            return found

        states = draw(2, layers * ways, self.batch, hidden) * (self.states == "drawn")
        x = draw(self.steps, self.batch, inputs)
        weights, outputs = self.weights(model), ways * hidden
        if chosen := self.chosen(model):
            outputs = chosen.network.outputs
            part = chosen.data.validation.x
            taken = part[np.arange(self.batch) % len(part)].swapaxes(0, 1)  # (T, B, D)
            x = taken[np.arange(self.steps) % len(taken)].astype(np.float64)
        problem = Problem(weights, x, states[0], states[1], draw(self.steps, self.batch, outputs))
        return problem.astype(self.dtype)

    def weights(self, model: Model | None = None) -> dict[str, Array]:
        """The weights in float64, by the names of `Problem`. Raises InputError 'no-model'."""
        if self.model == "fresh":
            return self._fresh(*self.sizes())
        if chosen := self.chosen(model):
            return {our_name(name): weight.astype(np.float64) for name, weight in chosen.state().items()}
        raise no_model()

    def _fresh(self, inputs: int, hidden: int, layers: int, ways: int) -> dict[str, Array]:
        """New weights, a seed for each direction of each layer."""
        weights: dict[str, Array] = {}
        for layer in range(layers):
            for way in range(ways):
                taken = inputs if layer == 0 else ways * hidden
                seed = (self.seed + ways * layer + way) % SEEDS
                params = init_params("lstm", taken, hidden, self.initialisation, seed)
                # Each of PyTorch's biases is half of ours: their sum is ours to the bit.
                arrays = (params.weight_ih, params.weight_hh, params.bias / 2, params.bias / 2)
                weights |= {f"{layer}.{DIRECTIONS[way]}.{name}": w for name, w in zip(MATRICES, arrays, strict=True)}
        return weights


def _too_large(config: CompareConfig, model: Model | None) -> InputError | None:
    _inputs, hidden, layers, ways = config.sizes(model)
    of_a_step = config.batch * hidden * layers * ways
    most = CompareLimits.numbers
    if config.steps * of_a_step <= most:
        return None
    found = text("{count} values of each signal", count=f"{config.steps * of_a_step:,}")
    expected = text("at most {most} of each: steps × sequences × units × layers × directions", most=f"{most:,}")
    fits = most // of_a_step
    remedy = text("Take at most {steps} steps.", steps=fits) if fits else text("Take fewer sequences.")
    return InputError("too-large", "steps", found, expected, remedy)
