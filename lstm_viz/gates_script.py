"""'This view as Python' of the screen 'Gates over time': a script that computes its numbers and draws its panels."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import numpy as np

from . import series
from .cells.initialise import init_params
from .cells.params import LSTMParams
from .checkpoints import CHECKPOINTS
from .figures import SHOWN
from .gates_config import GatesConfig
from .gates_models import TRAINED
from .gates_text import read_args
from .scripts import held_values, vector, written
from .series import GENERATORS, SERIES
from .tracing import Trace
from .types import Array, Inputs, State, Steps

HEAD = """\
# The screen 'Gates over time', computed again with lstm_viz (NumPy) and drawn with Plotly.
# Prints f, i, g, c, o and h of every unit at the last step, and writes a page for each panel.
# Save it beside app.py, where Python finds lstm_viz.
"""
LAST = """\
print("unit", *(f"{name:>24}" for name in "figcoh"))
for unit, signals in enumerate(np.stack([trace[name][-1] for name in "figcoh"], axis=-1).tolist(), 1):
    print(f"{unit:>4}", *(f"{value!r:>24}" for value in signals))
"""
DRAW = """\
order = unit_order(trace, "{order}")
for panel in {panels}:
    spec = panel_spec(trace, panel, unit={unit}, signal="{signal}", units={units}, order=order)
    figure = go.Figure(spec)  # figure.show() opens it at once
    figure.write_html(f"{{panel}}.html", include_plotlyjs="directory")
"""
PER_LINE = 4  # numbers of an array


def gates_script(
    params: LSTMParams,
    x: Inputs,
    *,
    h0: State | None = None,
    c0: State | None = None,
    clamps: Mapping[str, Steps] | None = None,
    weights: tuple[str, int] | None = None,
    gain: float = 1.0,
    sequence: str | None = None,
    panels: Sequence[str] = SHOWN,
    unit: int = 0,
    units: tuple[int, ...] = (),
    signal: str = "f",
    order: str = "given",
    made: str | None = None,
    reverse: bool = False,
) -> str:
    """Write the script of one sequence; on the same machine it traces these arguments (float64) bit for bit.

    `weights`: scheme and seed for `init_params`, used if they, times `gain`, make just these params. `made`: Python
    source that makes the params. `sequence`: source that makes x from what `lstm_viz.series` exports, such as
    `standardise(generate("sine", 200)).x`; without it x is written in numbers. Both sources are the caller's own; a
    text that a user has typed stands in them as a literal. `reverse`: x is read from its last step to its first.
    """
    called = {part.id for part in ast.walk(ast.parse(sequence or "")) if isinstance(part, ast.Name)}
    named = sorted(called & set(series.__all__))
    imports = [
        "import numpy as np\nimport plotly.graph_objects as go\n",
        "import lstm_viz as lv",
        "from lstm_viz.figures import panel_spec",
        *([f"from lstm_viz.series import {', '.join(named)}"] if named else []),
        "from lstm_viz.unit_order import unit_order\n",
    ]
    start = {name: state for name, state in (("h", h0), ("c", c0)) if state is not None and state.any()}
    given = "".join(f'"{name}": {name}0, ' for name in start)[:-2]
    held = {name: values for name, values in (clamps or {}).items() if not np.isnan(values).all()}
    state = f", state={{{given}}}" if start else ""
    read, back = ("x[::-1]", ".flipped()  # time as in x") if reverse else ("x", "")
    traced = f'trace = lv.trace("lstm", params, {read}{state}{", clamps=clamps" if held else ""}){back}\n'
    parts = [
        HEAD,
        "\n".join(imports),
        f"x = {sequence}\n" if sequence else _array("x", x),
        f"params = {made}\n" if made else _weights(params, weights, gain),
        "\n".join(line for name, values in start.items() for line in vector(f"{name}0", values)) + "\n" * bool(start),
        held_values(held, "np"),
        traced + LAST,
        DRAW.format(order=order, signal=signal, panels=_listed(panels), unit=unit, units=_listed(units)),
    ]
    return "\n".join(part for part in parts if part)


def view_script(config: GatesConfig, tr: Trace) -> str:
    """Write the script of a configuration and the trace it has made."""
    return gates_script(
        tr.params,
        tr.x,
        h0=tr.h0,
        c0=tr.c0,
        clamps=tr.clamps,
        weights=None if config.model == "lab" or config.is_trained else (config.model, config.weights_seed),
        gain=config.gain if config.draws else 1.0,
        sequence=_source(config) if config.layer == 1 else None,
        made=_checkpoint(config),
        reverse=tr.reverse,
        panels=config.opened,
        unit=config.unit - 1,
        units=config.lines,
        signal=config.signal,
        order=config.order,
    )


def _checkpoint(config: GatesConfig) -> str | None:
    """The expression for the weights of a model that we ship."""
    if config.model not in CHECKPOINTS:
        return None
    return f'lv.load_checkpoint("{config.model}").network.layers[{config.layer - 1}].{config.direction}'


def _source(config: GatesConfig) -> str | None:
    """The call that makes the sequence again; None for what has only its numbers."""
    if config.model == TRAINED:  # whose scaling the script does not know
        return None
    if config.source in GENERATORS:
        given = "".join(f", {name}={value!r}" for name, value in read_args(config.args, config.source).items())
        made = f'generate("{config.source}", {config.steps}, {config.seed}{given})'
    elif config.source in SERIES:
        made = f'load_series("{config.source}")'
    elif config.source == "text":
        made = f"characters({config.text!a}).x"
    else:
        return None
    if config.source not in GENERATORS and (config.start > 1 or config.length):
        first = config.start - 1
        made += f"[{first} : {first + config.length}]" if config.length else f"[{first} :]"
    sequence = config.x()
    if config.model in CHECKPOINTS and sequence.shown is not sequence.raw:
        return f'lv.load_checkpoint("{config.model}").scaling.apply({made}) + 0.0'
    return made if sequence.shown is sequence.raw else f"standardise({made}).x"


def _weights(params: LSTMParams, weights: tuple[str, int] | None, gain: float) -> str:
    """The calls that make the weights, if there are some; otherwise the weights."""
    arrays = vars(params)
    if weights is not None:
        made = vars(init_params("lstm", params.inputs, params.hidden, *weights, dtype=params.dtype))
        if all(np.array_equal(gain * made[name], arrays[name]) for name in arrays):
            scheme, seed = weights
            sizes = f"inputs={params.inputs}, hidden={params.hidden}"
            call = f'params = lv.init_params("lstm", {sizes}, scheme="{scheme}", seed={seed})\n'
            times = f"params = lv.LSTMParams(*({gain!r} * array for array in vars(params).values()))\n"
            return call if gain == 1 else call + times
    comment = "# A row per gate and unit, the gates in PyTorch's order: i, f, g, o.\n"
    written_out = "".join(_array(name, array) for name, array in arrays.items())
    return f"{comment}{written_out}params = lv.LSTMParams({', '.join(arrays)})\n"


def _array(name: str, values: Array) -> str:
    """An array, a few numbers a line; a list if it has one axis."""
    flat = values.ravel().tolist()
    lines = [f"    {written(flat[k : k + PER_LINE])[1:-1]}," for k in range(0, len(flat), PER_LINE)]
    shaped = [f"{name} = np.reshape({name}, {values.shape})"] if values.ndim > 1 else []
    return "\n".join(["# fmt: off", f"{name} = [", *lines, "]", "# fmt: on", *shaped]) + "\n"


def _listed(items: Sequence[object]) -> str:
    """A tuple as ruff writes it, with double quotes."""
    inner = ", ".join(f'"{item}"' if isinstance(item, str) else repr(item) for item in items)
    return f"({inner},)" if len(items) == 1 else f"({inner})"
