"""Weights have the names that PyTorch's own modules give them, and come back from them."""

from __future__ import annotations

import torch

from lstm_viz.torch_names import by_torch_names, our_name, torch_name
from tests.models import model


class Module(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = torch.nn.LSTM(1, 3, num_layers=2, bidirectional=True)
        self.head = torch.nn.Linear(6, 1)


def test_a_network_has_the_names_and_shapes_of_pytorchs_own_modules() -> None:
    network, theirs = model("next_number", 3, 2, 2).network, Module().state_dict()
    found = by_torch_names(network, lambda bias: 2 * bias)
    assert {name: array.shape for name, array in found.items()} == {n: tuple(w.shape) for n, w in theirs.items()}
    assert (found["lstm.bias_hh_l1_reverse"] == 2 * network.layers[1].directions["reverse"].bias).all()


def test_there_and_back_is_the_same_name() -> None:
    names = [name for name, _ in Module().lstm.named_parameters()]
    assert [torch_name(our_name(name)) for name in names] == names
    assert our_name("lstm.bias_ih_l1_reverse") == "1.reverse.bias_ih"
    assert our_name("head.weight") == "head.weight"
