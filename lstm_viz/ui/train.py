"""What the player of 'Train live' receives: which run to look at, and what training does not change of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_viz.cells import CELLS
from lstm_viz.figures.training import MAPS, live_panels, task_picture
from lstm_viz.layers import DIRECTIONS
from lstm_viz.tasks import BASELINES, Data, scores
from lstm_viz.training import TrainConfig
from lstm_viz.types import Array
from lstm_viz.ui import train_wording as words
from lstm_viz.ui.assets import plotly_url
from lstm_viz.ui.language import Translate
from lstm_viz.ui.model_words import standardised
from lstm_viz.ui.player import squeeze, training
from lstm_viz.ui.runs import MOST_SHOWN, data_of
from lstm_viz.ui.stepping import THEMES, palettes
from lstm_viz.ui.train_controls import begin_anew, new_seed
from lstm_viz.ui.trained import RUN


def show(config: TrainConfig, _: Translate) -> None:
    """The player of the session's run."""
    run = st.session_state.get(RUN)
    if run is None:  # the server is full, which an error has said
        st.button(_("Try again"), type="primary")
        return
    training(the_run(config, run, st.session_state["lang"], _), take)


def take(message: object) -> None:
    """What the player cannot ask of the run itself."""
    wishes = {"seed": new_seed, "again": begin_anew}
    if isinstance(message, dict) and isinstance(wish := message.get("do"), str) and wish in wishes:
        wishes[wish]()


def the_run(config: TrainConfig, run: str, lang: str, _: Translate) -> bytes:
    """The blob of a run: its panels without numbers, its data, the baselines, and the words."""
    task, data = config.kind, data_of(config)
    names = names_of(_)
    panels = {theme: live_panels(task, config.layers, names, theme) for theme in THEMES}
    pictures = {theme: task_picture(task, data, names, theme) for theme in THEMES}
    arrays: dict[str, Array] = {"x": data.probe, "raw": data.scaling.undo(data.probe)}
    if task.loss == "mse":
        arrays["truth"] = truth_of(data)
    meta: dict[str, Any] = {
        "run": run,
        "lang": lang,
        "query": config.query() | {"lang": lang, "run": run},
        "task": task.name,
        "title": _(task.title),
        "story": _(task.story),
        "loss": task.loss,
        "metrics": list(task.metrics),
        "baselines": scores(task, data),
        "titles": {name: _(BASELINES[name].title) for name in task.baselines},
        "target": {"metric": task.target.metric, "bound": task.target.bound, "part": task.target.part},
        "lower": ["loss", "rmse", "mae"],
        "series": task.forecasts,
        "scaling": scaling_told(data, _),
        "updates": -(-len(data.train) // config.batch),  # of an epoch
        "layers": config.layers,
        "directions": list(DIRECTIONS[: config.directions]),
        "classes": [_("no"), _("yes")] if task.loss == "bce" else [_(name) for name in class_names(config, data)],
        "maps": list(MAPS),
        "names": {s.name: _(s.title) for s in CELLS["lstm"].signals},
        "text": {name: _(message) for name, message in words.TEXT.items()},
        "metric_names": {name: _(message) for name, message in words.METRICS.items()},
        "part_names": {name: _(words.NAMES[name]) for name in ("training", "validation")},
        "palette": palettes(),
        "panels": panels,
        "pictures": pictures,
        "plotly": plotly_url(),
    }
    return squeeze(arrays, meta)


def truth_of(data: Data) -> Array:
    """What the shown part of validation asks for, (N,), in the measured unit."""
    part = data.validation
    base = None if part.base is None else part.base[:MOST_SHOWN]
    return data.measured(part.y[:MOST_SHOWN], base)[:, 0]


def names_of(_: Translate) -> dict[str, str]:
    """The words of the figures."""
    return {name: _(message) for name, message in (words.NAMES | words.BASELINES).items()}


def class_names(config: TrainConfig, data: Data) -> list[str]:
    """What a class stands for: a digit, or a symbol."""
    outputs = config.kind.outputs
    return list(data.names[:outputs]) if config.task == "copy" else [str(n) for n in range(outputs)]


def scaling_told(data: Data, _: Translate) -> str:
    """How numbers become what the network reads, known from the training part alone."""
    if (data.scaling.mean == 0).all() and (data.scaling.deviation == 1).all():
        return _("The network reads the numbers as they are.")
    told = _("The network reads (x − mean) / deviation, both of the training part alone.")
    if len(data.scaling.mean) == 1:
        scaled = standardised(float(data.scaling.mean[0]), float(data.scaling.deviation[0]))
        told = _("The network reads {scaled}: mean and deviation of the training part alone.").format(scaled=scaled)
    grown = _("x is the logarithm of the growth from one value to the next.")
    return f"{grown} {told}" if data.scaling.growth else told
