"""What a cell is: a record of pure functions, and the facts that every label, legend and diagram is generated from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["input", "gate", "candidate", "state", "pre-activation", "derived"]


@dataclass(frozen=True)
class Signal:
    """One quantity of a cell that has a value at every step."""

    name: str  # 'f': key of a Trace
    symbol: str  # LaTeX, without the time index
    title: str  # English, translated by `ui`
    role: Role
    low: float  # its values lie within [low, high], whatever the weights
    high: float


@dataclass(frozen=True)
class Operation:
    """One of the moments that a step is taken apart into, in the order in which they are shown."""

    code: str  # 'f': key of URL and player
    title: str  # English, translated by `ui`
    signals: tuple[str, ...]  # what it computes
    equation: str  # LaTeX, with the time index t


@dataclass(frozen=True)
class Cell:
    """A family's functions and facts; a published variant is another such record."""

    name: str
    title: str  # English, translated by `ui`
    paper: tuple[str, ...]  # keys of docs/references.md
    params: type[Any]  # the class of its weights
    record: type[Any]  # the class of what its step returns
    signals: tuple[Signal, ...]
    operations: tuple[Operation, ...]
    clampable: tuple[str, ...]  # the signals that may be held at given values
    step: Callable[..., Any]
    step_back: Callable[..., Any]
    run: Callable[..., Any]
    run_back: Callable[..., Any]
