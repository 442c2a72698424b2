"""A piece of a trained network that 'Step by hand' can show: one layer and direction of it, over a window of steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import count, finite, wrong_shape
from .cells.params import GATES, LSTMParams
from .config import STEP_LIMITS
from .errors import text
from .examples import OWN, plain_layer, plain_readout
from .lab import Lab
from .lab_files import View
from .models import Model
from .reading import one_of
from .tracing import Trace, sequence, window
from .types import Array, Inputs


@dataclass(frozen=True, eq=False)
class Slice:
    """A lab, and what it is of."""

    lab: Lab
    layer: int  # from 0
    direction: str  # 'forward' or 'reverse': then its steps run from `stop` to `start`
    unit: int  # from 0, of the layer
    start: int  # from 0, of the input
    stop: int  # the step behind the last one
    summed: str  # '': no contribution; 'units': those of the other units; 'all': those of the inputs too
    mean: Array | None  # (D,): the scaling that the weights have taken up; None where they read another layer
    deviation: Array | None


def slice_of(
    model: Model,
    x: object,
    layer: int = 0,
    direction: str = "forward",
    unit: int = 0,
    start: int = 0,
    stop: int | None = None,
) -> Lab:
    """The lab of `cut`."""
    return cut(model, x, layer, direction, unit, start, stop).lab


def cut(
    model: Model,
    x: object,
    layer: int = 0,
    direction: str = "forward",
    unit: int = 0,
    start: int = 0,
    stop: int | None = None,
) -> Slice:
    """Cut the steps from `start` up to `stop` (left out; at most 64) out of a run over x, (T, D), which is not scaled.

    All from 0. A layer of at most 8 units that read at most 8 numbers is shown whole, and where the head reads it alone
    and gives one number, with the output. Else it is one unit, and what the other units contribute to its four
    pre-activations comes in as four more inputs of weight 1, together with what more than 4 inputs contribute. The
    numbers are those of `Network.trace`; the scaling is part of the weights of the first layer.

    Raises InputError: 'unknown', 'out-of-range', those of `lstm_viz.trace`.
    """
    network, limits = model.network, STEP_LIMITS
    given = sequence(x, network.inputs)
    if given.ndim != 2:
        raise wrong_shape("x", given.shape, "T × D", text("Take one sequence."))
    given = finite("x", given, np.float64)
    layer = count("layer", layer, 0, len(network.layers) - 1)
    ways = network.layers[layer].directions
    direction = one_of(direction, "direction", ways)
    unit = count("unit", unit, 0, ways["forward"].hidden - 1)
    start = count("start", start, 0, len(given) - 1)
    stop = count("stop", min(len(given), start + limits.steps) if stop is None else stop, start + 1, len(given))
    count("steps", stop - start, 1, limits.steps)
    whole: Trace = getattr(network.trace(model.scaling.apply(given)).layers[layer], direction)
    piece = window(whole, start, stop)
    run = piece.flipped() if piece.reverse else piece
    params, inputs = run.params, run.x
    mean = deviation = None
    if layer == 0:  # which reads plain numbers then, and is the same
        params, inputs = plain_layer(model, direction), given[start:stop][:: -1 if piece.reverse else 1]
        mean, deviation = model.scaling.mean, model.scaling.deviation
    place = layer, direction, unit, start, stop
    if run.hidden <= limits.units and params.inputs <= limits.features:
        last = layer == len(network.layers) - 1 and len(ways) == 1
        output, bias = plain_readout(model) if last else (None, None)
        view = View(unit=unit + 1)
        lab = Lab(OWN, 0, inputs, params, run.h0, run.c0, output, view=view, output_bias=bias)
        return Slice(lab, *place, "", mean, deviation)
    keeps = params.inputs <= limits.features - len(GATES)
    lab = _one_unit(run, params, inputs, unit, keeps)
    return Slice(lab, *place, "units" if keeps else "all", mean if keeps else None, deviation if keeps else None)


def _one_unit(run: Trace, params: LSTMParams, inputs: Inputs, unit: int, keeps: bool) -> Lab:
    """One unit of a run; `keeps`: its inputs stay, else they are summed too."""
    rows, others = unit + run.hidden * np.arange(len(GATES)), np.arange(run.hidden) != unit
    before = np.concatenate([run.h0[None], run.h[:-1]])
    rest = before[:, others] @ params.weight_hh[rows][:, others].T
    one = np.eye(len(GATES))
    if keeps:
        x, weight_ih = np.concatenate([inputs, rest], axis=1), np.concatenate([params.weight_ih[rows], one], axis=1)
    else:
        x, weight_ih = rest + inputs @ params.weight_ih[rows].T, one
    own = LSTMParams(weight_ih, params.weight_hh[rows][:, [unit]], params.bias[rows])
    return Lab(OWN, 0, x, own, run.h0[[unit]], run.c0[[unit]])
