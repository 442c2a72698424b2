"""Oracle: torch.nn.LSTM. Initial weights to the bit, forward to 1e-12, gradients to 1e-10 of each tensor's maximum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

import lstm_viz as lv
from tests.cells.draws import SIZES, Problem, problem

SEEDS = (0, 1, 2, 42, 12345, 2**31 - 1, 2**31, 2**32 - 1, *np.random.default_rng(0).integers(0, 2**32, 12).tolist())


def twin(params: lv.LSTMParams) -> torch.nn.LSTM:
    """An nn.LSTM with the same weights; it has a second bias, which adds nothing."""
    lstm = torch.nn.LSTM(params.inputs, params.hidden).to(torch.from_numpy(params.bias.copy()).dtype)
    with torch.no_grad():
        for mine, theirs in (("weight_ih", "weight_ih_l0"), ("weight_hh", "weight_hh_l0"), ("bias", "bias_ih_l0")):
            getattr(lstm, theirs).copy_(torch.from_numpy(getattr(params, mine).copy()))
        lstm.bias_hh_l0.zero_()
    return lstm


def run_torch(p: Problem) -> tuple[torch.nn.LSTM, dict[str, torch.Tensor]]:
    """Run the twin forward, and backward from the same gradients."""
    lstm = twin(p.params)
    x, h0, c0 = (torch.from_numpy(a.copy()).requires_grad_() for a in (p.x, p.state["h"], p.state["c"]))
    h, (_, c_last) = lstm(x, (h0[None], c0[None]))
    torch.autograd.backward([h, c_last], [torch.from_numpy(p.dh), torch.from_numpy(p.dc[None])])
    return lstm, {"x": x, "h0": h0, "c0": c0, "h": h.detach(), "c_last": c_last.detach()[0]}


def assert_close(found: Any, expected: torch.Tensor | None, tolerance: float) -> None:
    assert expected is not None
    wanted = expected.numpy()
    assert_allclose(found, wanted, rtol=0, atol=tolerance * np.abs(wanted).max())


@pytest.mark.parametrize(("T", "B", "D", "H"), [*SIZES, (1, 4, 1, 1), (60, None, 3, 17), (25, 5, 7, 12)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_forward_and_every_gradient_equal_torch(T: int, B: int | None, D: int, H: int, dtype: Any) -> None:
    forward, backward = (1e-12, 1e-10) if dtype == np.float64 else (1e-6, 1e-4)
    p = problem(T, B, D, H, scale=0.5, dtype=dtype)
    tr = lv.trace("lstm", p.params, p.x, p.state)
    gr = lv.backprop(tr, p.dh, p.dc)
    lstm, theirs = run_torch(p)
    assert_allclose(tr.h, theirs["h"].numpy(), rtol=0, atol=forward)
    assert_allclose(tr.c[-1], theirs["c_last"].numpy(), rtol=0, atol=forward * max(1, np.abs(tr.c[-1]).max()))
    for name in ("x", "h0", "c0"):
        assert_close(getattr(gr, name), theirs[name].grad, backward)
    for mine, name in (("weight_ih", "weight_ih_l0"), ("weight_hh", "weight_hh_l0"), ("bias", "bias_ih_l0")):
        assert_close(getattr(gr.params, mine), getattr(lstm, name).grad, backward)


@pytest.mark.parametrize(("T", "B", "D", "H"), SIZES)
def test_every_signal_and_its_gradient_equal_a_torch_loop(T: int, B: int | None, D: int, H: int) -> None:
    p = problem(T, B, D, H)
    tr = lv.trace("lstm", p.params, p.x, p.state)
    gr = lv.backprop(tr, p.dh, p.dc)
    weight_ih, weight_hh, bias = (torch.from_numpy(array.copy()).requires_grad_() for array in vars(p.params).values())
    h, c = (torch.from_numpy(p.state[name]) for name in "hc")
    record: list[dict[str, torch.Tensor]] = []
    for x in torch.from_numpy(p.x):
        a_i, a_f, a_g, a_o = (x @ weight_ih.T + h @ weight_hh.T + bias).split(H, dim=-1)
        i, f, g, o = a_i.sigmoid(), a_f.sigmoid(), a_g.tanh(), a_o.sigmoid()
        c = f * c + i * g
        tanh_c = c.tanh()
        h = o * tanh_c
        values = (a_i, a_f, a_g, a_o, i, f, g, o, c, tanh_c, h)
        record.append(dict(zip(tr.signals, values, strict=True)))
        for signal in values:
            signal.retain_grad()
    outputs = [step["h"] for step in record] + [c]
    torch.autograd.backward(outputs, [*torch.from_numpy(p.dh), torch.from_numpy(p.dc)])
    for name in tr.signals:
        assert_close(tr[name], torch.stack([step[name].detach() for step in record]), 1e-12)
        gradients = [step[name].grad for step in record]
        assert_close(gr[name], torch.stack([one for one in gradients if one is not None]), 1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_init_params_draws_the_very_numbers_of_torch(seed: int) -> None:
    for inputs, hidden in ((1, 1), (2, 3), (1, 4), (7, 16), (3, 50)):
        torch.manual_seed(seed)
        lstm = torch.nn.LSTM(inputs, hidden)
        for dtype, model in ((np.float32, lstm), (np.float64, lstm.double())):
            p = lv.init_params("lstm", inputs, hidden, "torch", seed, dtype)
            with torch.no_grad():
                assert_array_equal(p.weight_ih, model.weight_ih_l0.numpy().astype(dtype))
                assert_array_equal(p.weight_hh, model.weight_hh_l0.numpy().astype(dtype))
                total = model.bias_ih_l0.to(torch.float64) + model.bias_hh_l0.to(torch.float64)
                assert_allclose(p.bias, total.numpy(), rtol=np.finfo(dtype).eps)
