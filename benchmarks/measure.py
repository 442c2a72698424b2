"""Times that can be compared: interleaved rounds and medians, since the machine's speed drifts while we look."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter


def medians(*functions: Callable[[], object], seconds: float = 3.0) -> list[float]:
    """Time the functions in turn, round after round, for about `seconds`; the median of each, in seconds."""
    times: list[list[float]] = [[] for _ in functions]
    for function in functions:  # warm up
        function()
    end = perf_counter() + seconds
    while perf_counter() < end or len(times[0]) < 5:
        for taken, function in zip(times, functions, strict=True):
            function()  # not timed: whoever runs after a large peer would pay for its cold caches
            start = perf_counter()
            function()
            taken.append(perf_counter() - start)
    return [median(taken) for taken in times]


def verdict(ratio: float, goal: float) -> str:
    """`4.4 ×  (goal 4, reached)`."""
    return f"{ratio:5.2f} × (goal {goal:g}{', reached' if ratio >= goal else ', missed'})"
