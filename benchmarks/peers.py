"""What we are compared with: PyTorch's own LSTM, and the loop one writes in PyTorch to see the gates."""

from __future__ import annotations

import torch


def loop(lstm: torch.nn.LSTM, x: torch.Tensor) -> dict[str, list[torch.Tensor]]:
    """Run `lstm`'s first layer step by step and keep every gate and state."""
    weight_ih, weight_hh, bias_ih, bias_hh = lstm.parameters()
    input_products, recurrent = x @ weight_ih.T + (bias_ih + bias_hh), weight_hh.T
    h = c = x.new_zeros(*x.shape[1:-1], lstm.hidden_size)
    record: dict[str, list[torch.Tensor]] = {name: [] for name in "ifgoch"}
    for product in input_products:
        a_i, a_f, a_g, a_o = (product + h @ recurrent).chunk(4, dim=-1)
        i, f, g, o = torch.sigmoid(a_i), torch.sigmoid(a_f), torch.tanh(a_g), torch.sigmoid(a_o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        for name, signal in zip("ifgoch", (i, f, g, o, c, h), strict=True):
            record[name].append(signal)
    return record


def recorded(lstm: torch.nn.LSTM, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """Every gate and state at every step, time first."""
    with torch.no_grad():
        return {name: torch.stack(steps) for name, steps in loop(lstm, x).items()}


def recorded_back(lstm: torch.nn.LSTM, x: torch.Tensor, dh: torch.Tensor) -> dict[str, torch.Tensor]:
    """The gradient of every gate and state at every step, by autograd."""
    lstm.zero_grad()
    record = loop(lstm, x)
    for steps in record.values():
        for signal in steps:
            signal.retain_grad()
    torch.autograd.backward(torch.stack(record["h"]), dh)
    zero = torch.zeros_like(record["h"][0])  # no gradient reaches what only later steps would read
    return {name: torch.stack([zero if s.grad is None else s.grad for s in steps]) for name, steps in record.items()}


def plain(lstm: torch.nn.LSTM, x: torch.Tensor) -> torch.Tensor:
    """PyTorch's own run: fast, and it shows no gate."""
    with torch.no_grad():
        return lstm(x)[0]  # type: ignore[no-any-return]


def plain_back(lstm: torch.nn.LSTM, x: torch.Tensor, dh: torch.Tensor) -> None:
    """Autograd through PyTorch's own run: the parameters' gradients only."""
    lstm.zero_grad()
    torch.autograd.backward(lstm(x)[0], dh)
