"""How long a step takes in NumPy, in a loop over nn.LSTMCell, and in nn.LSTM: measured in turns. It brings torch."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import torch
from torch import Tensor, nn

from ..broken import network_of
from ..comparison import MATRICES, Problem
from ..networks import Network
from .comparing import Times
from .references import fused_module

ROUNDS = 15
SECONDS = 6.0  # after which no further round begins


def measure(problem: Problem) -> Times:
    """Time one forward run, and one with its backward pass, of the layers without a head: medians."""
    problem = replace(problem, weights={k: w for k, w in problem.weights.items() if not k.startswith("head")})
    runs = {
        kind: {"numpy": _numpy(problem, back), "cell": _cell(problem, back), "fused": _fused(problem, back)}
        for kind, back in (("forward", False), ("both", True))
    }
    for each in runs.values():
        for run in each.values():
            run()  # once, to be warm
    found: dict[tuple[str, str], list[float]] = {(kind, name): [] for kind, each in runs.items() for name in each}
    until = time.monotonic() + SECONDS
    for _round in range(ROUNDS):
        for (kind, name), times in found.items():  # in turns, so that what else the machine does hits all alike
            began = time.perf_counter()
            runs[kind][name]()
            times.append(time.perf_counter() - began)
        if time.monotonic() > until:
            break
    steps = len(problem.x)
    return {kind: {name: median(found[kind, name]) / steps for name in each} for kind, each in runs.items()}


def _numpy(problem: Problem, back: bool) -> Callable[[], None]:
    network: Network = network_of(problem)
    state = {"h": problem.h0, "c": problem.c0}
    ones = network.trace(problem.x, state).output * 0 + 1

    def run() -> None:
        nt = network.trace(problem.x, state)
        if back:
            network.backprop(nt, ones)

    return run


def _cell(problem: Problem, back: bool) -> Callable[[], None]:
    cells = [
        nn.LSTMCell(weights["weight_ih"].shape[1], weights["weight_hh"].shape[1], dtype=weights["bias_ih"].dtype)
        for layer in range(problem.layers)
        for way in problem.ways
        for weights in ({name: torch.tensor(problem.weights[f"{layer}.{way}.{name}"]) for name in MATRICES},)
    ]
    x, h0, c0 = (torch.tensor(array) for array in (problem.x, problem.h0, problem.c0))
    ways = len(problem.ways)

    def run() -> None:
        with torch.set_grad_enabled(back):
            below, output = x, x
            for layer in range(problem.layers):
                outputs = []
                for way in range(ways):
                    place = layer * ways + way
                    h, c, rows = h0[place], c0[place], list[Tensor]()
                    for x_t in below.flip(0) if way else below:
                        h, c = cells[place](x_t, (h, c))
                        rows.append(h)
                    outputs.append(torch.stack(rows[::-1] if way else rows))
                below = output = torch.cat(outputs, dim=-1)
            if back:
                output.sum().backward()  # type: ignore[no-untyped-call]

    return run


def _fused(problem: Problem, back: bool) -> Callable[[], None]:
    lstm = fused_module(problem)
    x, h0, c0 = (torch.tensor(array) for array in (problem.x, problem.h0, problem.c0))

    def run() -> None:
        with torch.set_grad_enabled(back):
            output, _ = lstm(x, (h0, c0))
            if back:
                output.sum().backward()

    return run
