"""'This run as a PyTorch script': model, loop and optimiser written out, with the loss curve of `train` to the bit.

What the script says is English only, like its code. `ruff format` leaves it as it is, at line length 120.
"""

from __future__ import annotations

from collections.abc import Sequence

from .series.parameters import read_args
from .training import TrainConfig

REPEATED = {"learning_rate", "clipping", "epochs", "early_stop"}  # of what may change while a run goes on
HEAD = """\
# A run of 'Train live' in plain PyTorch: the same network, the same data, the same losses, update by update.
# Prints the losses of every epoch, and writes those of every update to losses.csv.
# Save it beside app.py, where Python finds lstm_viz, which makes the data. Made for torch 2.13 on a CPU.
import math

import numpy as np
import torch
from torch import nn

try:
    from lstm_viz.tasks import TASKS
except ModuleNotFoundError as error:
    raise SystemExit("lstm_viz makes the data: save this file beside app.py.") from error

torch.set_num_threads(1)  # the order of a sum decides its last bit
"""
DATA = """\
data = TASKS["{task}"].make({arguments})  # scaled by its training part: data.scaling


def tensors(part):
    return torch.tensor(part.x, dtype=torch.float32), torch.tensor(part.y, dtype=torch.{kind})


x, y = tensors(data.train)
validation_x, validation_y = tensors(data.validation)
shown = min(256, len(x))  # training sequences that are measured at each epoch
measured_x, measured_y = torch.cat([x[:256], validation_x]), torch.cat([y[:256], validation_y])
"""
MODEL = """\
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM({lstm}, batch_first=True)
        self.dropout = nn.Dropout({dropout})
        self.head = nn.Linear({features}, {outputs})

    def forward(self, x):
        h, _ = self.lstm(x)  # (sequences, steps, {features})
        return self.head(self.dropout({asked}))


torch.manual_seed({seed})
model = Model()
"""
STARTS = {
    "zeros": """\
with torch.no_grad():
    for weight in model.parameters():
        weight.zero_()
""",
    "keras": """\
with torch.no_grad():
    for name, weight in model.named_parameters():
        if "bias" in name:
            weight.zero_()
        elif "weight_hh" in name:
            nn.init.orthogonal_(weight)
        else:
            nn.init.xavier_uniform_(weight)
""",
}
FORGET = """\
with torch.no_grad():
    for name, weight in model.named_parameters():
        if "bias_ih" in name:
            weight[{hidden}:{stop}] += {forget_bias!r}  # the block of the forget gate: i, f, g, o
"""
OPTIMISERS = {
    "sgd": "torch.optim.SGD(model.parameters(), lr={rate!r})",
    "momentum": "torch.optim.SGD(model.parameters(), lr={rate!r}, momentum=0.9)",
    "adam": "torch.optim.Adam(model.parameters(), lr={rate!r})",
    "adamw": "torch.optim.AdamW(model.parameters(), lr={rate!r})",
    "rmsprop": "torch.optim.RMSprop(model.parameters(), lr={rate!r})",
}
LOSSES = {
    "mse": "nn.functional.mse_loss(outputs, y)",
    "bce": "nn.functional.binary_cross_entropy_with_logits(outputs, y)",
    "cross-entropy": "nn.functional.cross_entropy(outputs.flatten(0, -2), y.flatten(), ignore_index=-1)",
}
MEASURE = """\
optimiser = {optimiser}


def loss_of(outputs, y):
    return {loss}


def measure(epoch):
    model.eval()
    with torch.no_grad():
        outputs = model(measured_x)
        training = loss_of(outputs[:shown], measured_y[:shown]).item()
        validation = loss_of(outputs[shown:], measured_y[shown:]).item()
    model.train()
    print(f"epoch {{epoch}} training {{training!r}} validation {{validation!r}}")
    return validation


def diverged(loss):
    first = losses[0] if losses else loss
    finite = math.isfinite(loss) and all(weight.grad.isfinite().all() for weight in model.parameters())
    return not finite or loss > 1e4 * max(first, 1e-3)
"""
EARLY = """\
    if validation < best:
        best, best_epoch = validation, epoch
    if epoch - best_epoch >= {early_stop}:  # no better for so many epochs
        break
"""
PATIENCES = """\
    if validation < best:
        best, best_epoch = validation, epoch
    patience = patiences[max(after for after in patiences if after <= len(losses))]
    if patience and epoch - best_epoch >= patience:  # no better for so many epochs
        break
"""
ENDS = """\
    if epoch >= ends[max(after for after in ends if after <= len(losses))]:
        break
"""
END = """\
with open("losses.csv", "w") as file:
    file.write("update,loss\\n")
    file.writelines(f"{update},{loss!r}\\n" for update, loss in enumerate(losses, 1))
"""


def run_script(config: TrainConfig, changes: Sequence[tuple[int, TrainConfig]] = (), taken_up: int = 0) -> str:
    """Write the script of a whole run from its start, with the configuration that it began with.

    `changes`: later ones, each with the number of the first update made with it, from 1. Learning rate, clipping,
    epochs and early stop may have changed; a change of anything else is not repeated, and the script says so, as it
    does of a run that was `taken_up` after so many updates: how it had come there is not known.
    """
    others = {n for _, changed in changes for n in TrainConfig.names() if getattr(changed, n) != getattr(config, n)}
    task, H, ways = config.kind, config.hidden, config.directions
    given = read_args(config.options, task.parameters, config.task, "options")
    arguments = ", ".join([str(config.seed), *(f"{name}={value!r}" for name, value in given.items())])
    lstm = [f"{task.inputs}, {H}"]
    lstm += [f"num_layers={config.layers}"] if config.layers > 1 else []
    lstm += [f"dropout={config.dropout!r}"] if config.layers > 1 and config.dropout else []
    lstm += ["bidirectional=True"] if ways == 2 else []
    written = {"features": ways * H, "outputs": task.outputs, "dropout": repr(config.dropout), "seed": config.seed}
    written |= {"asked": "h" if task.every_step else "h[:, -1]", "lstm": ", ".join(lstm)}
    kind = "int64" if task.loss == "cross-entropy" else "float32"
    start = STARTS.get(config.initialisation, "")
    if config.forget_bias:
        start += FORGET.format(hidden=H, stop=2 * H, forget_bias=config.forget_bias)
    made = OPTIMISERS[config.optimiser].format(rate=config.learning_rate)
    model = MODEL.format(**written) + start + MEASURE.format(optimiser=made, loss=LOSSES[task.loss])
    parts = [HEAD, DATA.format(task=config.task, arguments=arguments, kind=kind), "", model, "", _loop(config, changes)]
    if unrepeated := sorted(others - REPEATED):
        parts.insert(
            0, f"# This run was also changed while it ran, which is not repeated here: {', '.join(unrepeated)}."
        )
    if taken_up:
        parts.insert(
            0, f"# The run was taken up after update {taken_up}; this trains from the beginning, as configured then."
        )
    return "\n".join([*parts, END])


def _loop(config: TrainConfig, changes: Sequence[tuple[int, TrainConfig]]) -> str:
    """The epochs and their updates."""
    rates, largest = _changed("learning_rate", config, changes), _changed("clipping", config, changes)
    ends, patiences = _changed("epochs", config, changes), _changed("early_stop", config, changes)
    epochs = max([config.epochs, *(changed.epochs for _update, changed in changes)])
    lines = [f"epochs, batch = {epochs}, {config.batch}", "losses = []"]
    if rates:
        lines.append(f"rates = {rates!r}  # set after so many updates")
    if largest:
        lines.append(f"clippings = { ({0: config.clipping} | largest)!r}  # after so many updates; 0: none")
    if ends:
        lines.append(f"ends = { ({0: config.epochs} | ends)!r}  # the last epoch, as asked for after so many updates")
    if patiences:
        lines.append(f"patiences = { ({0: config.early_stop} | patiences)!r}  # after so many updates; 0: none")
    if config.early_stop or patiences:
        lines += ['best, best_epoch = float("inf"), 0']
    lines += [
        "measure(0)",
        "for epoch in range(1, epochs + 1):",
        f"    order = np.random.default_rng([{config.seed}, len(losses)]).permutation(len(x))",
        "    for first in range(0, len(x), batch):",
        "        rows = torch.from_numpy(order[first : first + batch])",
    ]
    if rates:
        lines += [
            "        if len(losses) in rates:",
            '            optimiser.param_groups[0]["lr"] = rates[len(losses)]',
        ]
    if config.dropout:  # as `training.loop` seeds every update
        lines += [
            f"        drawn = np.random.default_rng([{config.seed}, len(losses), 1]).integers(2**63)",
            "        torch.manual_seed(int(drawn))  # of dropout",
        ]
    lines += [
        "        optimiser.zero_grad()",
        "        loss = loss_of(model(x[rows]), y[rows])",
        "        loss.backward()",
        "        if diverged(loss.item()):",
        '            raise SystemExit(f"diverged at update {len(losses) + 1}")',
    ]
    if largest:
        lines += [
            "        clipping = clippings[max(after for after in clippings if after <= len(losses))]",
            "        if clipping:",
            "            nn.utils.clip_grad_norm_(model.parameters(), clipping)",
        ]
    elif config.clipping:
        lines.append(f"        nn.utils.clip_grad_norm_(model.parameters(), {config.clipping!r})")
    lines += ["        optimiser.step()", "        losses.append(loss.item())"]
    lines.append(f"    {'validation = ' if config.early_stop or patiences else ''}measure(epoch)")
    stop = PATIENCES if patiences else EARLY.format(early_stop=config.early_stop) if config.early_stop else ""
    return "\n".join(lines) + "\n" + stop + (ENDS if ends else "")


def _changed(name: str, config: TrainConfig, changes: Sequence[tuple[int, TrainConfig]]) -> dict[int, float]:
    """What a field became, by the number of updates made before."""
    found, now = dict[int, float](), getattr(config, name)
    for update, changed in changes:
        if getattr(changed, name) != now:
            now = found[update - 1] = getattr(changed, name)
    return found
