"""The widgets of 'Gates over time': which sequence, which weights, and the files they may come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape
from typing import Any

import streamlit as st

from lstm_viz.cells.presets import PRESETS
from lstm_viz.checkpoints import CHECKPOINTS
from lstm_viz.errors import InputError, text
from lstm_viz.gates_config import GATES_LIMITS, MODELS, GatesConfig, Sequence
from lstm_viz.gates_models import PROBE, TRAINED, model_of
from lstm_viz.lab import Lab
from lstm_viz.models import Model
from lstm_viz.series import GENERATORS, SERIES, Columns, parse_columns
from lstm_viz.ui.choices import choice
from lstm_viz.ui.controls import LAB
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.model_words import DIRECTIONS, standardised

COLUMNS, COLUMNS_TROUBLE = "gates_columns", "gates_columns_trouble"  # keys of the session state
MODEL = "gates_trained"  # the trained model that was opened here
OPENED, LAB_TROUBLE = "gates_lab", "gates_lab_trouble"
TAKEN = "gates_taken"  # how many files
MOST_PASTED = 1_000_000  # characters; shell.py cuts right behind it. Streamlit drops the line at 3 MB
MOST_KEPT = 20_000  # characters of a pasted text that stay in their field

TITLES = {
    "typed": mark("Typed numbers"),
    "text": mark("Characters of a text"),
    "columns": mark("A file, or pasted columns"),
    "lab": mark("A lab file"),
    "keras": mark("Keras, random"),
    "zeros": mark("All zeros"),
    PROBE: mark("The task's own sequence"),
    TRAINED: mark("The model that I train"),
    **CHECKPOINTS,
}
STORIES = {
    "text": mark("Each character is one step, and has an input of its own that is 1 at this step: a one-hot vector."),
    "columns": mark("CSV in UTF-8, at most 5 MB: a row is a step, a column of numbers is a feature."),
    PROBE: mark("The sequence on which 'Train live' shows the gates over the epochs."),
    "scaled": mark("The model reads {scaled}, by the mean and deviation of its training data."),
    "lab": mark(
        "The weights, start state and held values of a lab file that 'Step by hand' has saved; "
        "without one, my numbers there."
    ),
}
LABELS = {
    "source": mark("Sequence"),
    "model": mark("Weights"),
    "layer": mark("Layer"),
    "direction": mark("Direction"),
    "order": mark("Order of the units"),
    "seq": mark("Numbers"),
    "text": mark("Text"),
    "steps": mark("Steps"),
    "seed": mark("Seed of the sequence"),
    "start": mark("From step"),
    "length": mark("Number of steps (0: all)"),
    "hidden": mark("Units"),
    "gain": mark("Weights times"),
    "weights_seed": mark("Seed of the weights"),
    "decimals": mark("Decimals"),
    "scale": mark("Standardise"),
}
ORDERS = {
    "given": mark("as given"),
    "mean": mark("by the mean of the forget gate"),
    "input": mark("by the forget gate's correlation with the input"),
}
HELP = {
    "seq": mark("Numbers with spaces or commas between them, one step each; with several numbers a step: a line each."),
    "scale": mark(
        "Each feature minus its mean, divided by its standard deviation. Switch it off for large numbers, and see in "
        "the panel 'Saturation of the gates' how they drive the gates to their ends."
    ),
    "layer": mark("From 1; each layer above the first reads the hidden states of the one below."),
    "hidden": mark("How many units the LSTM has; steps times units at most 200,000."),
    "gain": mark("Multiplies every weight and bias. Untrained weights are small, so that all gates stand half open."),
}


def field_key(name: str) -> str:
    """The key of a field in the session state."""
    return f"gates_{name}"


def _choice(name: str, titles: Mapping[str, str], _: Translate) -> None:
    choice(field_key(name), LABELS[name], titles, _, then=_follow if name == "model" else None)


def _number(name: str, _: Translate, **options: Any) -> None:
    st.number_input(_(LABELS[name]), key=field_key(name), help=_(HELP[name]) if name in HELP else None, **options)


def sequence_widgets(config: GatesConfig, sequence: Sequence, refused: Collection[str], _: Translate) -> None:
    """What the LSTM reads; what of `refused` was typed stays as it was typed."""
    _choice("source", titles_of_sources(), _)
    if config.source in GENERATORS:
        _generator(config, refused, _)
    elif config.source == "typed":
        st.text_area(_(LABELS["seq"]), key=field_key("seq"), help=_(HELP["seq"]), height=100)
    elif config.source == "text":
        st.caption(_(STORIES["text"]))
        st.text_area(_(LABELS["text"]), key=field_key("text"), height=100)
    elif config.source == "columns":
        _columns(_)
    elif config.source == PROBE:
        st.caption(_(STORIES[PROBE]))
    else:
        one = SERIES[config.source]
        origin = _("Source: {source}. Licence: {licence}.").format(source=_(one.source), licence=_(one.licence))
        st.caption(f"{_(one.story)} {origin}")
    if config.source == "columns" and COLUMNS not in st.session_state:
        return
    if config.source not in GENERATORS:
        left, right = st.columns(2)
        with left:
            _number("start", _, step=1)
        with right:
            _number("length", _, step=1)
    if config.source != "text":
        st.toggle(_(LABELS["scale"]), key=field_key("scale"), help=_(HELP["scale"]))
    st.caption(_understood(sequence, _))
    if config.source in ("typed", "text") and not config.fits_an_address:
        st.caption(_("Too long for a link or a reload: keep it in a file."))


def _generator(config: GatesConfig, refused: Collection[str], _: Translate) -> None:
    """The knobs of a generator; a row for every two."""
    generator = GENERATORS[config.source]
    st.caption(_(generator.story))
    arguments = config.arguments()
    places = iter([column for _row in range(len(generator.parameters) // 2 + 1) for column in st.columns(2)])
    for parameter in generator.parameters:
        key = field_key(f"{config.source}_{parameter.name}")
        value = arguments[parameter.name]
        if f"args {parameter.name}" not in refused:
            st.session_state[key] = int(value) if parameter.whole else float(value)
        step = 1 if parameter.whole else None
        next(places).number_input(_(parameter.title), key=key, step=step)
    left, right = st.columns(2)
    with left:
        _number("steps", _, step=1)
    if generator.draws:
        with right:
            _number("seed", _, step=1)


def _columns(_: Translate) -> None:
    """A table: a file, or what is pasted."""
    st.caption(_(STORIES["columns"]))
    key = _uploader("file")
    st.file_uploader(_("CSV file"), type=["csv", "tsv", "txt"], key=key, on_change=_take_file, args=(key,))
    st.text_area(_("or pasted"), key=field_key("pasted"), on_change=_take_pasted, height=100)
    columns: Columns | None = st.session_state.get(COLUMNS)
    if columns is not None and columns.left_out:
        left_out = _("Left out, since it holds no numbers: {names}").format(names=", ".join(columns.left_out))
        st.html(f"<p class='lv-quiet'>{escape(left_out)}</p>")  # a stranger's text is no Markdown


def about(config: GatesConfig, hidden: int, _: Translate) -> str:
    """Which run this is, in a line."""
    source = _(titles_of_sources()[config.source])
    weights = _(PRESETS[config.model].title if config.model in PRESETS else TITLES[config.model])
    if config.is_trained and (config.layer > 1 or config.direction != "forward"):
        weights += f" · {_('layer {n}').format(n=config.layer)}, {_(DIRECTIONS[config.direction])}"
    times = f" × {config.gain:g}" if config.draws and config.gain != 1 else ""
    return f"{source} · {weights}{times} · {_('{n} units').format(n=hidden)}"


def titles_of_sources() -> dict[str, str]:
    """Every source by its code, in the order in which they are offered."""
    return {
        "typed": TITLES["typed"],
        **{name: one.title for name, one in GENERATORS.items()},
        **{name: one.title for name, one in SERIES.items()},
        "text": TITLES["text"],
        "columns": TITLES["columns"],
        PROBE: TITLES[PROBE],
    }


def _uploader(name: str) -> str:
    """The key of a file chooser: another after each file that was taken, so that the server need not hold the file."""
    return f"{field_key(name)} {st.session_state.get(TAKEN, 0)}"


def _take_file(key: str) -> None:
    if (file := st.session_state[key]) is not None:
        _take(file.getvalue())


def _take_pasted() -> None:
    """Read what was pasted; a long text does not stay in the field, since the browser would send it again and again."""
    state: Any = st.session_state
    if not (pasted := state[field_key("pasted")]).strip():
        return
    if len(pasted) > MOST_PASTED:
        found = text("a text of more than {most} characters", most=f"{MOST_PASTED:,}")
        remedy = text("Save it as a file and choose that.")
        state[COLUMNS_TROUBLE] = InputError("columns-too-large", "columns", found, text("a shorter text"), remedy)
    else:
        _take(pasted)
    if len(pasted) > MOST_KEPT:
        state[field_key("pasted")] = ""


def _take(table: bytes | str) -> None:
    """Read a table; one that cannot be read leaves the former one in place."""
    state: Any = st.session_state
    state.pop(COLUMNS_TROUBLE, None)
    try:
        state[COLUMNS] = parse_columns(table)
        state[TAKEN] = state.get(TAKEN, 0) + 1
        state.update({field_key("start"): 1, field_key("length"): 0})
    except InputError as error:
        state[COLUMNS_TROUBLE] = error


def _take_lab(key: str) -> None:
    state: Any = st.session_state
    state.pop(LAB_TROUBLE, None)
    if (file := state[key]) is None:
        return
    try:
        state[OPENED] = Lab.parse(file.getvalue()), own_numbers(state.get(LAB))
        state[TAKEN] = state.get(TAKEN, 0) + 1
    except InputError as error:
        state[LAB_TROUBLE] = error


def own_numbers(lab: Lab | None) -> dict[str, Any] | None:
    """What tells one state of the own numbers from another."""
    return None if lab is None else lab.document()


def _follow(model: str) -> None:
    """What a choice of weights brings: one unit where all are alike; its task's sequence, which only a model has."""
    if model in PRESETS and PRESETS[model].gates is not None:
        st.session_state[field_key("hidden")] = 1  # all units of such an example are alike
    key, knows = field_key("source"), model in CHECKPOINTS or model == TRAINED
    if knows:
        st.session_state[key] = PROBE
        st.session_state.update({field_key("layer"): 1, field_key("direction"): "forward", field_key("scale"): True})
    elif st.session_state.get(key) == PROBE:
        st.session_state[key] = GatesConfig.source


def model_widgets(config: GatesConfig, trained: Model | None, _: Translate) -> None:
    """Which LSTM reads it."""
    titles = {name: PRESETS[name].title if name in PRESETS else TITLES[name] for name in MODELS}
    _choice("model", titles, _)
    if config.model == "lab":
        st.caption(_(STORIES["lab"]))
        key = _uploader("lab_file")
        st.file_uploader(_("Lab file"), type=["json"], key=key, on_change=_take_lab, args=(key,))
    elif config.is_trained:
        _part(config, model_of(config.model, trained), _)
    else:
        left, right = st.columns(2)
        with left:
            _number("hidden", _, step=1)
        if config.draws:
            with right:
                _number("gain", _, step=1.0)
            _number("weights_seed", _, step=1)
    _choice("order", ORDERS, _)
    _number("decimals", _, step=1)


def _part(config: GatesConfig, model: Model | None, _: Translate) -> None:
    """Which part of a trained model."""
    if model is None:
        return
    layers = model.network.layers
    if len(layers) > 1:
        _number("layer", _, step=1)
    if layers[config.layer - 1].reverse:
        _choice("direction", DIRECTIONS, _)
    mean, deviation = model.scaling.mean, model.scaling.deviation
    if len(mean) == 1 and config.scale == "on" and (mean[0], deviation[0]) != (0, 1):
        st.caption(_(STORIES["scaled"]).format(scaled=standardised(mean[0], deviation[0])))


def _understood(sequence: Sequence, _: Translate) -> str:
    """The sizes, and how the numbers were scaled."""
    steps, features = sequence.shown.shape
    as_given = (sequence.mean == 0).all() and (sequence.deviation == 1).all()
    if sequence.symbols:
        said = _("{T} steps of {D} different characters.")
    elif features > 1:
        said = _("{T} steps of {D} numbers.") if as_given else _("{T} steps of {D} numbers, each standardised.")
    else:
        said = _("{T} steps of one number.") if as_given else _("{T} steps of one number; read as {scaled}.")
    if steps == 1:
        return _("One step.")
    scaled = standardised(sequence.mean[0], sequence.deviation[0])
    return said.format(T=f"{steps:,}", D=features, scaled=scaled)


def offers(config: GatesConfig, columns: Columns | None, lab: Lab | None, trained: Model | None, _: Translate) -> None:
    """The nearest sizes that fit, one click each."""
    steps, features = config.x(columns, trained).shown.shape
    hidden, fits = GATES_LIMITS.nearest(steps, config.units(lab, trained))
    fits = min(fits, GATES_LIMITS.numbers // features)

    def choose(field: str, value: int) -> None:
        st.session_state[field_key(field)] = value

    with st.container(horizontal=True):
        if config.model != "lab" and not config.is_trained and steps * features <= GATES_LIMITS.numbers:
            st.button(_("Take {n} units").format(n=hidden), on_click=choose, args=("hidden", hidden))
        name = "steps" if config.source in GENERATORS else "length"
        st.button(_("Take the first {n} steps").format(n=f"{fits:,}"), on_click=choose, args=(name, fits))
