"""All weights of a network in one piece of memory. To be imported in worker processes only.

The optimisers compute each number by itself, so that one step for all is the same to the bit as one for each weight,
and takes a sixth of the time: a network that is small enough to be watched spends its time between the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn

from ..types import Array

ALIGNED = 16  # numbers of float32: each weight begins where memory of torch may begin, since bits may depend on that
STEP = "step"  # torch's name for the number of steps, the only moment that is one number


class Flat:
    """The weights of a network, `weight`, (P,), and their `gradient`, (P,): the network's own are views of them."""

    def __init__(self, model: nn.Module) -> None:
        self.shapes = {name: weight.shape for name, weight in model.named_parameters()}
        self.places, size = dict[str, slice](), 0
        for name, shape in self.shapes.items():
            self.places[name] = slice(size, size + shape.numel())
            size += -(-shape.numel() // ALIGNED) * ALIGNED
        self.weight, self.gradient = nn.Parameter(torch.zeros(size)), torch.zeros(size)
        self.weight.grad = self.gradient
        for name, weight in model.named_parameters():
            place, shape = self.places[name], self.shapes[name]
            self.weight.data[place] = weight.detach().flatten()
            weight.data, weight.grad = self.weight.data[place].view(shape), self.gradient[place].view(shape)

    def moments(self, made: torch.optim.Optimizer) -> dict[str, Array]:
        """The optimiser's moments by '{moment}.{weight}'; the number of its steps stands beside each."""
        found = {name: tensor for name, tensor in made.state.get(self.weight, {}).items() if torch.is_tensor(tensor)}
        return {
            f"{moment}.{name}": (tensor if moment == STEP else tensor[place].view(self.shapes[name])).numpy().copy()
            for name, place in self.places.items()
            for moment, tensor in found.items()
        }

    def take(self, made: torch.optim.Optimizer, moments: Mapping[str, Array]) -> None:
        """Let the optimiser go on with what `moments` gave."""
        held = made.state[self.weight]
        for full, array in moments.items():
            moment, _, name = full.partition(".")
            if moment == STEP:
                held[moment] = torch.tensor(array).reshape(())
                continue
            whole = held.setdefault(moment, torch.zeros_like(self.weight.data))
            whole[self.places[name]] = torch.tensor(array).flatten()
