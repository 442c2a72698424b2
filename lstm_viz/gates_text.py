"""The small grammars in the address of 'Gates over time': parameters of a generator, pinned units, panels."""

from __future__ import annotations

import re

from .errors import InputError, text
from .figures import PANELS
from .reading import as_whole, one_of, short_text, whole_number
from .series import GENERATORS
from .series import parameters as series

MOST_PINS = 8


def read_args(value: object, source: str) -> dict[str, float]:
    """Read 'period:20,amplitude:1' as parameters of a source; of one named twice the last counts.

    Raises InputError: 'args', 'unknown', 'out-of-range', and those of numbers.
    """
    return series.read_args(value, _known(source), source)


def write_args(parameters: dict[str, float], source: str) -> str:
    """The canonical text of parameters: those that differ from their defaults, in the generator's order."""
    return series.write_args(parameters, _known(source))


def read_pins(value: object, units: int) -> tuple[int, ...]:
    """Read '3,7' as units from 1, each once; those beyond `units` are dropped without a word.

    Raises InputError: 'out-of-range', 'pins'.
    """
    single = as_whole(value)
    parts = (
        [str(single)] if single is not None and abs(single) < 1e9 else re.split(r"[\s,;]+", short_text(value, "pins"))
    )
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
    names = filter(None, re.split(r"[\s,;]+", short_text(value, "panels")))
    panels = tuple(dict.fromkeys(one_of(name, "panels", PANELS) for name in names))
    if not panels:
        expected = text("one of {names}", names=", ".join(PANELS))
        raise InputError("panels", "panels", text("no panel"), expected, text("Choose one panel at least."))
    return panels


def _known(source: str) -> tuple[series.Parameter, ...]:
    return GENERATORS[source].parameters if source in GENERATORS else ()
