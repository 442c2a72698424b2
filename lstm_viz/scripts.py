"""'This as Python': scripts that compute the numbers on the screen again, with this library or with PyTorch alone.

Every number is written so that it is read back bit for bit. Both scripts print the same tables: ` t unit f i g c o h`,
a line for each step and unit; and, if there is an output, after an empty line ` t y`, a line for each step. Columns are
separated by spaces, steps and units count from 1, values have all their digits (`repr`). What the scripts say is
English only, like their code. `ruff format` leaves them as they are, whatever line length from 88 to 120 it allows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from math import isnan

from .cells import CELLS
from .cells.params import GATES
from .lab import Lab
from .types import Array, Steps

NARROW, WIDE = 88, 100  # what ruff leaves on one line anywhere, and the longest line where ruff is told to look away
TITLES = {signal.name: signal.title for signal in CELLS["lstm"].signals}

TRACE = """\
params = lv.LSTMParams(weight_ih, weight_hh, bias)
trace = lv.trace("lstm", params, x, state={"h": h0, "c": c0}, clamps=clamps)
steps = np.stack([trace[name] for name in "figcoh"], axis=-1)  # (steps, units, signals)
"""
TENSORS = """\
x, h0, c0 = torch.tensor(x), torch.tensor(h0), torch.tensor(c0)
W, U, b = torch.tensor(weight_ih), torch.tensor(weight_hh), torch.tensor(bias)
"""
FUSED = """\
# PyTorch adds two biases, because cuDNN does; one is enough, so the other is 0.
lstm = nn.LSTM(x.shape[1], len(h0))
lstm.load_state_dict(
    {
        "weight_ih_l0": W,
        "weight_hh_l0": U,
        "bias_ih_l0": b,
        "bias_hh_l0": torch.zeros_like(b),
    }
)
hidden, (_, last_c) = lstm(x, (h0[None], c0[None]))
"""
LOOP = """\
steps, h, c = [], h0, c0
for t in range(len(x)):
    i, f, g, o = (W @ x[t] + U @ h + b).chunk(4)
    i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
    c = f * c + i * g
    h = o * c.tanh()
    steps.append(torch.stack([f, i, g, c, o, h], dim=-1))
steps = torch.stack(steps)  # (steps, units, signals)
"""
# Far closer as a rule; but with large weights (16 times a normal draw) rounding alone grows to 1e-8 in 64 steps.
AGREE = """\
assert torch.allclose(steps[:, :, 5], hidden, rtol=1e-6, atol=1e-6)
assert torch.allclose(steps[-1, :, 3], last_c, rtol=1e-6, atol=1e-6)
"""
TABLE = """\
print(" t unit", *(f"{name:>24}" for name in "figcoh"))
for t, step in enumerate(steps.tolist(), 1):
    for unit, signals in enumerate(step, 1):
        print(f"{t:>2} {unit:>4}", *(f"{value!r:>24}" for value in signals))
"""
OUTPUT_TABLE = """\
print()
print(" t", f"{'y':>24}")
for t, y in enumerate(outputs.tolist(), 1):
    print(f"{t:>2} {y!r:>24}")
"""


def lstm_viz_script(lab: Lab) -> str:
    """Write a script that traces the lab with this library: on the same machine bit for bit what the screen shows."""
    head = _purpose(lab, "with lstm_viz (NumPy)") + "# Save it beside app.py, where Python finds lstm_viz.\n"
    imports = "import numpy as np\n\nimport lstm_viz as lv\n"
    traced = TRACE if lab.clamps else TRACE.replace(", clamps=clamps", "")
    outputs = f"outputs = trace.h @ np.array(output){_bias(lab)}\n"
    return _joined(lab, [head, imports, _numbers(lab), held_values(lab.clamps, "np")], traced, outputs)


def torch_script(lab: Lab) -> str:
    """Write a script that runs the lab in PyTorch, in float64: `nn.LSTM`, then the same step by step, with its gates.

    `nn.LSTM` knows no clamps: with some, the steps stand alone.
    """
    head = _purpose(lab, "with PyTorch alone")
    precise = "torch.set_default_dtype(torch.float64)\ntorch.set_grad_enabled(False)  # nothing is learnt here\n"
    outputs = f"outputs = steps[:, :, 5] @ torch.tensor(output){_bias(lab)}\n"
    if not lab.clamps:
        why = "# nn.LSTM returns h of every step but hides its gates, so here is the same step by step.\n"
        before = [head, "import torch\nfrom torch import nn\n", precise, _numbers(lab), TENSORS, FUSED]
        return _joined(lab, before, why + LOOP + AGREE, outputs)
    why = "# nn.LSTM cannot hold a signal at a value, so this goes step by step.\n"
    before = [head, "import torch\n", precise, _numbers(lab), held_values(lab.clamps, "torch"), TENSORS]
    return _joined(lab, before, why + _holding(lab.clamps), outputs)


def _joined(lab: Lab, before: list[str], computing: str, outputs: str) -> str:
    """Put the parts together, an empty line between them."""
    if lab.output is None:
        return "\n".join(part for part in (*before, computing, TABLE) if part)
    return "\n".join(part for part in (*before, computing + outputs, TABLE + OUTPUT_TABLE) if part)


def _bias(lab: Lab) -> str:
    return "" if lab.output_bias is None else " + output_bias"


def _purpose(lab: Lab, how: str) -> str:
    output = "" if lab.output is None else ", then the output y of every step"
    return (
        f"# The numbers of the screen 'Step by hand', computed again {how}.\n"
        f"# Prints f, i, g, c, o and h of every step and unit{output}.\n"
    )


def _holding(names: Iterable[str]) -> str:
    """The loop, in which a held value takes the place of the computed one as soon as that is there."""
    computed = {"c": "    c = f * c + i * g\n", "h": "    h = o * c.tanh()\n"}
    gates = "    i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()\n"
    loop = LOOP
    for name in reversed(tuple(names)):
        line = computed.get(name, gates)
        held = f'    {name} = torch.where(clamps["{name}"][t].isnan(), {name}, clamps["{name}"][t])\n'
        loop = loop.replace(line, line + held)
    return loop


def _numbers(lab: Lab) -> str:
    """The numbers that decide all others, as lists."""
    rows = [f"{TITLES[gate]}, unit {unit}" for gate in GATES for unit in range(1, lab.params.hidden + 1)]
    lines = [
        "# A step per row, a feature per column.",
        *_matrix("x", lab.x, [f"step {t}" for t in range(1, len(lab.x) + 1)]),
        "",
        "# A row per gate and unit, the gates in PyTorch's order: i, f, g, o.",
        *_matrix("weight_ih", lab.params.weight_ih, rows),
        *_matrix("weight_hh", lab.params.weight_hh, rows),
        *_matrix("bias", lab.params.bias, rows),
        "",
        "# h and c before the first step.",
        *vector("h0", lab.h0),
        *vector("c0", lab.c0),
    ]
    if lab.output is not None:
        lines += ["", f"# The output of a step: y = output @ h{_bias(lab)}.", *vector("output", lab.output)]
        lines += [] if lab.output_bias is None else [f"output_bias = {written(lab.output_bias)}"]
    if max(map(len, lines)) > NARROW:
        lines = ["# fmt: off", *lines, "# fmt: on"]
    return "\n".join(lines) + "\n"


def _matrix(name: str, values: Array, comments: list[str]) -> list[str]:
    """A row per line, and what it is; above it, if they do not fit on one line."""
    whole = [written(row) for row in values.tolist()]
    lines = [f"    {row},  # {comment}" for row, comment in zip(whole, comments, strict=True)]
    if max(map(len, lines)) > WIDE:
        lines = [
            line
            for row, comment in zip(whole, comments, strict=True)
            for line in (f"    # {comment}", *_wrapped("    [", f"{row[1:]},"))
        ]
    return [f"{name} = [", *lines, "]"]


def vector(name: str, values: Array) -> list[str]:
    """An assignment of numbers, on as many lines as it takes."""
    return _wrapped(f"{name} = [", written(values.tolist())[1:])


def _wrapped(opening: str, rest: str) -> list[str]:
    """As many lines as it takes, each beginning below the first number."""
    indent = " " * len(opening)
    return textwrap.wrap(
        rest, WIDE, initial_indent=opening, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def written(numbers: object) -> str:
    """Write a number, or a list of them, by `repr`; but 1e+16 is 1e16, as ruff has it."""
    return repr(numbers).replace("e+", "e")


def held_values(clamps: Mapping[str, Steps], library: str) -> str:
    """The held values, an assignment for each, or for a whole run that is held at one; nothing if all is free."""
    if not clamps:
        return ""
    shape = next(iter(clamps.values())).shape
    lines = [
        "# Held values take the place of computed ones; NaN is free.",
        f'clamps = {{name: {library}.full({shape}, {library}.nan) for name in "{"".join(clamps)}"}}',
    ]
    for name, held in clamps.items():
        for unit, values in enumerate(held.T.tolist()):
            places = [(str(t), f"step {t + 1}", value) for t, value in enumerate(values) if not isnan(value)]
            if len(places) > 1 and all(value == values[0] for value in values):
                places = [(":", "every step", values[0])]
            lines += [
                f'clamps["{name}"][{place}, {unit}] = {written(value)}  # {when}, unit {unit + 1}'
                for place, when, value in places
            ]
    return "\n".join(lines) + "\n"
