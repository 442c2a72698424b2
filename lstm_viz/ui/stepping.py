"""What the player of 'Step by hand' receives: the run's numbers, and every word and equation around them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_viz.cells.presets import PRESETS
from lstm_viz.config import StepConfig
from lstm_viz.figures import INK, SIGNAL_STYLES, Theme, gate_lines
from lstm_viz.figures.theme import FONT
from lstm_viz.ledger import memory_ledger
from lstm_viz.tracing import Trace
from lstm_viz.types import Array
from lstm_viz.ui.assets import plotly_url
from lstm_viz.ui.equations import equations
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.player import pack
from lstm_viz.ui.sentences import SENTENCES
from lstm_viz.ui.source import step_lines

THEMES: tuple[Theme, ...] = ("light", "dark")

TEXT = {
    "title": mark("Step by hand"),
    "controls": mark("Step controls"),
    "first": mark("To the start (Home)"),
    "previousStep": mark("Previous time step (Shift + ←)"),
    "previous": mark("Previous operation (←)"),
    "play": mark("Play (Space)"),
    "pause": mark("Pause (Space)"),
    "next": mark("Next operation (→)"),
    "nextStep": mark("Next time step (Shift + →)"),
    "last": mark("To the end (End)"),
    "where": mark("Step {t} of {T} · {operation}"),
    "step": mark("Step {t} of {T}"),
    "scrub": mark("Position in the run"),
    "speed": mark("Speed"),
    "copyLink": mark("Copy link"),
    "copied": mark("Copied"),
    "copyFailed": mark("Copy it from the address bar"),
    "diagram": mark("Diagram of the cell; its numbers also stand in the table"),
    "joined": mark("joined:"),
    "numbers": mark("{n} numbers"),
    "operations": mark("Operations of this step"),
    "equation": mark("Worked equation"),
    "unit": mark("unit {k} of {K}"),
    "rounded": mark("Computed with all digits, shown with {n} decimals."),
    "allProducts": mark("All {n} products"),
    "noProducts": mark("No dot product in this operation"),
    "products": mark("Products of the dot product"),
    "bias": mark("bias"),
    "sum": mark("sum"),
    "timeline": mark("Steps of the sequence, each with its forget, input and output gate as bars"),
    "table": mark("All steps"),
    "preactivations": mark("Pre-activations"),
    "csv": mark("Download CSV"),
    "panel": mark("Gates over the steps"),
    "panelFailed": mark("The chart could not be loaded; reload the page to try again. The table has its numbers."),
    "spoken": mark("{where}. {words}"),
    "views": mark("Views of the run"),
    "symbols": mark("Symbols"),
    "code": mark("Code"),
    "codeWhere": mark("This is the step itself, from lstm_viz/cells; at the end of each line its values in this step."),
    "ledger": mark("Ledger"),
    "madeOf": mark("What {c} is made of"),
    "startState": mark("start state"),
    "stepOnly": mark("step {t}"),
    "source": mark("written by"),
    "written": mark("was written"),
    "left": mark("is left now"),
    "together": mark("together"),
    "ledgerLimit": mark(
        "This counts what was written, given the gates. Earlier inputs also act through the gates of later steps; "
        "that is not counted here."
    ),
    "keys": mark("Keys:"),
    "keysHelp": mark("→ ← one operation · Shift + → ← one time step · Space play or pause · Home, End first and last"),
}

GLOSSARY = (
    ("x", mark("input of the step")),
    ("h", mark("hidden state: what the cell shows, and passes on to the next step")),
    ("c", mark("cell state: what the cell remembers")),
    ("f, i, o", mark("forget, input and output gate: shares between 0 and 1")),
    ("g", mark("candidate: what could be written, between −1 and 1")),
    ("W, U, b", mark("weights of the input, weights of the hidden state, bias: the same at every step")),
    ("a", mark("pre-activation: W·x + U·h + b, before σ or tanh")),
    ("σ, tanh", mark("squash any number to between 0 and 1, and to between −1 and 1")),
    ("ŷ, V", mark("output of the network and its weight: V·h, in examples that have one")),
)


def palette(theme: Theme) -> dict[str, str]:
    """The theme's colours as CSS custom properties."""
    ink = INK[theme]
    signals = {
        f"--{name}-{use}": style.shade(use, theme) for name, style in SIGNAL_STYLES.items() for use in ("mark", "text")
    }
    surfaces = {f"--surface-{k}": colour for k, colour in enumerate(ink.surfaces, 1)}
    return (
        {"--ink": ink.text, "--quiet": ink.quiet, "--line": ink.line, "--accent": ink.accent, "--font": FONT}
        | signals
        | surfaces
    )


def ledger_reach(ledger: Array) -> Array:
    """How far the stacks of a unit's ledger, (time, sources), reach below and above zero in the whole run."""
    return np.array([-np.minimum(ledger, 0).sum(axis=1).min(), np.maximum(ledger, 0).sum(axis=1).max()])


def step_run(trace: Trace, config: StepConfig, lang: str, _: Translate) -> bytes:
    """The blob for the player: one sequence, float64, the panel too, since its numbers stand beside the table's."""
    signals = {s.name: _(s.title) for s in trace.cell.signals} | {"y": _("output")}
    arrays = {name: trace[name] for name in ("x", *trace.signals)} | {
        "h0": trace.h0,
        "c0": trace.c0,
        **{name: getattr(trace.params, name) for name in ("weight_ih", "weight_hh", "bias")},
    }
    output = PRESETS[config.preset].output
    if output is not None:
        arrays["output"] = np.full(trace.hidden, output)
        arrays["y"] = trace.h @ arrays["output"]
    unit = config.unit - 1
    arrays["ledger"] = memory_ledger(trace, units=unit)[..., 0]
    arrays["ledger_reach"] = ledger_reach(arrays["ledger"])
    query = config.query()
    codes = [operation.code for operation in trace.cell.operations]
    names = signals | {"time": _("time step")}
    meta: dict[str, Any] = {
        "lang": lang,
        "example": config.preset,
        "start": {"t": config.t - 1, "operation": codes.index(config.op)},
        "unit": unit,
        "code": step_lines(trace.cell),
        "decimals": config.decimals,
        "query": {name: value for name, value in query.items() if name not in ("t", "op")} | {"lang": lang},
        "operations": [
            {
                "code": operation.code,
                "title": _(operation.title),
                "symbol": "[x, h]" if operation.code == "concat" else operation.code,
                "signals": list(operation.signals),
            }
            for operation in trace.cell.operations
        ],
        "names": names,
        "text": {key: _(message) for key, message in TEXT.items()},
        "glossary": [[symbol, _(meaning)] for symbol, meaning in GLOSSARY],
        "sentences": {op: {v: _(m) for v, m in variants.items()} for op, variants in SENTENCES.items()},
        "equations": dict(equations(trace.x.shape[-1], trace.hidden, output is not None)),
        "palette": {theme: palette(theme) for theme in THEMES},
        "panel": {
            theme: gate_lines(trace, unit, names=names, theme=theme, decimals=config.decimals, dtype=np.float64)
            for theme in THEMES
        },
        "plotly": plotly_url(),
    }
    return pack(arrays, meta)
