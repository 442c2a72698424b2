"""What training tells: frozen records, of plain numbers and NumPy arrays, which may travel between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import Text
from ..types import Array


@dataclass(frozen=True, eq=False)
class Update:
    """One step of the optimiser."""

    number: int  # from 1
    loss: float  # mean over the batch, before the step
    gradient_norms: Mapping[str, float]  # by layer: '0', '1', …, 'head'; before clipping


@dataclass(frozen=True, eq=False)
class Epoch:
    """All training sequences have been read once more; number 0 is the untrained network. Or a run was taken up here.

    `state` and what follows come with recorded epochs only (`TrainConfig.records`): to go on from it is to wind back,
    and whoever wants to see the network as it was then reads its weights (`probe`, `histograms`).
    """

    number: int
    updates: int  # made so far
    training_loss: float  # over the first sequences of the training part, without dropout
    validation_loss: float
    training: Mapping[str, float]  # metrics
    validation: Mapping[str, float]
    state: bytes | None = None
    predictions: Array | None = None  # the head's outputs for the first 200 of the validation part, in float32, scaled
    confusion: Array | None = None  # (K, K), of classes, over the whole validation part: truth by row


@dataclass(frozen=True, eq=False)
class Diverged:
    """Training stopped since the numbers left all bounds; the state is that before the update."""

    update: int  # that failed, or after which no loss could be told
    reason: str  # 'not-finite': loss or gradient is NaN or infinite; 'exploded': the loss grew beyond all measure
    remedy: Text


@dataclass(frozen=True, eq=False)
class Done:
    """Training has come to its end."""

    reason: str  # 'epochs': all made; 'early-stop': validation had not become better for too long; 'stopped': by hand
    epochs: int
    updates: int
    best_epoch: int  # with the lowest validation loss


Event: TypeAlias = Update | Epoch | Diverged | Done
