"""What a learner made of an example: the numbers of a run, what was predicted, and notes; one file holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from . import lab_files, lab_text
from .arrays import wrong_shape
from .cells.initialise import init_params
from .cells.params import LSTMParams
from .cells.presets import PRESETS
from .checkpoints import CHECKPOINTS
from .config import StepConfig
from .errors import text
from .examples import OWN, shipped_example
from .lab_files import Prediction, View
from .tracing import Trace, trace
from .types import Array, Inputs, State, Steps


@dataclass(frozen=True, eq=False)
class Lab:
    """A learner's own numbers for the screen 'Step by hand'; its arrays are float64, copied and read-only, without −0.

    `parse` is the door for what people give; the constructor takes what is known to be within the limits.
    """

    preset: str  # the example it started from, one of EXAMPLES
    seed: int  # only matters if that preset draws its weights
    x: Inputs
    params: LSTMParams
    h0: State
    c0: State
    output: State | None = None  # ŷ = output · h + output_bias
    clamps: Mapping[str, Steps] = field(default_factory=dict)  # values that replace the computed ones; NaN: free
    predictions: tuple[Prediction, ...] = ()
    notes: str = ""
    view: View = field(default_factory=View)
    output_bias: float | None = None  # None: an output without one

    def __post_init__(self) -> None:
        held = {name: _own(clamp) for name, clamp in self.clamps.items() if not np.isnan(clamp).all()}
        own = {
            "x": _own(self.x),
            "params": LSTMParams(*map(_own, vars(self.params).values())),
            "h0": _own(self.h0),
            "c0": _own(self.c0),
            "output": None if self.output is None else _own(self.output),
            "clamps": {name: held[name] for name in lab_files.RANGES if name in held},
            "output_bias": None if self.output_bias is None else float(self.output_bias) + 0.0,
        }
        for name, value in own.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, config: StepConfig) -> Lab:
        """Make the example's own numbers, and stand where the address says."""
        view = View(config.t, config.op, config.unit, config.decimals)
        return replace(_example(config.preset, config.seed, config.x, config.units), view=view)

    @classmethod
    def parse(cls, raw: object) -> Lab:
        """Read a document: a dict, or JSON text, in UTF-8 if it is bytes. Raises InputError, and nothing else."""
        return cls(**lab_files.read(lab_text.load(raw) if isinstance(raw, (str, bytes)) else raw))

    def document(self) -> dict[str, Any]:
        """The lab as JSON has it: `parse` reads it back bit for bit."""
        return lab_files.write(vars(self))

    def to_json(self) -> str:
        """The text of a lab file, for readers too."""
        return lab_text.dump(self.document())

    def trace(self) -> Trace:
        """Run the cell, from the start state, with the clamps. Raises InputError 'overflow'."""
        return trace("lstm", self.params, self.x, {"h": self.h0, "c": self.c0}, self.clamps)

    def outputs(self, tr: Trace) -> Array | None:
        """The prediction ŷ = output · h + output_bias of every step, (T,), of a lab that has an output."""
        if self.output is None:
            return None
        read: Array = tr.h @ self.output
        return read if self.output_bias is None else read + self.output_bias

    def fits(self, config: StepConfig) -> bool:
        """Whether a configuration asks for the example, seed and sizes that this is made of."""
        sizes = self.params.hidden, self.params.inputs
        drawn = self.preset in PRESETS and PRESETS[self.preset].gates is None
        same_seed = self.seed == config.seed or not drawn
        return self.preset == config.preset and same_seed and sizes == (config.units, config.x.shape[1])

    def on(self, x: Inputs) -> Lab:
        """The same with another sequence: a clamp that holds one value throughout still does; others end with it.

        Raises InputError 'shape' unless x has as many features.
        """
        if x.shape[1:] != self.x.shape[1:]:
            remedy = text("Start from the example again.")
            raise wrong_shape("x", x.shape, f"T × {self.params.inputs}", remedy)
        clamps = {name: _spread(clamp, len(x)) for name, clamp in self.clamps.items()}
        return replace(self, x=x, clamps=clamps, view=replace(self.view, step=min(self.view.step, len(x))))

    def edited(self) -> bool:
        """Whether anything that the example decides, all but the sequence, is no longer as it has it.

        Numbers of a model that only the session has are nowhere else: they count as edited.
        """
        if self.preset == OWN:
            return True
        own = _example(self.preset, self.seed, self.x, self.params.hidden)
        return bool(self.clamps) or _numbers(self) != _numbers(own)


def _example(preset: str, seed: int, x: Inputs, units: int) -> Lab:
    """An example's own numbers on a sequence."""
    if preset in CHECKPOINTS:
        own, zeros = shipped_example(preset), np.zeros(units)
        return Lab(preset, seed, x, own.params, zeros, zeros, own.output, output_bias=own.output_bias)
    params = init_params("lstm", x.shape[1], units, preset, seed)
    return Lab(preset, seed, x, params, np.zeros(units), np.zeros(units), PRESETS[preset].readout(units))


def _numbers(lab: Lab) -> list[object]:
    """What an example decides, to compare."""
    arrays = (*vars(lab.params).values(), lab.h0, lab.c0, lab.output)
    return [None if array is None else array.tolist() for array in arrays] + [lab.output_bias]


def _spread(clamp: Array, steps: int) -> Array:
    """A clamp over another number of steps."""
    spread = np.full((steps, clamp.shape[1]), np.nan)
    kept = min(steps, len(clamp))
    spread[:kept] = clamp[:kept]
    throughout = (clamp == clamp[0]).all(axis=0) & (len(clamp) > 1)  # of a single step nobody can tell
    spread[:, throughout] = clamp[0, throughout]
    return spread


def _own(array: Array) -> Array:
    """A read-only copy in float64, with 0 for −0, which JavaScript's JSON does not know."""
    own = array.astype(np.float64) + 0.0
    own.setflags(write=False)
    return own
