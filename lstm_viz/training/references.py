"""What NumPy is held against: the same problem in PyTorch, in three ways. To be imported in worker processes only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..comparison import MATRICES, SIGNALS, Problem, Side
from ..torch_names import our_name

Weights: TypeAlias = dict[str, Tensor]  # of one direction of one layer, by the names of MATRICES
Step: TypeAlias = Callable[[Tensor, Tensor, Tensor], dict[str, Tensor]]  # x, h and c to the signals, 'h' and 'c' too


def torch_sides(problem: Problem) -> tuple[Side, Side, float]:
    """The loop over cells, `nn.LSTM`, and how far the equations written out lie from the cells themselves."""
    written, cells, fused = _unrolled(problem, _written_out), _unrolled(problem, _cell), _fused(problem)
    unrolled = max(float(np.abs(written[name] - array).max()) for name, array in cells.items())
    return written | cells, fused, unrolled


def _leaves(problem: Problem) -> dict[str, Tensor]:
    """All that has a gradient, by name."""
    given = {**problem.weights, "x": problem.x, "h0": problem.h0, "c0": problem.c0}
    return {name: torch.tensor(array, requires_grad=True) for name, array in given.items()}


def _finish(problem: Problem, leaves: dict[str, Tensor], below: Tensor, ends: dict[str, Tensor]) -> Side:
    """The head, the loss, and the gradients of all leaves."""
    if problem.head:
        below = functional.linear(below, leaves["head.weight"], leaves["head.bias"])
    (below * torch.tensor(problem.doutput)).sum().backward()  # type: ignore[no-untyped-call]
    side = {"output": below, **ends}
    gradients = {f"d.{name}": leaf.grad for name, leaf in leaves.items()}
    return _arrays(side | {name: gradient for name, gradient in gradients.items() if gradient is not None})


def _arrays(tensors: dict[str, Tensor]) -> Side:
    return {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}


def _order(way: str, steps: int) -> Iterator[int]:
    return iter(range(steps)) if way == "forward" else reversed(range(steps))


def _unrolled(problem: Problem, cell_of: Callable[[Weights, int], Step]) -> Side:
    """All layers and directions as loops over a cell; the numbers it gives, with the gradients that these retain."""
    leaves = _leaves(problem)
    kept: dict[str, list[Tensor]] = {}
    below, ends = leaves["x"], dict[str, list[Tensor]](h_n=[], c_n=[])
    for layer in range(problem.layers):
        outputs = []
        for way in problem.ways:
            weights = {name: leaves[f"{layer}.{way}.{name}"] for name in MATRICES}
            step = cell_of(weights, below.shape[-1])
            place = len(ends["h_n"])
            h, c = leaves["h0"][place], leaves["c0"][place]
            record = dict[int, dict[str, Tensor]]()
            for t in _order(way, len(below)):
                record[t] = step(below[t], h, c)
                h, c = record[t]["h"], record[t]["c"]
            kept |= {f"{layer}.{way}.{name}": [record[t][name] for t in range(len(below))] for name in record[0]}
            ends["h_n"].append(h)
            ends["c_n"].append(c)
            outputs.append(torch.stack(kept[f"{layer}.{way}.h"]))
        below = torch.cat(outputs, dim=-1)
    side = _finish(problem, leaves, below, {name: torch.stack(states) for name, states in ends.items()})
    for name, row in kept.items():
        side |= _arrays({name: torch.stack(row)})
        if row[0].retains_grad:
            gradients = [torch.zeros_like(signal) if signal.grad is None else signal.grad for signal in row]
            side |= _arrays({f"d.{name}": torch.stack(gradients)})
    return side


def _written_out(weights: Weights, _inputs: int) -> Step:
    """nn.LSTMCell's documented equations, one operation after the other, with the gradient of every signal."""
    W, U, b_ih, b_hh = (weights[name] for name in MATRICES)

    def step(x: Tensor, h: Tensor, c: Tensor) -> dict[str, Tensor]:
        a = functional.linear(x, W, b_ih) + functional.linear(h, U, b_hh)
        a_i, a_f, a_g, a_o = a.chunk(4, dim=-1)
        i, f, g, o = a_i.sigmoid(), a_f.sigmoid(), a_g.tanh(), a_o.sigmoid()
        c = f * c + i * g
        tanh_c = c.tanh()
        h = o * tanh_c
        signals = (a_i, a_f, a_g, a_o, i, f, g, o, c, tanh_c, h)
        for signal in signals:
            signal.retain_grad()
        return dict(zip(SIGNALS, signals, strict=True))

    return step


def _cell(weights: Weights, inputs: int) -> Step:
    """nn.LSTMCell: all that it lets see."""
    cell = nn.LSTMCell(inputs, weights["weight_hh"].shape[1], dtype=weights["weight_hh"].dtype)

    def step(x: Tensor, h: Tensor, c: Tensor) -> dict[str, Tensor]:
        h, c = torch.func.functional_call(cell, weights, (x, (h, c)))
        h.retain_grad()  # not c, of which autograd may see one of its two paths only: h comes out of the same kernel
        return {"h": h, "c": c}

    return step


def fused_module(problem: Problem) -> nn.LSTM:
    """An nn.LSTM with the problem's weights."""
    hidden = problem.weights["0.forward.weight_hh"].shape[1]
    dtype = torch.tensor(problem.x).dtype
    lstm = nn.LSTM(problem.x.shape[-1], hidden, problem.layers, bidirectional=len(problem.ways) == 2, dtype=dtype)
    with torch.no_grad():
        for full, parameter in lstm.named_parameters():
            parameter.copy_(torch.tensor(problem.weights[our_name(full)]))
    return lstm


def _fused(problem: Problem) -> Side:
    """nn.LSTM: outputs, the last states, and the gradients of what went in."""
    lstm, leaves = fused_module(problem), _leaves(problem)
    output, (h_n, c_n) = lstm(leaves["x"], (leaves["h0"], leaves["c0"]))
    side = _finish(problem, leaves, output, {"h_n": h_n, "c_n": c_n})
    own = {f"d.{our_name(name)}": weight.grad for name, weight in lstm.named_parameters()}
    side |= _arrays({name: gradient for name, gradient in own.items() if gradient is not None})
    # Of the topmost layer it shows h at every step, and of each direction c and h after its last one.
    top, hidden = problem.layers - 1, h_n.shape[-1]
    for place, way in enumerate(problem.ways):
        side[f"{top}.{way}.h"] = output.detach().numpy()[..., place * hidden : (place + 1) * hidden].copy()
    return side
