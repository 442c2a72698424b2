"""Beliefs about the cell that are often met and wrong: each with an experiment on the present run that refutes it.

The player shows a card in its operation, makes the edit and fills in the numbers ({f} as in ui/sentences.py, {was f}
before the edit); ui/player/cards.js says what each experiment edits, and where it can be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10

import numpy as np

from lstm_viz.tracing import Trace
from lstm_viz.types import Array
from lstm_viz.ui.language import mark

LEAST_WEIGHT, SMALL_WEIGHT, MOST_INPUT = 0.001, 0.1, 1000.0  # for an input that stays readable


@dataclass(frozen=True)
class Card:
    """One belief; English, translated where it is shown."""

    operation: str  # where it arises
    claim: str
    edit: str  # what the experiment does
    seen: str  # what one sees then, and why that refutes the belief
    later: str = ""  # the same where an earlier step has something to say too


CARDS = (
    Card(
        "concat",
        mark("Often believed: joined lines are added."),
        mark("move 1 between the input and the last hidden state, so that their sum stays the same"),
        mark(
            "{x} and {h} were {xWas} and {hWas}, now they are {xNow} and {hNow}: the same sum. Yet the {signal} went "
            "from {before} to {now}. They are joined, and each number has its own weight."
        ),
    ),
    Card(
        "f",
        mark("Often believed: a forget gate of 1 forgets."),
        mark("hold the forget gate at 1 in this step"),
        mark(
            "The forget gate is 1 now: of the old cell state {c-}, {f*c-} stays, all of it (before: {was f*c-}). 1 "
            "keeps; only 0 would forget."
        ),
    ),
    Card(
        "i",
        mark("Often believed: a gate is either 0 or 1."),
        mark("change the input of this step, so that the input gate stands near one half"),
        mark(
            "With the input {x[]} the input gate went from {was i} to {i}: it lets in {i%} % of the candidate. A gate "
            "can stand anywhere between 0 and 1."
        ),
    ),
    Card(
        "o",
        mark("Often believed: each step has its own weights."),
        mark("change one weight of the output gate by 1"),
        mark(
            "One number, {weight}, went from {old} to {new}, and the {signal} changed at {n} of {T} steps: it stands "
            "in the equation of every step."
        ),
        mark(
            "One number, {weight}, went from {old} to {new}, and the {signal} changed at {n} of {T} steps, even "
            "earlier ones: all steps share it."
        ),
    ),
    Card(
        "h",
        mark("Often believed: h and c are the same."),
        mark("hold the output gate at 0 in this step"),
        mark(
            "The output gate is 0 now: h went from {was h} to {h}, but c is still {c}. The cell remembers c; h is what "
            "it shows of it."
        ),
    ),
)


def half_open(tr: Trace, unit: int) -> Array:
    """Find at each step a plain input that brings the input gate of `unit` near one half, with all else as it is.

    Returns (T, 2), the feature and its number; NaN where the input has too little weight for it.
    """
    weights = tr.params.weight_ih[unit]  # the block of i is the first
    feature = int(np.abs(weights).argmax())
    weight, x = float(weights[feature]), tr.x[:, feature]
    found = np.full((len(x), 2), np.nan)
    if abs(weight) < LEAST_WEIGHT:
        return found
    digits = max(
        0, ceil(log10(abs(weight)))
    )  # then the rounding moves a by 1/2 at most, and i stays within 0.37 to 0.63
    a = tr["a_i"][:, unit]
    near = np.round(x - a / weight, digits) + 0.0
    if abs(weight) < SMALL_WEIGHT:  # a gate that is half open as it is needs no far input
        near = np.where(np.abs(a) < 1, np.round(x + 1, 12), near)
    near = np.where(near == x, np.round(x + 10.0**-digits, digits), near)
    within = np.abs(near) <= MOST_INPUT
    found[within] = np.stack([np.full(len(x), feature), near], axis=1)[within]
    return found
