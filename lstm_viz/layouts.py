"""Where the same weights lie in PyTorch, Keras and ONNX: which block is which gate, and the way between them."""

from __future__ import annotations

from collections.abc import Mapping
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
    source: str  # what it is made of: 'weight_ih', 'weight_hh' or 'bias'


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
            Packed("weight_ih", 0, GATES, "weight_ih"),
            Packed("weight_hh", 0, GATES, "weight_hh"),
            Packed("bias", 0, GATES, "bias"),
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
            Packed("weight_ih_l0", 0, GATES, "weight_ih"),
            Packed("weight_hh_l0", 0, GATES, "weight_hh"),
            Packed("bias_ih_l0", 0, GATES, "bias"),
            Packed("bias_hh_l0", 0, GATES, ""),
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
            Packed("kernel", 1, GATES, "weight_ih"),
            Packed("recurrent_kernel", 1, GATES, "weight_hh"),
            Packed("bias", 0, GATES, "bias"),
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
        (Packed("W", 1, IOFC, "weight_ih"), Packed("R", 1, IOFC, "weight_hh"), Packed("B", 1, IOFC + IOFC, "bias")),
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
    zeros = np.zeros_like(params.bias)
    if layout == "ours":
        return {"weight_ih": params.weight_ih, "weight_hh": params.weight_hh, "bias": params.bias}
    if layout == "pytorch":
        halves = {"bias_ih_l0": params.bias, "bias_hh_l0": zeros}
        return {"weight_ih_l0": params.weight_ih, "weight_hh_l0": params.weight_hh, **halves}
    if layout == "keras":
        return {"kernel": params.weight_ih.T, "recurrent_kernel": params.weight_hh.T, "bias": params.bias}
    W, R, b = (_ordered(array, GATES, IOFC) for array in (params.weight_ih, params.weight_hh, params.bias))
    return {"W": W[None], "R": R[None], "B": np.concatenate([b, zeros])[None]}


def unpack(arrays: Mapping[str, Array], layout: str) -> LSTMParams:
    """The way back: `pack` read upwards."""
    if layout == "ours":
        return LSTMParams(arrays["weight_ih"], arrays["weight_hh"], arrays["bias"])
    if layout == "pytorch":
        bias = arrays["bias_ih_l0"] + arrays["bias_hh_l0"]
        return LSTMParams(arrays["weight_ih_l0"], arrays["weight_hh_l0"], bias)
    if layout == "keras":
        return LSTMParams(arrays["kernel"].T, arrays["recurrent_kernel"].T, arrays["bias"])
    of_w, of_r = np.split(arrays["B"][0], 2)
    return LSTMParams(*(_ordered(array, IOFC, GATES) for array in (arrays["W"][0], arrays["R"][0], of_w + of_r)))


def _ordered(packed: Array, given: tuple[str, ...], wanted: tuple[str, ...]) -> Array:
    blocks = dict(zip(given, np.split(packed, 4), strict=True))
    return np.concatenate([blocks[gate] for gate in wanted])
