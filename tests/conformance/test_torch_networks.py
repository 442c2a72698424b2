"""Oracle: torch.nn.LSTM of several layers and directions, and nn.Linear: forward to 1e-12, gradients to 1e-10."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

import lstm_viz as lv
from tests.networks import SIZES, NetworkProblem, network_problem

sizes = pytest.mark.parametrize("size", [*SIZES, (2, 2, 60, None, 3, 17, 5), (3, 2, 25, 4, 7, 12, 2)], ids=str)
WAYS = {"forward": "", "reverse": "_reverse"}


def tensor(array: Any) -> torch.Tensor:
    return torch.from_numpy(np.array(array)).requires_grad_()


def theirs(name: str) -> str:
    """PyTorch's name of one of ours: '1.reverse.bias' is 'bias_ih_l1_reverse'."""
    k, way, parameter = name.split(".")
    return f"{'bias_ih' if parameter == 'bias' else parameter}_l{k}{WAYS[way]}"


def run_torch(p: NetworkProblem) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """Our arrays' twins by our names with their gradients; x, h0, c0 with theirs; and what it computes."""
    first, directions = p.net.layers[0], len(p.net.layers[0].directions)
    dtype = tensor(p.x).dtype
    lstm = torch.nn.LSTM(p.net.inputs, first.forward.hidden, len(p.net.layers), bidirectional=directions == 2)
    lstm = lstm.to(dtype)
    linear = torch.nn.Linear(p.net.layers[-1].features, p.net.outputs).to(dtype)
    twins = {}
    with torch.no_grad():
        for parameter in lstm.parameters():
            parameter.zero_()  # its second biases stay so, and add nothing
        for name, array in p.net.arrays().items():
            module, own = (linear, name[5:]) if name.startswith("head.") else (lstm, theirs(name))
            twins[name] = getattr(module, own).copy_(tensor(array))
    given = {"x": tensor(p.x), "h0": tensor(p.state["h"]), "c0": tensor(p.state["c"])}
    h, (h_last, c_last) = lstm(given["x"], (given["h0"], given["c0"]))
    output = linear(h) if p.net.head else h
    output.backward(torch.from_numpy(p.doutput))
    return twins | given, {"output": output.detach(), "h_last": h_last.detach(), "c_last": c_last.detach()}


def assert_close(found: Any, expected: torch.Tensor | None, tolerance: float) -> None:
    assert expected is not None
    wanted = expected.numpy()
    assert found.shape == wanted.shape
    assert found.dtype == wanted.dtype
    assert_allclose(found, wanted, rtol=0, atol=tolerance * np.abs(wanted).max())


@sizes
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_forward_and_every_gradient_equal_torch(size: Any, dtype: Any) -> None:
    forward, backward = (1e-12, 1e-10) if dtype == np.float64 else (1e-6, 1e-4)
    p = network_problem(*size, dtype=dtype)
    nt = p.net.trace(p.x, p.state)
    gr = p.net.backprop(nt, p.doutput)
    twins, computed = run_torch(p)
    scale = max(1, np.abs(nt.output).max())  # an output of a head is not bounded by 1
    assert_allclose(nt.output, computed["output"].numpy(), rtol=0, atol=forward * scale)
    for name in ("h", "c"):
        last = [tr[name][0 if tr.reverse else -1] for layer in nt.layers for tr in (layer.forward, layer.reverse) if tr]
        assert_allclose(np.stack(last), computed[f"{name}_last"].numpy(), rtol=0, atol=forward * 10)
    for name in ("x", "h0", "c0"):
        assert_close(getattr(gr, name), twins[name].grad, backward)
    mine = gr.params.arrays()
    assert mine.keys() == p.net.arrays().keys()
    for name, array in mine.items():
        assert_close(array, twins[name].grad, backward)


def loop_one_way(
    params: lv.LSTMParams, x: torch.Tensor, h: torch.Tensor, c: torch.Tensor, reverse: bool
) -> tuple[torch.Tensor, dict[str, list[torch.Tensor]]]:
    """One direction as a plain loop over the input's steps, every signal kept by its step of the input."""
    weight_ih, weight_hh, bias = (tensor(array) for array in vars(params).values())
    names = "a_i a_f a_g a_o i f g o c tanh_c h".split()
    record: dict[str, list[Any]] = {name: [None] * len(x) for name in names}
    for t in reversed(range(len(x))) if reverse else range(len(x)):
        a_i, a_f, a_g, a_o = (x[t] @ weight_ih.T + h @ weight_hh.T + bias).chunk(4, dim=-1)
        i, f, g, o = a_i.sigmoid(), a_f.sigmoid(), a_g.tanh(), a_o.sigmoid()
        c = f * c + i * g
        tanh_c = c.tanh()
        h = o * tanh_c
        for name, signal in zip(names, (a_i, a_f, a_g, a_o, i, f, g, o, c, tanh_c, h), strict=True):
            signal.retain_grad()
            record[name][t] = signal
    return torch.stack(record["h"]), record


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_signal_of_every_layer_and_direction_and_its_gradient_stand_at_their_step_of_the_input(size: Any) -> None:
    p = network_problem(*size)
    nt = p.net.trace(p.x, p.state)
    gr = p.net.backprop(nt, p.doutput)
    below, records = torch.from_numpy(p.x), []
    states = zip(torch.from_numpy(p.state["h"]), torch.from_numpy(p.state["c"]), strict=True)
    for layer in p.net.layers:
        ways = [
            loop_one_way(params, below, *next(states), way == "reverse") for way, params in layer.directions.items()
        ]
        below = torch.cat([h for h, _ in ways], dim=-1)
        records.append([record for _, record in ways])
    if p.net.head:
        below = below @ torch.from_numpy(p.net.head.weight.copy()).T + torch.from_numpy(p.net.head.bias.copy())
    below.backward(torch.from_numpy(p.doutput))
    for traced, gradients, ways in zip(nt.layers, gr.layers, records, strict=True):
        pairs = zip((traced.forward, traced.reverse), (gradients.forward, gradients.reverse), ways, strict=False)
        for tr, found, record in pairs:
            assert tr is not None
            assert found is not None
            for name in tr.signals:
                assert_close(tr[name], torch.stack([signal.detach() for signal in record[name]]), 1e-12)
                assert_close(found[name], torch.stack([s.grad for s in record[name] if s.grad is not None]), 1e-10)
