"""What an LSTM's signals are called and how a step is taken apart: the source of every label, legend and equation."""

from __future__ import annotations

from math import inf

from .cell import Operation, Signal

SIGNALS = (
    Signal("x", "x", "input", "input", -inf, inf),
    Signal("a_i", "a^{i}", "input gate before σ", "pre-activation", -inf, inf),
    Signal("a_f", "a^{f}", "forget gate before σ", "pre-activation", -inf, inf),
    Signal("a_g", "a^{g}", "candidate before tanh", "pre-activation", -inf, inf),
    Signal("a_o", "a^{o}", "output gate before σ", "pre-activation", -inf, inf),
    Signal("i", "i", "input gate", "gate", 0, 1),
    Signal("f", "f", "forget gate", "gate", 0, 1),
    Signal("g", "g", "candidate", "candidate", -1, 1),
    Signal("o", "o", "output gate", "gate", 0, 1),
    Signal("c", "c", "cell state", "state", -inf, inf),
    Signal("tanh_c", r"\tanh c", "squashed cell state", "derived", -1, 1),
    Signal("h", "h", "hidden state", "state", -1, 1),
)

CLAMPABLE = ("i", "f", "g", "o", "c", "h")

OPERATIONS = (
    Operation("concat", "concatenate", ("x",), r"[x_t, h_{t-1}]"),
    Operation("f", "forget gate", ("a_f", "f"), r"f_t = \sigma(W_f \cdot x_t + U_f \cdot h_{t-1} + b_f)"),
    Operation("i", "input gate", ("a_i", "i"), r"i_t = \sigma(W_i \cdot x_t + U_i \cdot h_{t-1} + b_i)"),
    Operation("g", "candidate", ("a_g", "g"), r"g_t = \tanh(W_g \cdot x_t + U_g \cdot h_{t-1} + b_g)"),
    Operation("c", "cell state", ("c",), r"c_t = f_t \odot c_{t-1} + i_t \odot g_t"),
    Operation("o", "output gate", ("a_o", "o"), r"o_t = \sigma(W_o \cdot x_t + U_o \cdot h_{t-1} + b_o)"),
    Operation("h", "hidden state", ("tanh_c", "h"), r"h_t = o_t \odot \tanh(c_t)"),
)
