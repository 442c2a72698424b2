"""The controls of 'Train live': address and widgets → one parsed configuration, and the run that it asks for."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from lstm_viz.checkpoints import CHECKPOINTS, load_checkpoint
from lstm_viz.errors import InputError
from lstm_viz.series.parameters import read_args, read_parameters
from lstm_viz.tasks import TASKS
from lstm_viz.training import INITIALISATIONS, OPTIMISERS, TrainConfig
from lstm_viz.ui import train_wording as words
from lstm_viz.ui.choices import choice
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.pool import jobs
from lstm_viz.ui.shell import error_card, link_card
from lstm_viz.ui.trained import LAST, RUN

CONFIG = "train_config"  # key of the session state: what the run is made from
TAKEN = "train_taken"  # likewise: the id of a run that came with a link, and may be another session's too
WHILE_RUNNING = frozenset({"learning_rate", "clipping", "dropout", "batch", "epochs", "early_stop"})
OF_THE_LINK = "train_of_the_link"  # key of the session state: what the address has asked for in vain
GONE = mark(
    "The run of the link is no longer there: a server keeps one for ten minutes. Here it is from the beginning."
)


def field_key(name: str) -> str:
    """The key of a field in the session state."""
    return f"train_{name}"


def train_controls(_: Translate) -> TrainConfig:
    """Read the address and the widgets, and see to the run; what cannot be taken is explained, and all stays."""
    state = st.session_state
    if CONFIG not in state:
        _follow_the_address()
    former: TrainConfig = state[CONFIG]
    asked, errors = TrainConfig.parse(_fields(former), former)
    if asked == former and OF_THE_LINK in state:
        in_vain, gone = state[OF_THE_LINK]
        _of_the_link(in_vain, gone, _)
    else:
        state.pop(OF_THE_LINK, None)
    troubles = [*errors, *_see_to_the_run(asked, former)]
    _show(state[CONFIG], {error.field.split(" ")[0] for error in errors})
    error_card(troubles, _("The run goes on as it was."), _)
    config: TrainConfig = state[CONFIG]
    return config


def sidebar(config: TrainConfig, _: Translate) -> None:
    """Draw the widgets: three short groups."""
    with st.sidebar:
        st.markdown(f"**{_(words.GROUPS['task'])}**")
        choice(field_key("task"), words.LABELS["task"], {name: task.title for name, task in TASKS.items()}, _)
        st.caption(_(config.kind.story))
        if config.task in CHECKPOINTS:
            st.button(_("Take the trained model we ship"), on_click=_take_shipped, args=(config.task,))
        _options(config, _)
        st.markdown(f"**{_(words.GROUPS['model'])}**")
        _pair(("hidden", "layers"), _)
        left, right = st.columns(2)
        with left:
            _choice("bidirectional", words.DIRECTIONS, _)
        with right:
            _number("dropout", _, step=0.1)
        left, right = st.columns(2)
        with left:
            _choice("initialisation", {name: words.INITIALISATIONS[name] for name in INITIALISATIONS}, _)
        with right:
            _number("forget_bias", _, step=1.0)
        with st.expander(_("{n} parameters").format(n=f"{config.parameters:,}")):
            st.html(_algebra(config, _))
        st.markdown(f"**{_(words.GROUPS['optimiser'])}**")
        left, right = st.columns(2)
        with left:
            _choice("optimiser", {name: words.OPTIMISERS[name] for name in OPTIMISERS}, _)
        with right:
            _number("learning_rate", _, format="%.6g", step=0.001)
        _pair(("batch", "epochs"), _)
        left, right = st.columns(2)
        with left:
            _number("clipping", _, step=0.5)
        with right:
            _number("early_stop", _, step=1)
        _number("seed", _, step=1)


def new_seed() -> None:
    """Ask for the same run with the next seed."""
    state = st.session_state
    state[field_key("seed")] = (state[CONFIG].seed + 1) % 2**32


def begin_anew() -> None:
    """Let go of a run that the server has forgotten."""
    for key in (RUN, LAST):
        st.session_state.pop(key, None)


def _take_shipped(task: str) -> None:
    """Stand at the end of the run that made the model we ship; with more epochs it goes on."""
    state, model = st.session_state, load_checkpoint(task)
    _let_go(state.pop(RUN, None))
    state[CONFIG], state[LAST] = model.config, (model.config, model.run())
    _show(model.config, set())


def _follow_the_address() -> None:
    """Take up the run that the address names; without one begin as it says, and note what it asks in vain."""
    state, given = st.session_state, {name: value for name, value in st.query_params.items() if value}
    config, errors = TrainConfig.parse(given)
    name, gone = str(given.get("run", "")), False
    known = jobs().config(name) if name else None
    if known is not None:
        config, errors, state[RUN], state[TAKEN] = known, (), name, name
    elif name:
        gone = True
    state[CONFIG], state[OF_THE_LINK] = config, (errors, gone)
    _show(config, set())


def _of_the_link(errors: tuple[InputError, ...], gone: bool, _: Translate) -> None:
    """Say what the address asks in vain, until the learner asks for something else."""
    if gone:
        st.html(f"<p class='lv-card lv-note' role='status'>{escape(_(GONE))}</p>")
    link_card(errors, _)


def _see_to_the_run(asked: TrainConfig, former: TrainConfig) -> list[InputError]:
    """Change the run, or begin another where it cannot be changed; what is refused leaves all as it was."""
    state = st.session_state
    changed = {name for name in TrainConfig.names() if getattr(asked, name) != getattr(former, name)}
    run = state.get(RUN)
    present = jobs().config(run) if run is not None else None
    alive = present is not None
    if run is not None and present is not None and changed <= WHILE_RUNNING:
        if changed:  # and nothing else: another session may look at the same run, and have changed something too
            present = replace(present, **{name: getattr(asked, name) for name in changed})
            jobs().change(run, present)
        state[CONFIG] = present
        seen = jobs().state(run)
        if seen is not None:
            state[LAST] = seen
        return []
    resumed = state[LAST][1] if not alive and not changed and LAST in state and state[LAST][0] == asked else None
    try:
        begun = jobs().start(asked, resumed, until="begin")
    except InputError as error:
        return [error]
    _let_go(run)
    state[CONFIG], state[RUN] = asked, begun
    if resumed is None:
        state.pop(LAST, None)
    return []


def _let_go(run: str | None) -> None:
    """Stop a run of this session's own; one that came with a link pauses by itself where nobody else looks at it."""
    if run is not None and run != st.session_state.get(TAKEN):
        jobs().stop(run)


def _fields(former: TrainConfig) -> dict[str, object]:
    """What the widgets say."""
    state = st.session_state
    given: dict[str, object] = {n: state[k] for n in TrainConfig.names() if (k := field_key(n)) in state}
    task = str(given.get("task", former.task))
    parameters = TASKS[task].parameters if task in TASKS and task == former.task else ()
    if parameters:
        asked = read_parameters(parameters, read_args(former.options, parameters, task, "options"), "options")
        asked |= {p.name: state[k] for p in parameters if (k := field_key(f"{task}_{p.name}")) in state}
        given["options"] = ",".join(f"{name}:{value!r}" for name, value in asked.items())
    return given


def _show(config: TrainConfig, refused: set[str]) -> None:
    """Let the widgets say what was taken; what was refused stays as it was typed."""
    state = st.session_state
    for name in TrainConfig.names():
        if name not in refused:
            state[field_key(name)] = getattr(config, name)
    if "options" in refused:
        return
    parameters = config.kind.parameters
    told = read_parameters(parameters, read_args(config.options, parameters, config.task, "options"), "options")
    for parameter in parameters:
        value = told[parameter.name]
        state[field_key(f"{config.task}_{parameter.name}")] = int(value) if parameter.whole else float(value)


def _options(config: TrainConfig, _: Translate) -> None:
    """The knobs of the task's data, a row for every two."""
    parameters = config.kind.parameters
    places = iter([column for _row in range((len(parameters) + 1) // 2) for column in st.columns(2)])
    for parameter in parameters:
        key = field_key(f"{config.task}_{parameter.name}")
        next(places).number_input(_(parameter.title), key=key, step=1 if parameter.whole else 0.05)


def _pair(names: tuple[str, str], _: Translate) -> None:
    for place, name in zip(st.columns(2), names, strict=True):
        with place:
            _number(name, _, step=1)


def _number(name: str, _: Translate, **options: object) -> None:
    st.number_input(_(words.LABELS[name]), key=field_key(name), help=_(words.HELP[name]), **options)  # type: ignore[call-overload]


def _choice(name: str, titles: dict[str, str], _: Translate) -> None:
    choice(field_key(name), words.LABELS[name], titles, _, help=words.HELP[name])


def _algebra(config: TrainConfig, _: Translate) -> str:
    """How the number of parameters comes about, layer by layer, and every shape."""
    H, ways, outputs = config.hidden, config.directions, config.kind.outputs
    rows = []
    for layer in range(config.layers):
        D = ways * H if layer else config.kind.inputs
        times = f"{ways} · " if ways > 1 else ""
        total = ways * 4 * H * (D + H + 2)
        name = _("Layer {n}").format(n=layer + 1)
        rows.append(f"<p>{name}: {times}4·H·(D + H + 2) = {times}4·{H}·({D} + {H} + 2) = <b>{total:,}</b></p>")
    F = ways * H
    rows.append(f"<p>{_('Output')}: O·(F + 1) = {outputs}·({F} + 1) = <b>{outputs * (F + 1):,}</b></p>")
    shapes = "".join(
        f"<tr><th scope='row'><code>{escape(name)}</code></th><td>{' × '.join(map(str, shape))}</td></tr>"
        for name, shape in config.shapes.items()
    )
    return f"<div class='lv-shapes'>{''.join(rows)}<table>{shapes}</table></div>"
