"""The format of lab files: a document, as JSON has it, to the fields of a `Lab` and back.

Steps, units and the places in an error's field count from 1: 'lab weights.bias[2]' is the second number of the bias.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import numpy as np

from .cells import CELLS
from .cells.params import GATES, LSTMParams
from .cells.presets import PRESETS
from .checkpoints import CHECKPOINTS
from .config import OPERATIONS, STEP_LIMITS
from .errors import InputError, Text, excerpt, text
from .examples import EXAMPLES, shipped_example
from .reading import one_of, whole_number
from .sequences import parse_number
from .types import Array, Steps

T = TypeVar("T")

FORMAT, CELL = "lstm-viz lab", CELLS["lstm"]
VERSION, WITHOUT_MODELS = 2, 1  # what knows no trained models is written so that every version of this app can read it
RANGES = {signal.name: (signal.low, signal.high) for signal in CELL.signals if signal.name in CELL.clampable}
PREDICTED = tuple(operation for operation in OPERATIONS if operation != "concat")
MOST_PREDICTIONS, MOST_TYPED, MOST_NOTES, MOST_TRIES = 2000, 40, 20_000, 10_000  # all of it stays below 1 MB

_HALF = re.compile("[\ud800-\udfff]")  # a lone surrogate: UTF-8 has no bytes for it

NEEDED = ("format", "version", "cell", "preset", "seed", "sequence", "weights", "state", "output", "clamps")
OPTIONAL = ("order", "output_bias", "predictions", "notes", "view")  # what decides no number, or came later


@dataclass(frozen=True)
class Prediction:
    """One answer of the learner."""

    step: int  # from 1
    operation: str  # one of PREDICTED
    unit: int  # from 1
    typed: str
    tries: int
    right: bool  # at the first try


@dataclass(frozen=True)
class View:
    """Where the learner stood."""

    step: int = 1  # from 1
    operation: str = "concat"
    unit: int = 1  # from 1
    decimals: int = 4


def write(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Make the document of a lab's fields, its numbers as floats or, where they are whole, as ints."""
    params, bias = fields["params"], fields["output_bias"]
    return {
        "format": FORMAT,
        "version": WITHOUT_MODELS if bias is None and fields["preset"] in PRESETS else VERSION,
        "cell": CELL.name,
        "preset": fields["preset"],
        "seed": fields["seed"],
        "sequence": _plain(fields["x"]),
        "order": list(GATES),  # of the blocks of 'weights', along the first axis: PyTorch's
        "weights": {name: _plain(array) for name, array in vars(params).items()},
        "state": {"h": _plain(fields["h0"]), "c": _plain(fields["c0"])},
        "output": None if fields["output"] is None else _plain(fields["output"]),
        **({} if bias is None else {"output_bias": _plain(np.array([bias]))[0]}),
        "clamps": [held for name, clamp in fields["clamps"].items() for held in _held(name, clamp)],
        "predictions": [asdict(prediction) for prediction in fields["predictions"]],
        "notes": fields["notes"],
        "view": asdict(fields["view"]),
    }


def read(document: object) -> dict[str, Any]:
    """Read a document to the fields of a lab. Raises InputError, and nothing else: 'lab', and those of numbers."""
    given = _mapping("", document)
    _check_format(given)
    _check_names("", given, NEEDED, OPTIONAL)
    one_of(given["cell"], "lab cell", ("lstm",))
    order = given.get("order", list(GATES))
    if not isinstance(order, list) or not all(isinstance(gate, str) for gate in order) or order != list(GATES):
        remedy = text("Stack the blocks of the gates i, f, g, o along the first axis, as PyTorch does.")
        raise _refusal("order", text("another order of the gates"), ", ".join(GATES), remedy)
    limits = STEP_LIMITS
    steps = _list("sequence", given["sequence"], 1, limits.steps)
    features = len(_list("sequence[1]", steps[0], 1, limits.features))
    x = _matrix("sequence", steps, len(steps), features)
    weights = _record("weights", given["weights"], "weight_ih", "weight_hh", "bias")
    rows = _list("weights.weight_hh", weights["weight_hh"], 4, 4 * limits.units)
    units = len(_list("weights.weight_hh[1]", rows[0], 1, limits.units))
    params = LSTMParams(
        _matrix("weights.weight_ih", weights["weight_ih"], 4 * units, features),
        _matrix("weights.weight_hh", rows, 4 * units, units),
        _vector("weights.bias", weights["bias"], 4 * units),
    )
    state = _record("state", given["state"], "h", "c")
    preset = one_of(given["preset"], "lab preset", EXAMPLES)
    if preset in CHECKPOINTS and shipped_example(preset).sizes != (units, features):
        found, expected = (
            text("{units} units that read {features} numbers", units=H, features=D)
            for H, D in ((units, features), shipped_example(preset).sizes)
        )
        raise _refusal("preset", found, expected, text("Name the example that it was made from."))
    bias = given.get("output_bias")
    if bias is not None and given["output"] is None:
        remedy = text("Remove it, or give an output.")
        raise _refusal("output_bias", text("the bias of no output"), text("an output with it"), remedy)
    return {
        "preset": preset,
        "seed": whole_number(given["seed"], "lab seed", 0, limits.largest_seed),
        "x": x,
        "params": params,
        "h0": _vector("state.h", state["h"], units),
        "c0": _vector("state.c", state["c"], units),
        "output": None if given["output"] is None else _vector("output", given["output"], units),
        "output_bias": None if bias is None else _number("output_bias", bias),
        "clamps": _clamps(given["clamps"], len(x), units),
        "predictions": tuple(_each("predictions", given.get("predictions", []), MOST_PREDICTIONS, _prediction)),
        "notes": _words("notes", given.get("notes", ""), MOST_NOTES),
        "view": _view(given["view"], len(x), units) if "view" in given else View(),
    }


def _check_format(given: Mapping[str, Any]) -> None:
    """Tell a newer or foreign file as such, before anything in it is found strange."""
    remedy = text("Choose a file that was saved on the screen 'Step by hand', or save it again.")
    for name in ("format", "version"):
        if name not in given:
            expected = f"'format': '{FORMAT}', 'version': {WITHOUT_MODELS}"
            raise _refusal("", text("no entry '{name}'", name=name), expected, remedy)
    form, version = given["format"], given["version"]
    if not isinstance(form, str) or form != FORMAT:
        raise _refusal("format", _shown(form), f"'{FORMAT}'", remedy)
    known = isinstance(version, (int, float)) and not isinstance(version, bool)
    if not known or not (version in (WITHOUT_MODELS, VERSION) or version > VERSION):
        raise _refusal("version", _shown(version), f"{WITHOUT_MODELS}, {VERSION}", remedy)
    if version > VERSION:
        shown = text("version {version}, made by a newer version of this app", version=excerpt(version))
        raise _refusal(
            "version", shown, f"{WITHOUT_MODELS}, {VERSION}", text("Update this app, then open the file again.")
        )


def _clamps(given: object, steps: int, units: int) -> dict[str, Steps]:
    """Held values by signal, in the order of the cell; NaN: free."""
    clamps = {name: np.full((steps, units), np.nan) for name in CELL.clampable}

    def hold(path: str, entry: object) -> str:
        held = _record(path, entry, "signal", "unit", "step", "value")
        signal = one_of(held["signal"], f"lab {path}.signal", CELL.clampable)
        unit = whole_number(held["unit"], f"lab {path}.unit", 1, units) - 1
        every = held["step"] is None
        step = 0 if every else whole_number(held["step"], f"lab {path}.step", 1, steps) - 1
        places = clamps[signal][step : steps if every else step + 1, unit]
        if not np.isnan(places).all():
            shown, remedy = text("the same place as in an earlier entry"), text("Remove one of the two.")
            raise _refusal(path, shown, text("one value for each signal, unit and step"), remedy)
        value, (low, high) = _number(f"{path}.value", held["value"]), RANGES[signal]
        if not low <= value <= high:
            expected = text("a number from {low} to {high}, as {signal} always is", low=low, high=high, signal=signal)
            raise _refusal(f"{path}.value", excerpt(value), expected, text("Choose a number within these bounds."))
        places[:] = value
        return signal

    held = set(_each("clamps", given, steps * units * len(clamps), hold))
    return {name: clamp for name, clamp in clamps.items() if name in held}


def _held(signal: str, clamp: Steps) -> Iterator[dict[str, Any]]:
    """The entries of one signal: a unit that is held at one value throughout is one, without a step."""
    for unit, values in enumerate(_plain(clamp.T), 1):
        place = {"signal": signal, "unit": unit}
        if len(set(values)) == 1 and values[0] == values[0]:
            yield place | {"step": None, "value": values[0]}
        else:
            yield from (place | {"step": t, "value": value} for t, value in enumerate(values, 1) if value == value)


def _prediction(path: str, given: object) -> Prediction:
    entry = _record(path, given, "step", "operation", "unit", "typed", "tries", "right")
    if not isinstance(entry["right"], bool):
        expected, remedy = text("true or false"), text("Write true or false, without quotes.")
        raise _refusal(f"{path}.right", _shown(entry["right"]), expected, remedy)
    return Prediction(
        whole_number(entry["step"], f"lab {path}.step", 1, STEP_LIMITS.steps),  # of the sequence it was about
        one_of(entry["operation"], f"lab {path}.operation", PREDICTED),
        whole_number(entry["unit"], f"lab {path}.unit", 1, STEP_LIMITS.units),
        _words(f"{path}.typed", entry["typed"], MOST_TYPED),
        whole_number(entry["tries"], f"lab {path}.tries", 0, MOST_TRIES),
        entry["right"],
    )


def _view(given: object, steps: int, units: int) -> View:
    view = _record("view", given, "step", "operation", "unit", "decimals")
    return View(
        whole_number(view["step"], "lab view.step", 1, steps),
        one_of(view["operation"], "lab view.operation", OPERATIONS),
        whole_number(view["unit"], "lab view.unit", 1, units),
        whole_number(view["decimals"], "lab view.decimals", STEP_LIMITS.fewest_decimals, STEP_LIMITS.most_decimals),
    )


def _matrix(path: str, given: object, rows: int, columns: int) -> Array:
    found = _list(path, given, rows, rows)
    return np.array([_vector(f"{path}[{n}]", row, columns) for n, row in enumerate(found, 1)])


def _vector(path: str, given: object, length: int) -> Array:
    found = _list(path, given, length, length)
    return np.array([_number(f"{path}[{n}]", number) for n, number in enumerate(found, 1)])


def _number(path: str, given: object) -> float:
    """Take a number, as it is or as it was typed."""
    if isinstance(given, (str, int, float)) and not isinstance(given, bool):
        return parse_number(given, field=f"lab {path}")
    remedy = text("Write one number, with digits only.")
    raise _refusal(path, _shown(given), text("a number such as 2, -0.5, 1/3 or 1e-3"), remedy)


def _each(path: str, given: object, most: int, reader: Callable[[str, object], T]) -> list[T]:
    return [reader(f"{path}[{n}]", entry) for n, entry in enumerate(_list(path, given, 0, most), 1)]


def _list(path: str, given: object, low: int, high: int) -> list[Any]:
    """Take a list of a length within [low, high]."""
    if isinstance(given, list) and low <= len(given) <= high:
        return given
    expected = text("a list of {length}", length=low)
    if low != high:
        expected = text("a list of {low} to {high}", low=low, high=high)
    remedy = text("Give as many entries as sequence and weights need.")
    raise _refusal(path, _shown(given), expected, remedy)


def _words(path: str, given: object, most: int) -> str:
    """Take a text that can be written to a file."""
    remedy = text("Shorten the text, or correct it.")
    if not isinstance(given, str) or len(given) > most:
        shown = text("a text of {length} characters", length=len(given)) if isinstance(given, str) else _shown(given)
        raise _refusal(path, shown, text("a text of at most {most} characters", most=most), remedy)
    if _HALF.search(given):
        raise _refusal(path, text("half a character"), text("a text that a file can hold"), remedy)
    return given


def _record(path: str, given: object, *names: str) -> Mapping[str, Any]:
    found = _mapping(path, given)
    _check_names(path, found, names)
    return found


def _mapping(path: str, given: object) -> Mapping[str, Any]:
    if isinstance(given, dict) and all(isinstance(name, str) for name in given):
        return given
    remedy = text("Write it as in a file saved by this app.")
    raise _refusal(path, _shown(given), text("entries with names, in braces"), remedy)


def _check_names(path: str, given: Mapping[str, Any], needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    for name in needed:
        if name not in given:
            expected = text("the entries {names}", names=", ".join(needed))
            raise _refusal(path, text("no entry '{name}'", name=name), expected, text("Add what is missing."))
    for name in given:
        if name not in needed and name not in optional:
            expected = text("the entries {names} only", names=", ".join((*needed, *optional)))
            raise _refusal(path, text("a foreign entry '{name}'", name=excerpt(name)), expected, text("Remove it."))


def _shown(given: object) -> Text | str:
    """What a value is, in words, never at length."""
    if isinstance(given, dict):
        return text("entries in braces")
    if isinstance(given, list):
        return text("a list of {length}", length=len(given))
    if isinstance(given, str):
        return text("the text '{typed}'", typed=excerpt(given))
    if given is None or isinstance(given, (bool, int, float)):
        return excerpt("null" if given is None else str(given).lower() if isinstance(given, bool) else given)
    return text("a value of type {type}", type=type(given).__name__)


def _plain(array: Array) -> list[Any]:
    """Nested lists of numbers, whole ones as ints; JavaScript writes them so too."""
    return [_plain(part) if part.ndim else int(part) if part.is_integer() else float(part) for part in array]


def _refusal(path: str, found: Text | str, expected: Text | str, remedy: Text) -> InputError:
    return InputError("lab", f"lab {path}".strip(), found, expected, remedy)
