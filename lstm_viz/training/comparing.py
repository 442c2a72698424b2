"""The comparison with PyTorch, for those who call it in a worker. Naming it loads no torch; to call it does."""

from __future__ import annotations

import numpy as np

from ..broken import BUGS, finite_differences, numpy_side
from ..comparison import CHECKS, Comparison, Problem, Side, Verdict, verdict_of
from ..errors import InputError

FEW = 8  # weights that are nudged for a verdict: enough to see whether the two passes belong together
Times = dict[str, dict[str, float]]  # 'forward' or 'both' → 'numpy', 'cell', 'fused' → seconds a step


def compare(problem: Problem, bug: str = "none") -> Comparison:
    """Compute all sides, ours with a mistake if one is named. Raises InputError 'overflow'."""
    from .references import torch_sides

    return _held_against(problem, bug, torch_sides(problem))


def verdicts(problem: Problem) -> tuple[Verdict, ...]:
    """Make each mistake in turn, and say which checks catch it."""
    from .references import torch_sides

    sides, found = torch_sides(problem), list[Verdict]()
    for bug in BUGS:
        try:
            found.append(verdict_of(bug, _held_against(problem, bug, sides, FEW)))
        except InputError:  # it grew beyond all numbers
            failed: dict[str, tuple[str, int | None, float]] = dict.fromkeys(CHECKS, ("output", None, np.inf))
            found.append(Verdict(bug, failed, dict.fromkeys(CHECKS, np.inf)))
    return tuple(found)


def measure(problem: Problem) -> Times:
    """How long a step takes in NumPy, in a loop over nn.LSTMCell, and in nn.LSTM."""
    from . import speed

    return speed.measure(problem)


def _held_against(problem: Problem, bug: str, sides: tuple[Side, Side, float], most: int | None = None) -> Comparison:
    mine = numpy_side(problem, bug)
    finite = finite_differences(problem, bug, mine, most)
    return Comparison(problem.dtype, problem.layers, problem.ways, mine, *sides[:2], finite, sides[2])
