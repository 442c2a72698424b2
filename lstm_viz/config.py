"""The one door from URL and widgets to the screen 'Step by hand': anything in, a configuration within limits out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

from .cells import CELLS
from .cells.initialise import SEEDS, init_params
from .cells.params import LSTMParams
from .checkpoints import CHECKPOINTS
from .errors import InputError, text
from .examples import EXAMPLES, OWN, Example, sequence_of, shipped_example
from .reading import Fields, one_of
from .sequences import parse_sequence
from .types import Inputs

LANGUAGES = ("en", "zh")
OPERATIONS = tuple(operation.code for operation in CELLS["lstm"].operations)
VIEWS = ("table", "edit", "units", "ledger", "code", "symbols", "lab")  # what stands beside the panel
PREDICTING = ("off", "all", "faded")  # what the player asks for before it shows it


@dataclass(frozen=True)
class StepLimits:
    """What the screen shows, and no more."""

    steps: int = 64  # T
    features: int = 8  # D
    units: int = 8  # H
    fewest_decimals: int = 2
    most_decimals: int = 6
    largest_seed: int = SEEDS - 1


STEP_LIMITS = StepLimits()


@dataclass(frozen=True)
class StepConfig:
    """Everything the screen 'Step by hand' is made from; its fields are the keys of the URL."""

    lang: str = ""  # 'en', 'zh', or '' for the browser's
    preset: str = "golden"  # one of EXAMPLES; a trained model fixes units and features
    seq: str = "1, 2, 3, 4"  # as typed, by the grammar of `sequences`
    seed: int = 0  # from 0 to 2³² - 1; only the preset 'torch' draws from it
    units: int = 1  # H, from 1 to 8
    t: int = 1  # the step in view, from 1 to T
    op: str = "concat"  # the operation in view, one of OPERATIONS
    unit: int = 1  # the unit in view, from 1 to H
    decimals: int = 4  # shown, from 2 to 6
    view: str = "table"  # one of VIEWS
    predict: str = "off"  # one of PREDICTING: nothing, every number, or a faded worked example

    @classmethod
    def parse(
        cls, raw: Mapping[str, object], former: StepConfig | None = None, *, own: Example | None = None
    ) -> tuple[StepConfig, tuple[InputError, ...]]:
        """Read raw values: text, numbers, or lists of repeated keys, whose last counts; other keys are passed over.

        A field that is missing or bad keeps the value of `former`, or its default; each bad one gives one InputError.
        A preset without a sequence brings its own; `OWN` needs `own`. A step or unit that was in range, and is beyond
        it only since the sequence or the units changed, moves to the last one without a word. Never raises.
        """
        base, limits = former or cls(), STEP_LIMITS
        values = Fields(cls.names(), raw, base, former)
        lang = values.read("lang", lambda value: value if value == "" else one_of(value, "lang", LANGUAGES))
        given = "preset" in values.given
        preset = values.present("preset", EXAMPLES, {OWN: None if own else _no_model()}, cls.preset)
        given = given and not any(error.field == "preset" for error in values.errors)
        fixed = own if preset == OWN else shipped_example(preset) if preset in CHECKPOINTS else None
        brought = fixed.sequence if fixed else sequence_of(preset)
        kept = base.seq if not given or (former and "seq" in values.given) else brought
        if fixed and _read_sequence(kept).shape[1] != fixed.params.inputs:
            kept = brought
        seq = values.attempt("seq", kept, lambda value: _sequence(value, fixed))
        length, units = len(_read_sequence(seq)), values.whole("units", 1, limits.units)
        if fixed:
            units = fixed.params.hidden
        config = cls(
            lang=lang,
            preset=preset,
            seq=seq,
            seed=values.whole("seed", 0, limits.largest_seed),
            units=units,
            t=values.place("t", length, beyond=length),
            op=values.name("op", OPERATIONS),
            unit=values.place("unit", units, beyond=units),
            decimals=values.whole("decimals", limits.fewest_decimals, limits.most_decimals),
            view=values.name("view", VIEWS),
            predict=values.name("predict", PREDICTING),
        )
        return config, tuple(values.errors)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields, which are the keys of `parse` and `query`."""
        return tuple(field.name for field in fields(cls))

    def query(self) -> dict[str, str]:
        """Every field as it stands in the URL, the language only if it was chosen: `parse` reads it back."""
        return {name: str(getattr(self, name)) for name in self.names() if name != "lang" or self.lang}

    @cached_property
    def x(self) -> Inputs:
        """The sequence as numbers, (T, D), read-only."""
        x = _read_sequence(self.seq)
        x.setflags(write=False)
        return x

    def params(self) -> LSTMParams:
        """The weights of a preset, or of a model that we ship, for as many features as the sequence has."""
        if self.preset in CHECKPOINTS:
            return shipped_example(self.preset).params
        inputs = self.x.shape[1]
        return init_params("lstm", inputs=inputs, hidden=self.units, scheme=self.preset, seed=self.seed)


def _sequence(value: object, fixed: Example | None) -> str:
    features = _read_sequence(value).shape[1]
    if fixed and features != fixed.params.inputs:
        found = text("{count} numbers a step", count=features)
        expected = text("{count} a step, as this trained model reads", count=fixed.params.inputs)
        raise InputError("shape", "seq", found, expected, text("Choose another sequence, or another example."))
    return str(value)


def _no_model() -> InputError:
    remedy = text("Open one on 'Train live', or choose another example.")
    return InputError("no-model", "preset", text("no model"), text("a model that has been trained"), remedy)


def _read_sequence(value: object) -> Inputs:
    return parse_sequence(value, steps=STEP_LIMITS.steps, features=STEP_LIMITS.features, field="seq")
