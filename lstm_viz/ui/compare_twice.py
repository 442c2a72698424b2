"""The same training twice, and how fast each of the three is: computed when asked for."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from lstm_viz.compare_config import COMPARE_LIMITS
from lstm_viz.errors import InputError
from lstm_viz.figures import twice_lines
from lstm_viz.training import TrainConfig, comparing
from lstm_viz.training.twice import Twice, train_twice
from lstm_viz.training.twin import refuse_others
from lstm_viz.ui.assets import plotly_url
from lstm_viz.ui.compare import run_key
from lstm_viz.ui.compare_controls import CompareView
from lstm_viz.ui.compare_tables import section, table
from lstm_viz.ui.compare_text import power
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.player import figure, squeeze
from lstm_viz.ui.pool import compute
from lstm_viz.ui.shell import error_card
from lstm_viz.ui.stepping import THEMES, palettes

BOUND = 1e-10
OPTIMISERS = {"sgd": "SGD", "adam": "Adam"}
TWICE, SPEED, UPDATES = "compare_twice", "compare_speed", "compare_updates"  # session keys
TITLE = mark("The same training twice")
STORY = mark(
    "Same start, same order of the data, same optimiser, all in float64: once in NumPy with our own backward pass, "
    "once in PyTorch. Rounding differs in the last place at every update; does it stay there?"
)
TASK = mark("{task}: {hidden} units, {optimiser}, learning rate {rate}, {batch} sequences an update.")
DEFAULT_TASK = mark(
    "Its dropout, clipping or optimiser cannot be done alike in both, so the default run of this task stands in."
)
BUTTON = mark("Train both")
UPDATES_LABEL = mark("Updates")
SAME = mark("After {n} updates no weight differs by more than {apart}, while weights moved by up to {moved}.")
DRIFTED = mark(
    "At update {n} weights first differ by more than {bound}, and after all {updates} updates by {apart}. Both are "
    "right: this training enlarges any difference, be it one rounding, by the same factor again and again. Take a "
    "smaller learning rate."
)
RETURNED = mark(
    "At update {n} weights first differ by more than {bound}. The largest difference is {most}; after all {updates} "
    "updates it is {apart}, within {bound} again. Both are right: for a while this training enlarges any difference, "
    "be it one rounding."
)
NAMES = {
    "numpy": "NumPy",
    "torch": "PyTorch",
    "loss": mark("loss"),
    "losses": mark("difference of the losses"),
    "weights": mark("largest difference of a weight"),
    "bound": mark("goal: 10⁻¹⁰"),
    "update": mark("update"),
    "apart": mark("difference"),
}
CHART = mark("Loss of both trainings over the updates, and how far they lie apart")
FAILURE = mark("The picture could not be drawn.")

SPEED_TITLE = mark("Speed, honestly")
SPEED_STORY = mark(
    "Time for one step of the sequence, of this model on this machine with one thread: the median of rounds. "
    "At such sizes most of it goes into calls, not into arithmetic; with large batches, or on a GPU, PyTorch wins."
)
MEASURE = mark("Measure on this machine")
SPEED_HEADS = {
    "what": mark("For one step"),
    "forward": mark("forward"),
    "both": mark("forward and backward"),
}
SPEED_NOTE = mark("{time} µs, {ratio} times nn.LSTM")
SPEED_ROWS = {"numpy": mark("NumPy, ours"), "cell": mark("a loop over LSTMCell"), "fused": mark("nn.LSTM, fused")}


def config_of(view: CompareView) -> tuple[TrainConfig, bool]:
    """The trained model's run if both can do it, else its task's default run; and whether it is the former."""
    chosen = view.config.chosen(view.model)
    if chosen is None:
        return TrainConfig.of(TrainConfig.task), True
    try:
        refuse_others(chosen.config)
    except InputError:
        return TrainConfig.of(chosen.config.task), False
    return chosen.config, True


@st.fragment
def twice(view: CompareView, _: Translate) -> None:
    """The button, and what became of it."""
    config, own = config_of(view)
    told = {"task": _(config.kind.title), "hidden": config.hidden, "optimiser": OPTIMISERS[config.optimiser]}
    task = _(TASK).format(**told, rate=f"{config.learning_rate:g}", batch=config.batch)
    st.html(section(_(TITLE), _(STORY), f"<p>{escape(task)} {'' if own else escape(_(DEFAULT_TASK))}</p>"))
    st.session_state.setdefault(UPDATES, COMPARE_LIMITS.updates)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        updates = st.number_input(_(UPDATES_LABEL), 1, COMPARE_LIMITS.updates, key=UPDATES, step=1, width=140)
        asked = st.button(_(BUTTON), key="compare_train_both")
    found: Twice | None = _kept(TWICE, config, asked, lambda: compute(train_twice, config, int(updates)), _)
    if found:
        how = "ok" if passed(found) else "off"
        st.html(f"<div class='lv-static'><p class='{how}' role='status'>{escape(outcome(found, _))}</p></div>")
        figure(chart(found, _), key="compare_twice_chart")


def passed(found: Twice) -> bool:
    """Whether the weights stayed together."""
    return bool((found.apart <= BOUND).all())


def outcome(found: Twice, _: Translate) -> str:
    """What came of it, in a sentence."""
    if passed(found):
        return _(SAME).format(n=len(found.apart), apart=power(float(found.apart.max())), moved=power(found.moved))
    beyond = ~(found.apart <= BOUND)  # what is no number, too
    told = {"n": int(np.argmax(beyond)) + 1, "bound": power(BOUND), "most": power(float(found.apart.max()))}
    said = _(DRIFTED if beyond[-1] else RETURNED)
    return said.format(**told, updates=len(beyond), apart=power(float(found.apart[-1])))


def chart(found: Twice, _: Translate) -> bytes:
    """The blob of the figure."""
    names = {name: _(word) for name, word in NAMES.items()}
    losses = found.numpy, found.torch
    panel = {theme: twice_lines(losses, found.apart, BOUND, names=names, theme=theme) for theme in THEMES}
    meta = {"name": "twice", "title": _(CHART), "failure": _(FAILURE), "plotly": plotly_url(), "panel": panel}
    return squeeze({}, meta | {"palette": palettes()})


@st.fragment
def speed(view: CompareView, _: Translate) -> None:
    """Measured when asked for; of another model nothing is said."""
    key = run_key(view, whatever_bug=True)
    st.html(section(_(SPEED_TITLE), _(SPEED_STORY)))
    asked = st.button(_(MEASURE), key="compare_measure")
    config, model = view.config, view.model
    times: comparing.Times | None = _kept(
        SPEED, key, asked, lambda: compute(comparing.measure, config.problem(model)), _
    )
    if times:
        st.html(speed_table(times, _))


def _kept(name: str, of: object, asked: bool, make: Callable[[], Any], _: Translate) -> Any:
    """What was made of `of` when it was asked for last, which the session keeps; None of anything else."""
    if asked:
        try:
            st.session_state[name] = of, make()
        except InputError as error:
            error_card([error], "", _)
    made_of, found = st.session_state.get(name, (None, None))
    return found if made_of == of else None


def speed_table(times: comparing.Times, _: Translate) -> str:
    """Ratios to nn.LSTM, with the times behind them."""
    rows = []
    for side, title in SPEED_ROWS.items():
        cells = [
            escape(_(SPEED_NOTE).format(time=f"{each[side] * 1e6:.3g}", ratio=f"{each[side] / each['fused']:.2g}"))
            for each in (times["forward"], times["both"])
        ]
        rows.append((escape(_(title)), *cells))
    heads = [escape(_(SPEED_HEADS[name])) for name in ("what", "forward", "both")]
    return f"<div class='lv-static'>{table(heads, rows, _(SPEED_TITLE))}</div>"
