"""What the player of 'Step by hand' receives: the run's numbers, and every word and equation around them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import streamlit as st

from lstm_viz.cells import Cell
from lstm_viz.clamp_ranking import rank_clamps
from lstm_viz.config import StepConfig
from lstm_viz.figures import DIVERGING, INK, SIGNAL_STYLES, Theme, gate_lines
from lstm_viz.figures.theme import FONT
from lstm_viz.lab import Lab
from lstm_viz.ledger import memory_ledger
from lstm_viz.mistakes import mistakes, rounded_early
from lstm_viz.scripts import lstm_viz_script, torch_script
from lstm_viz.slopes import SATURATED, SQUASHED, STEEPEST, curve, slopes
from lstm_viz.tracing import Trace
from lstm_viz.types import Array
from lstm_viz.ui.assets import plotly_url
from lstm_viz.ui.cards import CARDS, half_open
from lstm_viz.ui.controls import present_config
from lstm_viz.ui.editing import Answer, answer, lab_of, take
from lstm_viz.ui.equations import equations
from lstm_viz.ui.glossary import glossary
from lstm_viz.ui.language import Translate, explain
from lstm_viz.ui.latex import latex
from lstm_viz.ui.player import pack, player
from lstm_viz.ui.sentences import SENTENCES
from lstm_viz.ui.source import step_lines
from lstm_viz.ui.wording import MISTAKES, TEXT

MOST_RANKED = 50  # rows
OF_THE_PLAYER = ("t", "op", "view", "predict")  # keys of the address that the server only reads, at the first visit
THEMES: tuple[Theme, ...] = ("light", "dark")


@st.fragment
def stage(drawn: StepConfig, _: Translate) -> None:
    """The player; the controls were drawn for `drawn`.

    An edit runs this fragment alone, which is about three times as fast as the page. Where it changes what the controls
    say, as an opened lab file does, the page runs after it.
    """
    config, _errors = present_config()
    if config.preset == drawn.preset:
        config = replace(config, t=drawn.t, op=drawn.op, view=drawn.view, predict=drawn.predict)
    player(step_run(lab_of(config), config, answer(), st.session_state["lang"], _), take)
    if config != drawn:
        st.rerun()


def palettes() -> dict[str, dict[str, str]]:
    """The colours by theme, as a player sets them."""
    return {theme: palette(theme) for theme in THEMES}


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


def operations(cell: Cell, _: Translate) -> list[dict[str, Any]]:
    """The operations of a step, in their order, with their words."""
    return [
        {
            "code": operation.code,
            "title": _(operation.title),
            "symbol": "[x, h]" if operation.code == "concat" else operation.code,
            "signals": list(operation.signals),
        }
        for operation in cell.operations
    ]


def ledger_reach(ledger: Array) -> Array:
    """How far the stacks of a unit's ledger, (time, sources), reach below and above zero up to each step: (time, 2)."""
    sides = np.stack([-np.minimum(ledger, 0).sum(axis=1), np.maximum(ledger, 0).sum(axis=1)], axis=1)
    return np.maximum.accumulate(sides)


def lab_state(lab: Lab, given: Answer, _: Translate) -> dict[str, Any]:
    """The learner's numbers as a document, and what became of the newest message."""
    opened = given.opened and given.opened.document()
    error = given.error and explain(given.error, _)
    document = lab.document()
    return {"document": document, "edited": lab.edited(), "answer": given.id, "error": error, "opened": opened}


def ranking(trace: Trace) -> dict[str, Any]:
    """The clamps that change the last hidden state most, and how many were tried."""
    effects = rank_clamps(trace)
    return {"all": len(effects), "first": [asdict(effect) for effect in effects[:MOST_RANKED]]}


def step_run(lab: Lab, config: StepConfig, given: Answer, lang: str, _: Translate) -> bytes:
    """The blob for the player: one sequence, float64, the panel too, since its numbers stand beside the table's."""
    trace = lab.trace()
    signals = {s.name: _(s.title) for s in trace.cell.signals} | {"y": _("output")}
    arrays = {name: trace[name] for name in ("x", *trace.signals)} | {
        "h0": trace.h0,
        "c0": trace.c0,
        **{name: getattr(trace.params, name) for name in ("weight_ih", "weight_hh", "bias")},
    }
    arrays |= {f"clamp.{name}": values for name, values in trace.clamps.items()}
    y = lab.outputs(trace)
    if lab.output is not None and y is not None:
        arrays |= {"output": lab.output, "y": y}
    bias = lab.output_bias is not None
    if bias:
        arrays["output_bias"] = np.array([lab.output_bias], np.float64)
    unit = config.unit - 1
    arrays["ledger"] = memory_ledger(trace, units=unit)[..., 0]
    arrays["ledger_reach"] = ledger_reach(arrays["ledger"])
    arrays["half_open"] = half_open(trace, unit)
    arrays |= {f"slope_{name}": value for name, value in slopes(trace).items()}
    arrays |= {f"curve_{name}": value for name, value in curve().items()}
    wrong = mistakes(trace, unit)
    arrays |= {f"mistake.{code}.{name}": value for code, named in wrong.items() for name, value in named.items()}
    arrays |= {f"early.{code}": value for code, value in rounded_early(trace, unit, config.decimals).items()}
    query = config.query()
    codes = [operation.code for operation in trace.cell.operations]
    names = signals | {"time": _("time step")}
    meta: dict[str, Any] = {
        "lang": lang,
        "example": config.preset,
        "start": {
            "t": config.t - 1,
            "operation": codes.index(config.op),
            "view": config.view,
            "predict": config.predict,
        },
        "unit": unit,
        "code": step_lines(trace.cell),
        "curves": {name: {"kind": kind, "steepest": STEEPEST[kind]} for name, kind in SQUASHED.items()},
        "saturated": SATURATED,
        "mistakes": {code: list(named) for code, named in wrong.items()},
        "mistakeTexts": {name: _(sentence) for name, sentence in MISTAKES.items()},
        "decimals": config.decimals,
        "query": {name: value for name, value in query.items() if name not in OF_THE_PLAYER} | {"lang": lang},
        "operations": operations(trace.cell, _),
        "names": names,
        "text": {key: _(message) for key, message in TEXT.items()},
        "glossary": glossary(trace.hidden, y is not None, _, bias),
        "cards": {card.operation: {name: _(words) for name, words in asdict(card).items() if words} for card in CARDS},
        "sentences": {op: {v: _(m) for v, m in variants.items()} for op, variants in SENTENCES.items()},
        "equations": dict(equations(trace.x.shape[-1], trace.hidden, y is not None, bias)),
        "latex": dict(latex(trace.x.shape[-1], trace.hidden, y is not None, bias)),
        "lab": lab_state(lab, given, _),
        "palette": palettes(),
        "panel": {
            theme: gate_lines(trace, unit, names=names, theme=theme, decimals=config.decimals, dtype=np.float64)
            for theme in THEMES
        },
        "plotly": plotly_url(),
    }
    if "scripts" in given.asks:
        meta["scripts"] = {"lstm_viz": lstm_viz_script(lab), "torch": torch_script(lab)}
    if "ranking" in given.asks:
        meta["ranking"] = ranking(trace)
    return pack(arrays, meta)
