"""The one door from URL and widgets to the screen 'Gates over time', and the one way from there to a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from typing import ClassVar
from urllib.parse import quote

import numpy as np

from .cells.initialise import SEEDS, init_params
from .cells.params import LSTMParams
from .cells.presets import PRESETS
from .checkpoints import CHECKPOINTS
from .config import LANGUAGES, OPERATIONS
from .errors import InputError, excerpt, text
from .gates_models import PROBE, TRAINED, layer_trace, model_of, no_model, no_probe
from .gates_text import read_args, read_panels, read_pins, write_args, write_pins
from .lab import Lab
from .layers import DIRECTIONS
from .models import Model
from .reading import Fields, one_of
from .sequences import parse_number, parse_sequence
from .series import GENERATORS, SERIES, Columns, characters, generate, load_series, standardise
from .tracing import Trace, trace
from .types import Array, Inputs
from .unit_order import ORDERS

SOURCES = ("typed", *GENERATORS, *SERIES, "text", "columns", PROBE)
MODELS = (*PRESETS, "keras", "zeros", *CHECKPOINTS, TRAINED, "lab")
SCALES = ("on", "off")
SIGNALS = ("i", "f", "g", "o", "c", "h")
SIZES = ("s", "m", "l")
MOST_TYPED = 200_000  # characters: more takes seconds to read, and no address holds it
MOST_IN_ADDRESS = 6_000  # characters of a text as an address writes it; servers and proxies refuse longer ones


@dataclass(frozen=True)
class GatesLimits:
    """What the screen shows, and no more."""

    steps: int = 10_000  # T
    features: int = 128  # D
    units: int = 128  # H
    fewest_decimals: int = 2
    most_decimals: int = 6
    largest_seed: int = SEEDS - 1
    numbers: ClassVar[int] = 200_000  # T·H of each signal, and T·D of the sequence

    @classmethod
    def nearest(cls, steps: int, hidden: int) -> tuple[int, int]:
        """The most units that fit these steps, and the most steps that fit these units: (hidden, steps)."""
        return min(hidden, cls.numbers // steps), min(steps, cls.numbers // hidden)


GATES_LIMITS = GatesLimits()


@dataclass(frozen=True, eq=False)
class Sequence:
    """What the model reads, and what it was made from: shown = (raw − mean) / deviation."""

    raw: Inputs  # (T, D)
    shown: Inputs  # (T, D): what the model reads
    mean: Array  # (D,): 0 if nothing is scaled
    deviation: Array  # (D,): 1 if nothing is scaled
    names: tuple[str, ...]  # of the features; those of generators and measured series are translated by `ui`
    symbols: tuple[str, ...] = ()  # of a text: the character of each step


@dataclass(frozen=True)
class GatesConfig:
    """Everything the screen 'Gates over time' is made from; its fields are the keys of the URL."""

    lang: str = ""  # 'en', 'zh', or '' for the browser's
    source: str = "sine"  # one of SOURCES
    seq: str = "1, 2, 3, 4"  # of the source 'typed', by the grammar of `sequences`
    text: str = "hello world"  # of the source 'text'
    steps: int = 200  # T of a generator, from 1 to 10,000
    seed: int = 0  # of a generator, from 0 to 2³² - 1
    args: str = ""  # of a generator: the parameters that are not at their default, 'period:20,amplitude:2'
    start: int = 1  # the first step taken of any other source, from 1
    length: int = 0  # steps taken of any other source; 0: all
    scale: str = (
        "on"  # 'on': as the trained model was scaled; else each feature over the steps taken, unless all is 0 or 1
    )
    model: str = "torch"  # one of MODELS: a preset, a scheme of `init_params`, a trained model, or an opened lab file
    layer: int = 1  # of a trained model, from 1
    direction: str = "forward"  # of that layer: one of DIRECTIONS
    hidden: int = 16  # H, from 1 to 128; a trained model and a lab have their own
    gain: float = 4.0  # weights and biases drawn from a seed times this, from 0.1 to 100
    weights_seed: int = 0  # from 0 to 2³² - 1; of the schemes that draw
    order: str = "given"  # of the units: one of ORDERS
    decimals: int = 4  # shown, from 2 to 6
    t: int = 1  # the step in view, from 1 to T
    op: str = "f"  # the operation worked out, one of OPERATIONS
    unit: int = 1  # the unit in view, from 1 to H
    pins: str = ""  # units drawn as lines besides, '3,7', at most 8
    signal: str = "f"  # what lines and distribution show, one of SIGNALS
    panels: str = "f,i,o,g,c,h"  # some of gates_text.PANELS, in the order shown
    size: str = "m"  # of a panel: one of SIZES

    @classmethod
    def parse(
        cls,
        raw: Mapping[str, object],
        former: GatesConfig | None = None,
        *,
        columns: Columns | None = None,
        lab: Lab | None = None,
        trained: Model | None = None,
    ) -> tuple[GatesConfig, tuple[InputError, ...]]:
        """Read raw values: text, numbers, or lists of repeated keys, whose last counts; other keys are passed over.

        A field that is missing or bad keeps the value of `former`, or its default; each bad one gives one InputError,
        as do a source 'columns' without `columns` or 'probe' without a trained model, and the models 'lab' and
        'trained' without theirs. What was in range, and no longer is
        only since something else changed, moves into it without a word. Never raises.
        """
        limits, fields = GATES_LIMITS, Fields(cls.names(), raw, former or cls(), former)
        needed = {"lab": None if lab else _no_lab(), TRAINED: None if trained else no_model()}
        model = fields.present("model", MODELS, needed, cls.model)
        own = model_of(model, trained)
        needed = {"columns": None if columns else _no_table(), PROBE: None if own else no_probe()}
        source = fields.present("source", SOURCES, needed, cls.source)
        layer, direction = _part(fields, own)
        seq, typed = fields.checked("seq", _read_sequence), fields.checked("text", characters)
        steps, hidden = fields.whole("steps", 1, limits.steps), fields.whole("hidden", 1, limits.units)
        most = len(own.data.probe) if own and source == PROBE else _steps(source, seq, typed, steps, columns)
        units = lab.params.hidden if lab and model == "lab" else hidden
        units = own.network.layers[layer - 1].forward.hidden if own else units
        start = fields.place("start", limits.steps if source in GENERATORS else most, beyond=1)
        length = fields.whole("length", 0, limits.steps)
        taken = most if source in GENERATORS else min(length or most, most - start + 1)
        config = cls(
            lang=fields.read("lang", lambda value: value if value == "" else one_of(value, "lang", LANGUAGES)),
            source=source,
            seq=seq,
            text=typed,
            steps=steps,
            seed=fields.whole("seed", 0, limits.largest_seed),
            args=fields.dependent("args", "source", source, lambda value: write_args(read_args(value, source), source)),
            start=start,
            length=length,
            scale=fields.name("scale", SCALES),
            model=model,
            layer=layer,
            direction=direction,
            hidden=hidden,
            gain=fields.read("gain", _read_gain),
            weights_seed=fields.whole("weights_seed", 0, limits.largest_seed),
            order=fields.name("order", ORDERS),
            decimals=fields.whole("decimals", limits.fewest_decimals, limits.most_decimals),
            t=fields.place("t", taken, beyond=taken),
            op=fields.name("op", OPERATIONS),
            unit=fields.place("unit", units, beyond=units),
            pins=fields.read("pins", lambda value: write_pins(read_pins(value, units)), also_former=True),
            signal=fields.name("signal", SIGNALS),
            panels=fields.read("panels", lambda value: ",".join(read_panels(value))),
            size=fields.name("size", SIZES),
        )
        return config, tuple(fields.errors)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields, which are the keys of `parse` and `query`."""
        return tuple(field.name for field in fields_of(cls))

    def query(self) -> dict[str, str]:
        """Every field as it stands in the URL, the language only if it was chosen: `parse` reads it back.

        A typed sequence or text that is too long for an address is left out (`fits_an_address`).
        """
        left_out = {"lang"} if not self.lang else set()
        left_out |= {name for name in ("seq", "text") if len(quote(getattr(self, name))) > MOST_IN_ADDRESS}
        return {name: str(getattr(self, name)) for name in self.names() if name not in left_out}

    @property
    def fits_an_address(self) -> bool:
        """Whether a link can bring the sequence back: no file, and no text that is too long."""
        written = {"typed": self.seq, "text": self.text}.get(self.source, "")
        return self.source != "columns" and len(quote(written)) <= MOST_IN_ADDRESS

    def choosing(self, raw: Mapping[str, object], steps: int, hidden: int) -> GatesConfig:
        """The same run, of these sizes, with the step, unit, signal, pins and panels that `raw` has."""
        fields = Fields(("t", "unit", "signal", "pins", "panels"), raw, self, self)
        return replace(
            self,
            t=fields.place("t", steps, beyond=steps),
            unit=fields.place("unit", hidden, beyond=hidden),
            signal=fields.name("signal", SIGNALS),
            pins=fields.read("pins", lambda value: write_pins(read_pins(value, hidden))),
            panels=fields.read("panels", lambda value: ",".join(read_panels(value))),
        )

    @property
    def opened(self) -> tuple[str, ...]:
        """The panels as names."""
        return read_panels(self.panels)

    @property
    def pinned(self) -> tuple[int, ...]:
        """The pinned units, from 1."""
        return read_pins(self.pins, GATES_LIMITS.units)

    @property
    def lines(self) -> tuple[int, ...]:
        """The units drawn as lines, from 0: the one in view, and those pinned."""
        return tuple(unit - 1 for unit in dict.fromkeys((self.unit, *self.pinned)))

    @property
    def draws(self) -> bool:
        """Whether the weights come from a seed."""
        return self.model == "keras" or (self.model in PRESETS and PRESETS[self.model].gates is None)

    def arguments(self) -> dict[str, float]:
        """Every parameter of the generator, by name; none for any other source."""
        return GENERATORS[self.source].read(read_args(self.args, self.source)) if self.source in GENERATORS else {}

    def units(self, lab: Lab | None = None, trained: Model | None = None) -> int:
        """H: a lab's or a trained model's own, if it is the model."""
        if own := model_of(self.model, trained):
            return own.network.layers[self.layer - 1].forward.hidden
        return lab.params.hidden if lab and self.model == "lab" else self.hidden

    @property
    def is_trained(self) -> bool:
        """Whether the model is a trained one."""
        return self.model in CHECKPOINTS or self.model == TRAINED

    def x(self, columns: Columns | None = None, trained: Model | None = None) -> Sequence:
        """Make the sequence: the steps taken of the source, scaled as the model asks, over these steps, or not.

        Raises InputError: 'no-table' for the source 'columns' without `columns`, 'no-probe' likewise.
        """
        own = model_of(self.model, trained)
        whole, names, symbols = self._source(columns, own)
        if self.source not in GENERATORS:
            last_step = self.start - 1 + self.length if self.length else None
            whole, symbols = whole[self.start - 1 : last_step], symbols[self.start - 1 : last_step]
        if self.scale == "on" and own and own.network.inputs == whole.shape[1]:
            mean, deviation = own.scaling.mean, own.scaling.deviation
            if mean.any() or (deviation != 1).any():
                return Sequence(whole, own.scaling.apply(whole) + 0.0, mean, deviation, names, symbols)
        elif self.scale == "on" and not np.isin(whole, (0, 1)).all():
            scaled = standardise(whole)
            return Sequence(whole, scaled.x, scaled.mean, scaled.deviation, names, symbols)
        features = whole.shape[1]
        return Sequence(whole, whole, np.zeros(features), np.ones(features), names, symbols)

    def params(self, inputs: int, lab: Lab | None = None) -> LSTMParams:
        """Make the weights for as many features, or take those of the lab.

        Raises InputError: 'no-lab' for the model 'lab' without `lab`, 'shape' if the lab takes other sequences.
        """
        if self.model != "lab":
            drawn = init_params("lstm", inputs, self.hidden, self.model, self.weights_seed)
            return LSTMParams(*(self.gain * array for array in vars(drawn).values())) if self.draws else drawn
        if lab is None:
            raise _no_lab()
        if lab.params.inputs != inputs:
            found = text("shape {shape}", shape=f"T × {inputs}")
            expected = text("shape {shape}, as the weights of the lab file need it", shape=f"T × {lab.params.inputs}")
            raise InputError("shape", "model", found, expected, text("Choose another sequence, or another model."))
        return lab.params

    def _source(self, columns: Columns | None, own: Model | None) -> tuple[Inputs, tuple[str, ...], tuple[str, ...]]:
        """The whole sequence, the names of its features, and the symbols of a text."""
        if self.source in GENERATORS:
            parameters = read_args(self.args, self.source)
            made = generate(self.source, self.steps, self.seed, **parameters)
            return made, GENERATORS[self.source].features, ()
        if self.source in SERIES:
            return load_series(self.source), (SERIES[self.source].quantity,), ()
        if self.source == "text":
            read = characters(self.text)
            return read.x, read.alphabet, tuple(read.text)
        if self.source == "columns":
            if columns is None:
                raise _no_table()
            return columns.values, columns.names, ()
        if self.source == PROBE:
            if own is None:
                raise no_probe()
            return own.scaling.undo(own.data.probe), own.data.names, ()
        x = _read_sequence(self.seq)
        return x, ("x",) if x.shape[1] == 1 else tuple(f"x{n}" for n in range(1, x.shape[1] + 1)), ()


def gates_trace(
    config: GatesConfig, columns: Columns | None = None, lab: Lab | None = None, trained: Model | None = None
) -> Trace:
    """Run the model over the sequence, in float64; a lab brings its start state, and its clamps as `Lab.on` does.

    Raises InputError: 'too-large', 'no-table', 'no-probe', 'no-lab', 'no-model', 'shape', 'overflow'.
    """
    x = config.x(columns, trained).shown
    steps, features = x.shape
    hidden = config.units(lab, trained)
    most = f"{GatesLimits.numbers:,}"
    if steps * features > GatesLimits.numbers:
        found = text("{steps} steps of {features} numbers", steps=f"{steps:,}", features=features)
        expected = text("at most {most} numbers in all", most=most)
        fitting = f"{GatesLimits.numbers // features:,}"
        raise InputError("too-large", "source", found, expected, text("Take at most {steps} steps.", steps=fitting))
    if steps * hidden > GatesLimits.numbers:
        fewer, shorter = GatesLimits.nearest(steps, hidden)
        found = text("{steps} steps of {units} units", steps=f"{steps:,}", units=hidden)
        expected = text("at most {most} values of each gate", most=most)
        remedy = text("Take at most {units} units, or the first {steps} steps.", units=fewer, steps=f"{shorter:,}")
        raise InputError("too-large", "hidden", found, expected, remedy)
    if config.is_trained:
        own = model_of(config.model, trained)
        if own is None:
            raise no_model()
        return layer_trace(own, x, config.layer, config.direction)
    params = config.params(features, lab)
    return lab.on(x).trace() if lab and config.model == "lab" else trace("lstm", params, x)


def _part(fields: Fields, model: Model | None) -> tuple[int, str]:
    """Layer and direction; of a model that has no such direction, or no layers, the first."""
    layer, direction = fields.place("layer", len(model.network.layers) if model else 1, beyond=1), "forward"
    ways = model.network.layers[layer - 1].directions if model else ()
    if "reverse" in ways:
        direction = fields.name("direction", DIRECTIONS)
    elif fields.given.get("direction", fields.before("direction")) not in (direction, fields.before("direction")):
        fields.attempt("direction", "", lambda value: one_of(value, "direction", DIRECTIONS[:1]))
    return layer, direction


def _steps(source: str, seq: str, typed: str, steps: int, columns: Columns | None) -> int:
    """The steps of a whole source."""
    if source in GENERATORS:
        return steps
    if source in SERIES:
        return len(load_series(source))
    if source == "text":
        return len(characters(typed).text)
    return len(columns.values) if source == "columns" and columns else len(_read_sequence(seq))


def _read_sequence(value: object) -> Inputs:
    if isinstance(value, str) and len(value) > MOST_TYPED:
        found, expected = (
            text("a text of {length} characters", length=len(value)),
            text("at most {most}", most=MOST_TYPED),
        )
        remedy = text("Save the numbers in a CSV file and choose that as the sequence.")
        raise InputError("sequence-too-long", "seq", found, expected, remedy)
    return parse_sequence(value, steps=GATES_LIMITS.steps, features=GATES_LIMITS.features, field="seq")


def _read_gain(value: object) -> float:
    gain = parse_number(value, field="gain")
    if 0.1 <= gain <= 100:
        return gain
    remedy = text("Choose a number within these bounds.")
    raise InputError(
        "out-of-range", "gain", excerpt(value), text("a number from {low} to {high}", low=0.1, high=100), remedy
    )


def _no_table() -> InputError:
    remedy = text("Choose a CSV file or paste its rows, or choose another sequence.")
    return InputError("no-table", "source", text("no table"), text("a table of numbers"), remedy)


def _no_lab() -> InputError:
    remedy = text("Open a lab file that was saved on the screen 'Step by hand', or choose another model.")
    return InputError("no-lab", "model", text("no lab file"), text("an opened lab file"), remedy)
