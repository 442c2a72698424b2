"""The one door from URL and widgets to the screen 'Step by hand': anything in, a configuration within limits out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

from .cells import CELLS
from .cells.initialise import SEEDS, init_params
from .cells.params import LSTMParams
from .cells.presets import PRESETS
from .errors import InputError
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
    preset: str = "golden"  # a key of PRESETS
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
        cls, raw: Mapping[str, object], former: StepConfig | None = None
    ) -> tuple[StepConfig, tuple[InputError, ...]]:
        """Read raw values: text, numbers, or lists of repeated keys, whose last counts; other keys are passed over.

        A field that is missing or bad keeps the value of `former`, or its default; each bad one gives one InputError.
        A preset without a sequence brings its own. A step or unit that was in range, and is beyond it only since the
        sequence or the units changed, moves to the last one without a word. Never raises.
        """
        base, limits = former or cls(), STEP_LIMITS
        values = Fields(cls.names(), raw, base, former)
        lang = values.read("lang", lambda value: value if value == "" else one_of(value, "lang", LANGUAGES))
        preset = values.attempt("preset", "", lambda value: one_of(value, "preset", PRESETS))
        own = PRESETS[preset].sequence if preset else base.seq
        seq = values.attempt("seq", base.seq if former and "seq" in values.given else own, _sequence)
        length, units = len(_read_sequence(seq)), values.whole("units", 1, limits.units)
        config = cls(
            lang=lang,
            preset=preset or base.preset,
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
        """The weights of the preset, for as many features as the sequence has."""
        inputs = self.x.shape[1]
        return init_params("lstm", inputs=inputs, hidden=self.units, scheme=self.preset, seed=self.seed)


def _sequence(value: object) -> str:
    _read_sequence(value)
    return str(value)


def _read_sequence(value: object) -> Inputs:
    return parse_sequence(value, steps=STEP_LIMITS.steps, features=STEP_LIMITS.features, field="seq")
