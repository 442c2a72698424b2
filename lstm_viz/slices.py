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
from .networks import Network
from .reading import one_of
from .tracing import Trace, sequence, window
from .types import Array, Inputs


@dataclass(frozen=True)
class Selection:
    """Which piece of a network's run is meant; all from 0."""

    layer: int = 0
    direction: str = "forward"  # or 'reverse': then its steps run from `stop` to `start`
    unit: int = 0  # of the layer
    start: int = 0  # of the input
    stop: int = 0  # the step behind the last one; 0: as many as a lab takes

    def within(self, network: Network, steps: int) -> Selection:
        """The same with `stop`, if a run of so many steps has it. Raises InputError: 'unknown', 'out-of-range'."""
        most = STEP_LIMITS.steps
        layer = count("layer", self.layer, 0, len(network.layers) - 1)
        ways = network.layers[layer].directions
        direction = one_of(self.direction, "direction", ways)
        unit = count("unit", self.unit, 0, ways["forward"].hidden - 1)
        start = count("start", self.start, 0, steps - 1)
        stop = count("stop", self.stop or min(steps, start + most), start + 1, steps)
        count("steps", stop - start, 1, most)
        return Selection(layer, direction, unit, start, stop)


FIRST = Selection()


@dataclass(frozen=True, eq=False)
class Slice:
    """A lab, and what it is of."""

    lab: Lab
    of: Selection  # with its `stop`
    summed: str  # '': no contribution; 'units': those of the other units; 'all': those of the inputs too
    mean: Array | None  # (D,): the scaling that the weights have taken up; None where they read another layer
    deviation: Array | None


def one_sequence(x: object, inputs: int) -> Inputs:
    """Copy x, (T, D), to float64. Raises InputError: those of `lstm_viz.trace`, 'shape' for several sequences."""
    given = sequence(x, inputs)
    if given.ndim != 2:
        raise wrong_shape("x", given.shape, "T × D", text("Take one sequence."))
    return finite("x", given, np.float64)


def cut(model: Model, x: object, selection: Selection = FIRST) -> Slice:
    """Cut a selection out of a run over x, (T, D), which is not scaled.

    A layer of at most 8 units that read at most 8 numbers is shown whole, and where the head reads it alone and gives
    one number, with the output. Else it is one unit, and what the other units contribute to its four pre-activations
    comes in as four more inputs of weight 1, together with what more than 4 inputs contribute. The numbers are those of
    `Network.trace`; the scaling is part of the weights of the first layer.

    Raises InputError: those of `one_sequence` and of `Selection.within`.
    """
    network, limits = model.network, STEP_LIMITS
    given = one_sequence(x, network.inputs)
    of = selection.within(network, len(given))
    whole: Trace = getattr(network.trace(model.scaling.apply(given)).layers[of.layer], of.direction)
    piece = window(whole, of.start, of.stop)
    run = piece.flipped() if piece.reverse else piece
    params, inputs = run.params, run.x
    mean = deviation = None
    if of.layer == 0:  # which reads plain numbers then, and is the same
        params, inputs = plain_layer(model, of.direction), given[of.start : of.stop][:: -1 if piece.reverse else 1]
        mean, deviation = model.scaling.mean, model.scaling.deviation
    if run.hidden <= limits.units and params.inputs <= limits.features:
        last = of.layer == len(network.layers) - 1 and network.layers[of.layer].reverse is None
        output, bias = plain_readout(model) if last else (None, None)
        view = View(unit=of.unit + 1)
        lab = Lab(OWN, 0, inputs, params, run.h0, run.c0, output, view=view, output_bias=bias)
        return Slice(lab, of, "", mean, deviation)
    keeps = params.inputs <= limits.features - len(GATES)
    lab = _one_unit(run, params, inputs, of.unit, keeps)
    return Slice(lab, of, "units" if keeps else "all", mean if keeps else None, deviation if keeps else None)


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
