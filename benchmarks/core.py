"""`lv.trace` and `lv.backprop`, recording everything into fresh arrays, beside PyTorch; float64, one thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch

import lstm_viz as lv

from . import peers
from .measure import medians, verdict

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Size:
    """One row of the tables, with the goals of forward (loop, plain) and backward (plain, loop)."""

    steps: int
    batch: int  # 0: no batch axis
    inputs: int
    hidden: int
    forward: tuple[float, float]
    backward: tuple[float, float]

    def __str__(self) -> str:
        return f"T={self.steps:<4} B={self.batch or 1:<3} H={self.hidden:<4}"


SIZES = (
    Size(4, 0, 1, 4, forward=(3, 2.5), backward=(5, 6)),
    Size(50, 0, 8, 16, forward=(6, 3.5), backward=(9, 10)),
    Size(200, 0, 8, 64, forward=(4, 2.4), backward=(6.5, 10)),
    Size(200, 32, 8, 64, forward=(1.2, 0.9), backward=(1.5, 4.8)),
)


def _equal_terms(size: Size) -> tuple[lv.LSTMParams, Array, Array, torch.nn.LSTM]:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    lstm = torch.nn.LSTM(size.inputs, size.hidden).double()
    rng = np.random.default_rng(0)
    batch = (size.batch,) if size.batch else ()
    x = rng.standard_normal((size.steps, *batch, size.inputs))
    dh = rng.standard_normal((size.steps, *batch, size.hidden))
    return lv.init_params("lstm", size.inputs, size.hidden, "torch", seed=0), x, dh, lstm


def forward() -> None:
    """Print how many times as fast as its peers `lv.trace` is."""
    print("forward, everything recorded    lv.trace   loop that records the gates    nn.LSTM without gates")
    for size in SIZES:
        p, x, _, lstm = _equal_terms(size)
        given = torch.from_numpy(x)
        runs = partial(lv.trace, "lstm", p, x), partial(peers.recorded, lstm, given), partial(peers.plain, lstm, given)
        _print(size, *medians(*runs), goals=size.forward)


def backward() -> None:
    """Print how many times as fast as their peers `lv.trace` and `lv.backprop` together are."""
    print("forward and backward    trace + backprop    autograd through nn.LSTM       loop with retain_grad")
    for size in SIZES:
        p, x, dh, lstm = _equal_terms(size)
        given, wanted = torch.from_numpy(x), torch.from_numpy(dh)
        plain, loop = (partial(peer, lstm, given, wanted) for peer in (peers.plain_back, peers.recorded_back))
        _print(size, *medians(partial(both_ways, p, x, dh), plain, loop), goals=size.backward)


def both_ways(p: lv.LSTMParams, x: Array, dh: Array) -> lv.Gradients:
    """Forward and backward."""
    return lv.backprop(lv.trace("lstm", p, x), dh)


def _print(size: Size, ours: float, *theirs: float, goals: tuple[float, ...]) -> None:
    verdicts = (verdict(peer / ours, goal) for peer, goal in zip(theirs, goals, strict=True))
    print(f"  {size} {ours * 1e3:10.3f} ms   {'   '.join(verdicts)}")
