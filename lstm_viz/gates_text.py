"""The small grammars in the address of 'Gates over time': parameters of a generator, pinned units, panels."""

from __future__ import annotations

import re

from .config import as_whole, one_of, presentable, whole_number
from .errors import InputError, excerpt, text
from .figures import PANELS
from .sequences import parse_number, plain
from .series import GENERATORS
from .series.generators import read_parameter

LONGEST = 400  # characters; no canonical text is longer
MOST_PINS = 8


def read_args(value: object, source: str) -> dict[str, float]:
    """Read 'period:20,amplitude:1' as parameters of a source; of one named twice the last counts.

    Raises InputError: 'args', 'unknown', 'out-of-range', and those of numbers.
    """
    known = {parameter.name: parameter for parameter in GENERATORS[source].parameters} if source in GENERATORS else {}
    found = dict[str, float]()
    for part in filter(None, re.split(r"[\s,;]+", _short(value, "args"))):
        name, colon, number = part.partition(":")
        if not colon or not name:
            expected = text("parameters such as period:20,amplitude:1")
            raise InputError("args", "args", excerpt(part), expected, text("Write a name, a colon and a number."))
        if not known:
            expected = text("no parameter, since {source} has none", source=source)
            raise InputError("unknown", "args", excerpt(part), expected, text("Leave this parameter out."))
        name = one_of(name, "args", known)
        found[name] = read_parameter(known[name], parse_number(number, field=f"args {name}"))
    return found


def write_args(parameters: dict[str, float], source: str) -> str:
    """The canonical text of parameters: those that differ from their defaults, in the generator's order."""
    known = GENERATORS[source].parameters if source in GENERATORS else ()
    other = {p.name: parameters[p.name] for p in known if parameters.get(p.name, p.default) != p.default}
    return ",".join(f"{name}:{repr(float(value)).removesuffix('.0')}" for name, value in other.items())


def read_pins(value: object, units: int) -> tuple[int, ...]:
    """Read '3,7' as units from 1, each once; those beyond `units` are dropped without a word.

    Raises InputError: 'out-of-range', 'pins'.
    """
    single = as_whole(value)
    parts = [str(single)] if single is not None and abs(single) < 1e9 else re.split(r"[\s,;]+", _short(value, "pins"))
    given = dict.fromkeys(whole_number(part, "pins", 1, 10**9) for part in parts if part)
    pins = tuple(unit for unit in given if unit <= units)
    if len(pins) > MOST_PINS:
        found, expected = text("{count} units", count=len(pins)), text("at most {most} units", most=MOST_PINS)
        raise InputError("pins", "pins", found, expected, text("Leave some of them out."))
    return pins


def write_pins(pins: tuple[int, ...]) -> str:
    """The canonical text of pinned units."""
    return ",".join(map(str, pins))


def read_panels(value: object) -> tuple[str, ...]:
    """Read 'f,i,lines' as panels in this order, each once. Raises InputError 'unknown', 'panels'."""
    names = filter(None, re.split(r"[\s,;]+", _short(value, "panels")))
    panels = tuple(dict.fromkeys(one_of(name, "panels", PANELS) for name in names))
    if not panels:
        expected = text("one of {names}", names=", ".join(PANELS))
        raise InputError("panels", "panels", text("no panel"), expected, text("Choose one panel at least."))
    return panels


def _short(value: object, field: str) -> str:
    """A text of bounded length, in plain characters."""
    if isinstance(value, str) and len(value) <= LONGEST:
        return plain(value)
    expected = text("a text of at most {most} characters", most=LONGEST)
    raise InputError(field, field, excerpt(presentable(value)), expected, text("Shorten the text, or correct it."))
