"""What the NumPy twin is held against: the same updates in PyTorch, in float64. It brings torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import torch

from ..types import Array
from .config import TrainConfig
from .models import filled, loss_of, optimiser
from .twin import TwinUpdate, batches, refuse_others


def train_torch(config: TrainConfig, start: Mapping[str, Array]) -> Iterator[TwinUpdate]:
    """As `train_numpy`, in PyTorch."""
    refuse_others(config)
    model = filled(config, {name: np.array(array, np.float64) for name, array in start.items()})
    made = optimiser(config, model.parameters())
    for number, batch in enumerate(batches(config), 1):
        made.zero_grad()
        loss = loss_of(config.kind.loss, model(torch.tensor(batch.x)), torch.tensor(batch.y))
        loss.backward()  # type: ignore[no-untyped-call]
        made.step()
        weights = {name: weight.detach().numpy().copy() for name, weight in model.named_parameters()}
        yield TwinUpdate(number, loss.item(), weights)
