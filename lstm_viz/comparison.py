"""One problem computed several times, and how far the answers lie apart: tensor by tensor, step by step.

A side is what one of them computed: arrays by name. '0.forward.f' is a signal of layer 0 at each step, (T, B, H),
'output', 'h_n' and 'c_n' are what PyTorch's modules return, and 'd.' before a name makes it the gradient of the loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from .cells import CELLS
from .layers import DIRECTIONS
from .types import Array

Side: TypeAlias = dict[str, Array]
SIGNALS = tuple(signal.name for signal in CELLS["lstm"].signals if signal.role != "input")
MATRICES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
# What is allowed, by number type: of values, times max(1, the tensor's largest); of gradients, times the largest.
# Measured in float32: 6e-7 and 2e-6 at most, but 8e-6 and 5e-5 of the shipped model 'copy', which enlarges rounding.
VALUE_TOLERANCE = {"float64": 1e-12, "float32": 1e-4}
GRADIENT_TOLERANCE = {"float64": 1e-10, "float32": 1e-3}
FINITE_TOLERANCE = {"float64": 1e-8, "float32": 1e-3}  # of the largest gradient; the quotients are always float64
NUDGE = 1e-4  # what a weight is moved by, and by twice that, up and down
MOST_NUDGED = 24  # weights, or one of each tensor
CHECKS = ("signals", "outputs", "gradients", "finite")  # the kinds of checks, in the order of computing


@dataclass(frozen=True, eq=False)
class Problem:
    """Weights, input, start states, and the loss: Σ doutput · output, so that doutput is its gradient."""

    weights: Mapping[str, Array]  # '0.forward.weight_ih', …, both of PyTorch's biases, 'head.weight', 'head.bias'
    x: Array  # (T, B, D)
    h0: Array  # (layers · directions, B, H)
    c0: Array
    doutput: Array  # (T, B, O)

    @property
    def dtype(self) -> str:
        """'float64' or 'float32'."""
        return str(self.x.dtype)

    @property
    def ways(self) -> tuple[str, ...]:
        """The directions."""
        return DIRECTIONS[: 2 if "0.reverse.weight_ih" in self.weights else 1]

    @property
    def layers(self) -> int:
        """How many are stacked."""
        return len(self.h0) // len(self.ways)

    @property
    def head(self) -> bool:
        """Whether a linear map follows."""
        return "head.weight" in self.weights

    def astype(self, dtype: Any) -> Problem:
        """The same numbers, rounded to another type or kept."""
        with np.errstate(over="ignore"):  # beyond float32: ∞, which the network refuses
            weights = {name: weight.astype(dtype) for name, weight in self.weights.items()}
            arrays = {name: getattr(self, name).astype(dtype) for name in ("x", "h0", "c0", "doutput")}
        return Problem(weights, **arrays)

    def nudged(self, name: str, place: tuple[int, ...], by: float) -> Problem:
        """The same with one weight moved."""
        weight = self.weights[name].copy()
        weight[place] += by
        return replace(self, weights={**self.weights, name: weight})

    def sample(self, most: int | None = None) -> list[tuple[str, tuple[int, ...]]]:
        """Some weights, the same each time: one of every tensor, and more while there are few; or `most` of them."""
        rng, names = np.random.default_rng(0), list(self.weights)
        chosen = dict[tuple[str, tuple[int, ...]], None]()
        for turn in range(most or max(MOST_NUDGED, len(names))):
            name = names[turn % len(names)]
            places = np.unravel_index(rng.integers(self.weights[name].size), self.weights[name].shape)
            chosen[name, tuple(int(place) for place in places)] = None
        return list(chosen)


@dataclass(frozen=True, eq=False)
class Finite:
    """The gradient of some weights: as the backward pass has it, and as the loss moves when they are nudged."""

    names: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]
    backward: Array
    quotient: Array
    dtype: str  # of the backward pass

    @property
    def difference(self) -> float:
        """The largest, as a share of the largest gradient."""
        largest = float(np.abs(self.quotient).max()) or 1.0
        return float(np.abs(self.backward - self.quotient).max()) / largest

    @property
    def passed(self) -> bool:
        """Whether they agree as well as such a quotient can."""
        return self.difference <= FINITE_TOLERANCE[self.dtype]


@dataclass(frozen=True)
class Check:
    """One tensor held against one of PyTorch's answers."""

    name: str
    against: str  # 'cell' or 'fused'
    difference: float  # the largest amount; infinite where one of them is no number
    tolerance: float
    step: int | None = None  # of the input, from 0: the first that fails in the order of computing, or the worst
    at_step: float | None = None  # the largest amount at that step

    @property
    def passed(self) -> bool:
        """Whether the tensors are equal within the tolerance."""
        return self.difference <= self.tolerance

    @property
    def there(self) -> float:
        """The difference at `step`, or of the whole where there are no steps."""
        return self.difference if self.at_step is None else self.at_step

    @property
    def gradient(self) -> bool:
        """Whether it is one."""
        return self.name.startswith("d.")


@dataclass(frozen=True, eq=False)
class Comparison:
    """All sides of one problem."""

    dtype: str
    layers: int
    ways: tuple[str, ...]
    numpy: Side
    cell: Side  # a loop over nn.LSTMCell; what it keeps to itself, by its equations
    fused: Side  # nn.LSTM
    finite: Finite
    unrolled: float  # the largest difference between the equations written out and nn.LSTMCell itself

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Every tensor against every answer there is, in the order of computing: values, then gradients."""
        return tuple(self._check(name, side) for name in self.names for side in ("cell", "fused") if name in self[side])

    def __getitem__(self, side: str) -> Side:
        found: Side = getattr(self, side)
        return found

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All tensors that are compared: each counts once."""
        compared = [name for name in self.numpy if name in self.cell or name in self.fused]
        return tuple(sorted(compared, key=lambda name: name.startswith("d.")))

    @cached_property
    def first(self) -> Check | None:
        """The check that fails first, in the order of computing; none if all pass."""
        return self.first_of(self.checks)

    def first_of(self, checks: Iterable[Check]) -> Check | None:
        """That of some checks which fails first."""
        failed = [check for check in checks if not check.passed]
        if not failed:
            return None
        return min(enumerate(failed), key=lambda one: (self._rank(one[1]), one[0]))[1]

    def share(self, check: Check) -> float:
        """The difference as the tolerance counts it: of values an amount, of gradients a share of the maximum."""
        bound = (GRADIENT_TOLERANCE if check.gradient else VALUE_TOLERANCE)[self.dtype]
        return check.difference / check.tolerance * bound if check.tolerance else check.difference

    def largest(self, gradients: bool) -> float:
        """The largest share of all values, or of all gradients."""
        return max((self.share(check) for check in self.checks if check.gradient == gradients), default=0.0)

    def by_step(self, name: str) -> Array:
        """The largest difference at each step, (T,), over all references that show this signal."""
        sides = [self[side][name] for side in ("cell", "fused") if name in self[side]]
        found: Array = np.max([apart(self.numpy[name], side) for side in sides], axis=0)
        return found

    def _check(self, name: str, against: str) -> Check:
        mine, theirs = self.numpy[name], self[against][name]
        limit = tolerance(name, theirs, self.dtype)
        if not has_steps(name):
            return Check(name, against, float(apart(mine, theirs).max()), limit)
        steps = apart(mine, theirs)
        failing = np.flatnonzero(~(steps <= limit))
        late = self._backwards(name)
        step = (int(failing[-1]) if late else int(failing[0])) if len(failing) else int(steps.argmax())
        return Check(name, against, float(steps.max()), limit, step, float(steps[step]))

    def _backwards(self, name: str) -> bool:
        """Whether it is computed from the last step to the first."""
        return name.startswith("d.") != (".reverse." in f".{name}")

    def _rank(self, check: Check) -> tuple[float, ...]:
        """When it is computed: values before gradients; by layer and direction, by step, by signal."""
        *place, last = check.name.removeprefix("d.").split(".")
        inner = place[:1] and place[0].isdigit()
        layer = int(place[0]) if inner else -1 if place == ["head"] else self.layers
        way = DIRECTIONS.index(place[1]) if inner else 0
        order = SIGNALS.index(last) if last in SIGNALS else len(SIGNALS)
        step = check.step if check.step is not None else np.inf
        if self._backwards(check.name):
            step = -step if check.step is not None else step
        if check.gradient:
            layer, order = (self.layers - 1 - layer if inner else layer), -order if last in SIGNALS else order
        return int(check.gradient), layer, way, step, order


@dataclass(frozen=True)
class Verdict:
    """What the checks say of one mistake; a difference that no number can tell is infinite."""

    bug: str
    failed: dict[str, tuple[str, int | None, float]]  # check → where it fails first: tensor, step from 0, amount there
    largest: dict[str, float]  # check → its largest difference; of gradients as a share of each maximum


def verdict_of(bug: str, found: Comparison) -> Verdict:
    """The checks of one comparison by kind: each signal, what nn.LSTM returns, gradients, and finite differences."""
    kinds: dict[str, Callable[[Check], bool]] = {
        "signals": lambda check: not check.gradient and check.against == "cell",
        "outputs": lambda check: not check.gradient and check.against == "fused",
        "gradients": lambda check: check.gradient,
    }
    failed, largest = dict[str, tuple[str, int | None, float]](), dict[str, float]()
    for kind, belongs in kinds.items():
        checks = [check for check in found.checks if belongs(check)]
        first = found.first_of(checks)
        largest[kind] = max(found.share(check) for check in checks)
        if first:
            failed[kind] = first.name, first.step, first.there
    largest["finite"] = found.finite.difference
    if not found.finite.passed:
        worst = int(np.abs(found.finite.backward - found.finite.quotient).argmax())
        failed["finite"] = f"d.{found.finite.names[worst]}", None, found.finite.difference
    return Verdict(bug, failed, largest)


def has_steps(name: str) -> bool:
    """Whether the tensor's first axis is time."""
    last = name.rpartition(".")[2]
    return last in (*SIGNALS, "output", "x")


def apart(one: Array, other: Array) -> Array:
    """The largest difference along each first axis, (N,); infinite where one of them is no number."""
    wide = np.abs(one.astype(np.float64) - other.astype(np.float64)).reshape(len(one), -1).max(axis=1)
    return np.where(np.isnan(wide), np.inf, wide)


def tolerance(name: str, reference: Array, dtype: str) -> float:
    """How far a tensor may lie from the reference."""
    largest = float(np.abs(reference).max())
    if name.startswith("d."):
        return GRADIENT_TOLERANCE[dtype] * largest
    return VALUE_TOLERANCE[dtype] * max(1.0, largest)


def in_last_places(one: Array, other: Array, dtype: str) -> Array:
    """The largest difference at each step, (T,), in units in the last place of the reference, in its own type.

    A number below a thousandth of the tensor's largest counts as that: what has all but vanished has no digits to lose.
    """
    reference = other.astype(dtype)
    least = max(np.abs(reference).max() / 1024, np.finfo(dtype).tiny)
    unit = np.spacing(np.maximum(np.abs(reference), least).astype(dtype)).astype(np.float64)
    places = np.abs(one.astype(np.float64) - reference.astype(np.float64)) / unit
    found: Array = np.where(np.isnan(places), np.inf, places).reshape(len(one), -1).max(axis=1)
    return found
