"""Windows of a series, each with the value that follows; and forecasts that go on from themselves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..series import generate, load_series
from ..types import Array, Inputs
from .task import Data, Part, Scaling

LONGEST_PROBE = 100
SINE_PERIOD = 25  # steps


def passengers(rng: np.random.Generator, window: int) -> Data:
    """Months of air passengers, as growth from month to month: what the series itself will be, it has never been."""
    return windows(load_series("passengers"), window, period=12, name="growth", growth=True)


def sunspots(rng: np.random.Generator, window: int) -> Data:
    """Years of sunspots, with cycles of about 11."""
    return windows(load_series("sunspots"), window, period=11, name="sunspots")


def sine(rng: np.random.Generator, window: int, noise: float) -> Data:
    """Twenty cycles of a sine under noise."""
    wave = generate("sine", 20 * SINE_PERIOD, 0, period=SINE_PERIOD)
    return windows(wave + rng.normal(0, noise, wave.shape), window, period=SINE_PERIOD, name="value")


def windows(series: Inputs, window: int, period: int, name: str, growth: bool = False) -> Data:
    """Cut at two times, 60 : 20 : 20: a part asks for the values of its own time only, and scaling knows the first.

    A window may reach back over the cut, since what it reads is known by then.
    """
    bases = series[:-1] if growth else None
    series = np.diff(np.log(series), axis=0) if growth else series
    length = len(series)
    cuts = round(0.6 * length), round(0.8 * length)
    scaling = Scaling.fit(series[: cuts[0]], growth)
    x = np.lib.stride_tricks.sliding_window_view(scaling.apply(series)[:, 0], window + 1)  # row n asks for n + window
    bounds = ((0, cuts[0]), (cuts[0], cuts[1]), (cuts[1], length))
    rows = [slice(max(low - window, 0), high - window) for low, high in bounds]
    train, validation, test = (
        Part(x[row, :-1, None].copy(), x[row, -1:].copy(), None if bases is None else bases[window:][row].copy())
        for row in rows
    )
    return Data(train, validation, test, scaling, (name,), scaling.apply(series)[-LONGEST_PROBE:], period)


def free_running(predict: Callable[[Array], Array], window: Array, steps: int) -> Array:
    """Forecast `steps` values, (steps,), each read as true by the next: `predict` takes (1, T, 1), gives (1, 1)."""
    known = [float(value) for value in window.ravel()]
    length = len(known)
    for _ in range(steps):
        known.append(float(predict(np.array(known[-length:])[None, :, None])[0, 0]))
    return np.array(known[length:])
