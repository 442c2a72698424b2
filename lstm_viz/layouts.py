"""Where the same weights lie in PyTorch, Keras and ONNX: which block is which gate, and the way there from ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .cells.params import GATES, LSTMParams
from .types import Array


@dataclass(frozen=True)
class Packed:
    """One packed array: its name, and the axis along which the gates lie."""

    name: str
    axis: int  # of the gates
    gates: tuple[str, ...]  # of its blocks in order, by our letters
    of: Callable[[LSTMParams], Array]  # what it holds


@dataclass(frozen=True)
class Layout:
    """How a framework packs the weights of one direction of one layer."""

    name: str
    title: str
    letters: Mapping[str, str]  # what it calls our i, f, g, o
    arrays: tuple[Packed, ...]
    code: str  # from our weight_ih, weight_hh and bias, in NumPy; a test runs it


IOFC = ("i", "o", "f", "g")  # ONNX's order, in our letters
SAME = {gate: gate for gate in GATES}
CELL = {**SAME, "g": "c"}

LAYOUTS = {
    "ours": Layout(
        "ours",
        "Ours",
        SAME,
        (
            Packed("weight_ih", 0, GATES, lambda p: p.weight_ih),
            Packed("weight_hh", 0, GATES, lambda p: p.weight_hh),
            Packed("bias", 0, GATES, lambda p: p.bias),
        ),
        """\
import numpy as np

H = weight_hh.shape[1]
W_i, W_f, W_g, W_o = np.split(weight_ih, 4)  # each (H, D)
U_i, U_f, U_g, U_o = np.split(weight_hh, 4)  # each (H, H)
b_i, b_f, b_g, b_o = np.split(bias, 4)       # each (H,)
""",
    ),
    "pytorch": Layout(
        "pytorch",
        "PyTorch",
        SAME,
        (
            Packed("weight_ih_l0", 0, GATES, lambda p: p.weight_ih),
            Packed("weight_hh_l0", 0, GATES, lambda p: p.weight_hh),
            Packed("bias_ih_l0", 0, GATES, lambda p: p.bias),
            Packed("bias_hh_l0", 0, GATES, lambda p: np.zeros_like(p.bias)),
        ),
        """\
import numpy as np

weight_ih_l0 = weight_ih            # (4H, D): rows i f g o
weight_hh_l0 = weight_hh            # (4H, H)
bias_ih_l0 = bias                   # (4H,)
bias_hh_l0 = np.zeros_like(bias)    # a second bias: only the sum of both counts
""",
    ),
    "keras": Layout(
        "keras",
        "Keras",
        CELL,
        (
            Packed("kernel", 1, GATES, lambda p: p.weight_ih.T),
            Packed("recurrent_kernel", 1, GATES, lambda p: p.weight_hh.T),
            Packed("bias", 0, GATES, lambda p: p.bias),
        ),
        """\
import numpy as np

kernel = weight_ih.T                # (D, 4H): columns i f c o, where c is our g
recurrent_kernel = weight_hh.T      # (H, 4H)
keras_bias = bias                   # (4H,); Keras itself begins with 1 in the block of f
""",
    ),
    "onnx": Layout(
        "onnx",
        "ONNX",
        CELL,
        (
            Packed("W", 1, IOFC, lambda p: _iofc(p.weight_ih)[None]),
            Packed("R", 1, IOFC, lambda p: _iofc(p.weight_hh)[None]),
            Packed("B", 1, IOFC + IOFC, lambda p: np.concatenate([_iofc(p.bias), np.zeros_like(p.bias)])[None]),
        ),
        """\
import numpy as np

def reordered(packed):              # from i f g o to i o f c
    i, f, g, o = np.split(packed, 4)
    return np.concatenate([i, o, f, g])

W = reordered(weight_ih)[None]      # (directions, 4H, D)
R = reordered(weight_hh)[None]      # (directions, 4H, H)
B = np.concatenate([reordered(bias), np.zeros_like(bias)])[None]  # (directions, 8H): of W, then of R
""",
    ),
}


def pack(params: LSTMParams, layout: str) -> dict[str, Array]:
    """One direction's weights as a framework holds them, by its names."""
    return {packed.name: packed.of(params) for packed in LAYOUTS[layout].arrays}


def _iofc(packed: Array) -> Array:
    blocks = dict(zip(GATES, np.split(packed, 4), strict=True))
    return np.concatenate([blocks[gate] for gate in IOFC])
