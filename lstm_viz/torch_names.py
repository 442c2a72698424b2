"""The names that PyTorch's modules `lstm` and `head` give to weights, and ours."""

from __future__ import annotations

from collections.abc import Callable

from .networks import Network
from .types import Array


def our_name(theirs: str) -> str:
    """'lstm.bias_ih_l1_reverse', or without 'lstm.', is '1.reverse.bias_ih'; 'head.weight' is the same in both."""
    if theirs.startswith("head."):
        return theirs
    name, _, end = theirs.removeprefix("lstm.").rpartition("_l")
    layer, _, reverse = end.partition("_")
    return f"{layer}.{reverse or 'forward'}.{name}"


def torch_name(ours: str) -> str:
    """'1.reverse.bias_ih' is 'bias_ih_l1_reverse'."""
    layer, direction, name = ours.split(".")
    return f"{name}_l{layer}{'_reverse' if direction == 'reverse' else ''}"


def by_torch_names(network: Network, bias_hh: Callable[[Array], Array]) -> dict[str, Array]:
    """The weights of a network, our one bias as PyTorch's first; `bias_hh` makes the second of it."""
    found: dict[str, Array] = {}
    for k, layer in enumerate(network.layers):
        for way, params in layer.directions.items():
            arrays = {"weight_ih": params.weight_ih, "weight_hh": params.weight_hh}
            arrays |= {"bias_ih": params.bias, "bias_hh": bias_hh(params.bias)}
            found |= {f"lstm.{torch_name(f'{k}.{way}.{name}')}": array for name, array in arrays.items()}
    head = network.head
    return found | ({"head.weight": head.weight, "head.bias": head.bias} if head else {})
