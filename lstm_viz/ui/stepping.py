"""What the player of 'Step by hand' receives: the run's numbers, and every word and equation around them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_viz.cells.presets import PRESETS
from lstm_viz.config import StepConfig
from lstm_viz.figures import DIVERGING, INK, SIGNAL_STYLES, Theme, gate_lines
from lstm_viz.figures.theme import FONT
from lstm_viz.ledger import memory_ledger
from lstm_viz.mistakes import mistakes, rounded_early
from lstm_viz.slopes import SATURATED, SQUASHED, STEEPEST, curve, slopes
from lstm_viz.tracing import Trace
from lstm_viz.types import Array
from lstm_viz.ui.assets import plotly_url
from lstm_viz.ui.equations import equations
from lstm_viz.ui.language import Translate
from lstm_viz.ui.latex import latex
from lstm_viz.ui.player import pack
from lstm_viz.ui.sentences import SENTENCES
from lstm_viz.ui.source import step_lines
from lstm_viz.ui.wording import GLOSSARY, MISTAKES, TEXT

THEMES: tuple[Theme, ...] = ("light", "dark")


def palette(theme: Theme) -> dict[str, str]:
    """The theme's colours as CSS custom properties."""
    ink = INK[theme]
    signals = {
        f"--{name}-{use}": style.shade(use, theme) for name, style in SIGNAL_STYLES.items() for use in ("mark", "text")
    }
    below, above = DIVERGING[theme]
    surfaces = {"--minus": below, "--plus": above} | {
        f"--surface-{k}": colour for k, colour in enumerate(ink.surfaces, 1)
    }
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
    arrays |= {f"slope_{name}": value for name, value in slopes(trace).items()}
    arrays |= {f"curve_{name}": value for name, value in curve().items()}
    arrays |= {f"held_{name}": ~np.isnan(held) * 1.0 for name, held in trace.clamps.items()}
    wrong = mistakes(trace, unit)
    arrays |= {f"mistake.{code}.{name}": value for code, named in wrong.items() for name, value in named.items()}
    arrays |= {f"early.{code}": value for code, value in rounded_early(trace, unit, config.decimals).items()}
    query = config.query()
    codes = [operation.code for operation in trace.cell.operations]
    names = signals | {"time": _("time step")}
    meta: dict[str, Any] = {
        "lang": lang,
        "example": config.preset,
        "start": {"t": config.t - 1, "operation": codes.index(config.op)},
        "unit": unit,
        "code": step_lines(trace.cell),
        "curves": {name: {"kind": kind, "steepest": STEEPEST[kind]} for name, kind in SQUASHED.items()},
        "saturated": SATURATED,
        "mistakes": {code: list(named) for code, named in wrong.items()},
        "mistakeTexts": {name: _(sentence) for name, sentence in MISTAKES.items()},
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
        "latex": dict(latex(trace.x.shape[-1], trace.hidden, output is not None)),
        "palette": {theme: palette(theme) for theme in THEMES},
        "panel": {
            theme: gate_lines(trace, unit, names=names, theme=theme, decimals=config.decimals, dtype=np.float64)
            for theme in THEMES
        },
        "plotly": plotly_url(),
    }
    return pack(arrays, meta)
