"""The updates themselves. To be imported in worker processes only: it brings torch."""

from __future__ import annotations

import math
from functools import lru_cache
from types import TracebackType
from typing import NamedTuple

import numpy as np
import torch

from ..errors import text
from ..tasks import Data, Part, classes, confusion, measure
from ..types import Array
from .config import TRAIN_LIMITS, TrainConfig
from .events import Diverged, Done, Epoch, Event, Update
from .flat import Flat
from .models import filled, fresh, loss_of, optimiser
from .states import Place, State

MOST_MEASURED = 256  # training sequences whose loss and metrics are told at each epoch
MOST_SHOWN = 200  # validation sequences whose predictions are told
EXPLODED = 1e4  # times the first loss


class _Measured(NamedTuple):
    losses: tuple[float, float]  # of training and validation
    metrics: tuple[dict[str, float], dict[str, float]]
    predictions: Array  # for validation


class Run:
    """A network in training; inside `with`, one thread computes, and the caller's random numbers stay as they are."""

    def __init__(self, config: TrainConfig, state: bytes | None) -> None:
        self.config, self.events = config, list[Event]()
        self.task = config.kind
        self.data, self.train, self.measured = _data(config.task, config.options, config.seed)
        self.order: torch.Tensor | None = None  # of the training sequences in this epoch
        self.asked = False  # whether the present epoch is to be recorded whatever its number
        self.given = None if state is None else State.of(state, config)

    def __enter__(self) -> Run:
        self.threads, self.random = torch.get_num_threads(), torch.get_rng_state()
        torch.set_num_threads(1)
        given = self.given
        self.place = _standing(given.place, self.config) if given else Place()
        self.model = filled(self.config, given.weights) if given else fresh(self.config)
        self.flat = Flat(self.model)
        self.arrays = {name: weight.detach().numpy() for name, weight in self.model.named_parameters()}  # views
        self.gradients = _by_layer(self.config, self.flat)
        self.optimiser = optimiser(self.config, [self.flat.weight])
        if given and given.optimiser == self.config.optimiser:
            self.flat.take(self.optimiser, given.moments)
        if not given:
            self._tell_epoch(self._measured())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        torch.set_num_threads(self.threads)
        torch.set_rng_state(self.random)

    def update(self) -> None:
        """One step of the optimiser, and the end of the epoch if it was the epoch's last."""
        config, place, (x, y) = self.config, self.place, self.train
        rows = self._next_rows()
        if config.dropout:  # torch.manual_seed seeds absent GPUs too, and writes down who asked: a fifth of an update
            torch.default_generator.manual_seed(
                int(np.random.default_rng([config.seed, place.update, 1]).integers(2**63))
            )
        self.optimiser.zero_grad(set_to_none=False)
        loss = loss_of(self.task.loss, self.model(x[rows]), y[rows])
        loss.backward()  # type: ignore[no-untyped-call]
        value, norms = loss.item(), self._gradient_norms()
        first = value if place.update == 0 else place.first_loss
        if not math.isfinite(value) or not all(map(math.isfinite, norms.values())):
            return self._fail("not-finite", place.update + 1)
        if value > EXPLODED * max(first, 1e-3):
            return self._fail("exploded", place.update + 1)
        if config.clipping:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), config.clipping)
        self.optimiser.step()
        self.place = place._replace(update=place.update + 1, row=place.row + len(rows), first_loss=first)
        self.events.append(Update(self.place.update, value, norms))
        if self.place.row >= len(x):
            self._finish_epoch()
        return None

    def to_bytes(self) -> bytes:
        """The state after all that was done."""
        return State(self.place, self.arrays, self.flat.moments(self.optimiser), self.config.optimiser).to_bytes()

    def record_next(self) -> None:
        """Record the end of the present epoch whatever its number, unless so many states would be too large."""
        limits = TRAIN_LIMITS
        self.asked = 12 * self.config.parameters * self.config.epochs <= 4 * limits.memory

    def tell_place(self) -> None:
        """Tell how the network stands here and now, as at the end of an epoch."""
        self._tell_epoch(self._measured(), record=True)

    def tell_end(self) -> None:
        """Say why the run has ended."""
        place = self.place
        if place.ended in ("epochs", "early-stop"):
            self.events.append(Done(place.ended, place.epoch, place.update, place.best_epoch))
        else:
            remedy = text("Take a smaller learning rate, or clip the gradient; go on from an earlier epoch.")
            self.events.append(Diverged(place.failed_update, place.ended, remedy))

    def _fail(self, reason: str, update: int) -> None:
        self.place = self.place._replace(ended=reason, failed_update=update)
        self.tell_end()

    def _next_rows(self) -> torch.Tensor:
        """Which training sequences come next; an epoch's order is drawn from the update after which it began."""
        row = self.place.row
        if self.order is None or row == 0:
            order = np.random.default_rng([self.config.seed, self.place.epoch_start]).permutation(len(self.train[0]))
            self.order = torch.from_numpy(order)
        return self.order[row : row + self.config.batch]

    def _finish_epoch(self) -> None:
        measured, place = self._measured(), self.place
        (_, validation), epoch = measured.losses, place.epoch + 1
        place = place._replace(epoch=epoch, row=0, epoch_start=place.update)
        if validation < place.best_loss:
            place = place._replace(best_loss=validation, best_epoch=epoch)
        self.place = _standing(place, self.config)
        weights_finite = all(np.isfinite(weight).all() for weight in self.arrays.values())
        if not weights_finite or not all(map(math.isfinite, measured.losses)):
            return self._fail("not-finite", place.update)
        self._tell_epoch(measured)
        if self.place.ended:
            self.tell_end()
        return None

    def _gradient_norms(self) -> dict[str, float]:
        """The norm of the gradient over each layer's weights, both directions together, and over the head's."""
        return {name: math.sqrt(np.vdot(grad, grad)) for name, grad in self.gradients.items()}

    def _measured(self) -> _Measured:
        """Measure without dropout; metrics of outputs that are not finite are none."""
        self.model.eval()
        x, y = self.measured
        sizes = [len(x) - len(self.data.validation), len(self.data.validation)]
        with torch.no_grad():
            told = torch.split(self.model(x), sizes)
            losses = [loss_of(self.task.loss, *pair).item() for pair in zip(told, torch.split(y, sizes), strict=True)]
        self.model.train()
        found = [outputs.numpy() for outputs in told]
        finite = all(np.isfinite(outputs).all() for outputs in found)
        train, validation = (
            measure(self.task.loss, outputs.astype(np.float64), self.data, part) if finite else {}
            for outputs, part in zip(found, (self.data.train, self.data.validation), strict=True)
        )
        return _Measured((losses[0], losses[1]), (train, validation), found[1])

    def _tell_epoch(self, measured: _Measured, record: bool = False) -> None:
        place = self.place
        told = place.epoch, place.update, *measured.losses, *measured.metrics
        if record or self.asked or self.config.records(place.epoch) or place.ended:
            shown, table = measured.predictions[:MOST_SHOWN], None
            if self.task.loss != "mse":
                pairs = classes(self.task.loss, measured.predictions, self.data.validation.y)
                table = confusion(*pairs, max(2, self.task.outputs))
            self.events.append(Epoch(*told, self.to_bytes(), shown, table))
        else:
            self.events.append(Epoch(*told))


def _by_layer(config: TrainConfig, flat: Flat) -> dict[str, Array]:
    """Views of all gradients of layer '0', '1', … and of the 'head', one axis each; what lies between weights is 0."""
    gradient = flat.gradient.numpy()
    first = {str(n): f"lstm.weight_ih_l{n}" for n in range(config.layers)} | {"head": "head.weight"}
    starts = [flat.places[name].start for name in first.values()]
    return {name: gradient[a:b] for name, a, b in zip(first, starts, [*starts[1:], None], strict=True)}


def _standing(place: Place, config: TrainConfig) -> Place:
    """A place under a configuration that may have become another: more epochs, or no early stop, and it goes on."""
    if place.ended not in ("", "epochs", "early-stop"):
        return place
    late = config.early_stop and place.row == 0 and place.epoch - place.best_epoch >= config.early_stop
    return place._replace(ended="epochs" if place.epoch >= config.epochs else "early-stop" if late else "")


Pair = tuple[torch.Tensor, torch.Tensor]


@lru_cache(maxsize=4)  # of data that never change; a worker meets the same run again and again
def _data(task: str, options: str, seed: int) -> tuple[Data, Pair, Pair]:
    """The data, the training part, and what is measured at each epoch: some of it, then the validation part."""
    data = TrainConfig(task=task, options=options, seed=seed).data()
    train, validation = (_tensors(part) for part in (data.train, data.validation))
    measured = [torch.cat([one[:MOST_MEASURED], other]) for one, other in zip(train, validation, strict=True)]
    return data, train, (measured[0], measured[1])


def _tensors(part: Part) -> Pair:
    """A part in float32, its classes as whole numbers."""
    y = part.y.astype(np.int64 if part.y.dtype.kind == "i" else np.float32)
    return torch.from_numpy(part.x.astype(np.float32)), torch.from_numpy(y)
