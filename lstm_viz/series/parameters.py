"""The numbers that shape a generated sequence or a task, and the small grammar in which an address has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import InputError, excerpt, text
from ..reading import one_of, short_text
from ..sequences import parse_number


@dataclass(frozen=True)
class Parameter:
    """A number that shapes a generated sequence or the data of a task."""

    name: str
    title: str  # English, translated by `ui`
    default: float
    low: float
    high: float
    whole: bool


def read_parameter(parameter: Parameter, value: object, field: str) -> float:
    """Take a number within the bounds of a parameter, an int where it is whole. Raises InputError 'out-of-range'."""
    field, whole = f"{field} {parameter.name}", parameter.whole
    number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if number and parameter.low <= value <= parameter.high:  # type: ignore[operator]
        found = float(value)  # type: ignore[arg-type]
        if not whole:
            return found
        if found.is_integer():
            return int(found)
    low, high = (f"{bound:,g}" if abs(bound) < 1e5 else f"{bound:,.0f}" for bound in (parameter.low, parameter.high))
    expected = text("a number from {low} to {high}", low=low, high=high)
    if whole:
        expected = text("a whole number from {low} to {high}", low=low, high=high)
    raise InputError("out-of-range", field, excerpt(value), expected, text("Choose a number within these bounds."))


def read_parameters(known: tuple[Parameter, ...], given: Mapping[str, object], field: str) -> dict[str, float]:
    """Every parameter, the given ones checked. Raises InputError 'unknown', 'out-of-range'."""
    named = {parameter.name: parameter for parameter in known}
    for name in given:
        if name not in named:
            expected = text("one of {names}", names=", ".join(named)) if named else text("no parameter")
            raise InputError("unknown", field, excerpt(name), expected, text("Leave this parameter out."))
    return {n: read_parameter(p, given[n], field) if n in given else p.default for n, p in named.items()}


def read_args(value: object, known: tuple[Parameter, ...], owner: str, field: str = "args") -> dict[str, float]:
    """Read 'period:20,amplitude:1' as parameters of `owner`; of one named twice the last counts.

    Raises InputError: 'args', 'unknown', 'out-of-range', and those of numbers.
    """
    named = {parameter.name: parameter for parameter in known}
    found = dict[str, float]()
    for part in filter(None, re.split(r"[\s,;]+", short_text(value, field))):
        name, colon, number = part.partition(":")
        if not colon or not name:
            expected = text("parameters such as period:20,amplitude:1")
            raise InputError("args", field, excerpt(part), expected, text("Write a name, a colon and a number."))
        if not named:
            expected = text("no parameter, since {source} has none", source=owner)
            raise InputError("unknown", field, excerpt(part), expected, text("Leave this parameter out."))
        name = one_of(name, field, named)
        found[name] = read_parameter(named[name], parse_number(number, field=f"{field} {name}"), field)
    return found


def write_args(parameters: Mapping[str, float], known: tuple[Parameter, ...]) -> str:
    """The canonical text of parameters: those that differ from their defaults, in the order of `known`."""
    other = {p.name: parameters[p.name] for p in known if parameters.get(p.name, p.default) != p.default}
    return ",".join(f"{name}:{repr(float(value)).removesuffix('.0')}" for name, value in other.items())
