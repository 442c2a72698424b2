"""Where sequences come from besides typing: rules, measured series, text, tables. NumPy only."""

from .characters import Characters, characters
from .columns import Columns, parse_columns
from .generators import GENERATORS, Generator, generate
from .parameters import Parameter
from .scaling import Scaled, standardise
from .shipped import SERIES, Series, load_series

__all__ = [
    "GENERATORS",
    "SERIES",
    "Characters",
    "Columns",
    "Generator",
    "Parameter",
    "Scaled",
    "Series",
    "characters",
    "generate",
    "load_series",
    "parse_columns",
    "standardise",
]
