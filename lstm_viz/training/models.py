"""The network, its optimiser and its loss in PyTorch. To be imported in worker processes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor, nn

from ..types import Array
from .config import TrainConfig


class Model(nn.Module):
    """An LSTM and a linear head, which is asked at the last step, or at every step."""

    def __init__(self, config: TrainConfig) -> None:
        super().__init__()
        task, ways = config.kind, config.directions
        between = config.dropout if config.layers > 1 else 0.0
        self.lstm = nn.LSTM(task.inputs, config.hidden, config.layers, True, True, between, ways == 2)
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Linear(ways * config.hidden, task.outputs)
        self.every_step = task.every_step

    def forward(self, x: Tensor) -> Tensor:
        """x: (N, T, D) → (N, O), or (N, T, O)."""
        h, _ = self.lstm(x)
        outputs: Tensor = self.head(self.dropout(h if self.every_step else h[:, -1]))
        return outputs


def fresh(config: TrainConfig) -> Model:
    """The network before its first update: PyTorch's own draw for the seed, or as the initialisation says."""
    torch.manual_seed(config.seed)
    model = Model(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if config.initialisation == "zeros":
                weight.zero_()
            elif config.initialisation == "keras":  # its kernels; the biases are 0
                if "bias" in name:
                    weight.zero_()
                elif "weight_hh" in name:
                    nn.init.orthogonal_(weight)
                else:
                    nn.init.xavier_uniform_(weight)
            if "bias_ih" in name:
                weight[config.hidden : 2 * config.hidden] += config.forget_bias
    return model


def filled(config: TrainConfig, weights: Mapping[str, Array]) -> Model:
    """The network with these weights, at no cost of drawing others."""
    with torch.device("meta"):
        model = Model(config)
    # Copied into memory of torch, which lies where its kernels like it: bits may depend on the alignment.
    state = {name: torch.tensor(array) for name, array in weights.items()}
    model.load_state_dict(state, strict=True, assign=True)
    for weight in model.parameters():
        weight.requires_grad_()
    return model


def optimiser(config: TrainConfig, weights: Iterable[Tensor]) -> torch.optim.Optimizer:
    """The optimiser before its first step."""
    rate = config.learning_rate
    made: torch.optim.Optimizer
    if config.optimiser in ("sgd", "momentum"):
        made = torch.optim.SGD(weights, rate, 0.9 if config.optimiser == "momentum" else 0.0)
    elif config.optimiser == "rmsprop":
        made = torch.optim.RMSprop(weights, rate)
    else:
        made = (torch.optim.AdamW if config.optimiser == "adamw" else torch.optim.Adam)(weights, rate)
    return made


def loss_of(kind: str, outputs: Tensor, y: Tensor) -> Tensor:
    """The mean loss; a class of -1 is not asked."""
    if kind == "mse":
        return nn.functional.mse_loss(outputs, y)
    if kind == "bce":
        return nn.functional.binary_cross_entropy_with_logits(outputs, y)
    return nn.functional.cross_entropy(outputs.flatten(0, -2), y.flatten(), ignore_index=-1)
