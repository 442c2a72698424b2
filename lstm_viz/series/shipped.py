"""Measured series that come with the app; data/SOURCES.md says where each is from and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from ..reading import one_of
from ..types import Inputs


@dataclass(frozen=True)
class Series:
    """A series in data/, one value a step; its words are English, translated by `ui`."""

    name: str
    title: str
    story: str  # what to watch in the gates
    quantity: str  # what is measured, with its unit
    start: str  # when the first value is from, as the file has it
    period: str  # from one value to the next
    source: str
    licence: str


SERIES: dict[str, Series] = {
    "passengers": Series(
        "passengers",
        "Air passengers",
        "The years repeat but grow: look for units that follow the season, and for those that follow the growth.",
        "thousands of passengers a month",
        "1949-01",
        "month",
        "Box and Jenkins, Time Series Analysis, 1976, Series G, by way of sktime",
        "BSD-3-Clause, that of the package",
    ),
    "sunspots": Series(
        "sunspots",
        "Sunspots",
        "Cycles of about eleven years, never quite alike: see which gates open at each rise.",
        "sunspots, mean of the year",
        "1700",
        "year",
        "National Geophysical Data Center (NOAA), by way of statsmodels",
        "public domain",
    ),
    "co2": Series(
        "co2",
        "CO₂ at Mauna Loa",
        "A small season rides on a long rise: with scaling off, every gate is stuck at its end.",
        "CO₂ in parts per million",
        "1958-03-29",
        "week",
        "Keeling and Whorf, Oak Ridge National Laboratory, 2004, by way of statsmodels; 59 gaps filled in linearly",
        "public domain",
    ),
    "ecg": Series(
        "ecg",
        "Heartbeat (ECG)",
        "Sharp spikes in a calm line: watch which gates jump at each beat, and how long the cell states remember it.",
        "millivolts",
        "0",
        "1/120 second",
        "MIT-BIH Arrhythmia Database, record 208 (Moody and Mark, 2001), PhysioNet, by way of SciPy; every third value",
        "Open Data Commons Attribution License 1.0",
    ),
    "temperature": Series(
        "temperature",
        "Temperature in Seattle",
        "Noisy days on a slow year: forget gates near 1 let a cell state follow the season and pass over single days.",
        "highest of the day, in °C",
        "2012-01-01",
        "day",
        "National Oceanic and Atmospheric Administration (NOAA), by way of vega_datasets",
        "public domain",
    ),
}


def load_series(name: object) -> Inputs:
    """Read a series, (T, 1) in float64, read-only. Raises InputError 'unknown'."""
    return _values(one_of(name, "source", SERIES))


@cache
def _values(name: str) -> Inputs:
    with (files("lstm_viz") / "series" / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        values = np.loadtxt(file, delimiter=",", skiprows=1, usecols=1, ndmin=2)
    values.setflags(write=False)  # one array serves every reader
    return values
