"""How the time of a run grows with its length: a slope of 1 on log axes is linear."""

from __future__ import annotations

from functools import partial

import numpy as np

import lstm_viz as lv

from .core import both_ways
from .measure import medians

LENGTHS = (250, 500, 1000, 2000, 4000)


def growth() -> None:
    """Print the slopes of trace, and of trace with backprop, in T."""
    rng, p = np.random.default_rng(0), lv.init_params("lstm", 8, 32)
    sequences = [rng.standard_normal((length, 8)) for length in LENGTHS]
    targets = [rng.standard_normal((length, 32)) for length in LENGTHS]
    runs = [partial(lv.trace, "lstm", p, x) for x in sequences]
    both = [partial(both_ways, p, x, dh) for x, dh in zip(sequences, targets, strict=True)]
    print(f"growth in T from {LENGTHS[0]} to {LENGTHS[-1]} (goal: slope 1.0 ± 0.1)")
    for name, functions in (("lv.trace", runs), ("trace + backprop", both)):
        slope = np.polyfit(np.log(LENGTHS), np.log(medians(*functions, seconds=4)), 1)[0]
        print(f"  {name:<18} {slope:.2f}")
