"""The controls of 'Gates over time': address, widgets and files → one parsed configuration, and the run it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lstm_viz.cells.presets import PRESETS
from lstm_viz.errors import InputError
from lstm_viz.gates_config import GATES_LIMITS, MODELS, GatesConfig, Sequence, gates_trace
from lstm_viz.lab import Lab
from lstm_viz.series import GENERATORS, SERIES, Columns, parse_columns
from lstm_viz.tracing import Trace
from lstm_viz.ui.controls import LAB
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.shell import error_card

CONFIG = "gates_config"  # keys of the session state
COLUMNS, COLUMNS_TROUBLE = "gates_columns", "gates_columns_trouble"
OPENED, LAB_TROUBLE = "gates_lab", "gates_lab_trouble"
TAKEN = "gates_taken"  # how many files
SWITCHES = ("scale",)
MISSING = {"no-table": "columns", "no-lab": "lab"}  # what was chosen, by the code of the error that its file is missing
TINY = 1e-12  # of the deviation: a mean below it is what rounding left of 0
FIELDS = (
    *("source", "seq", "text", "steps", "seed", "start", "length", *SWITCHES),
    *("model", "hidden", "gain", "weights_seed", "order", "decimals"),
)

TITLES = {
    "typed": mark("Typed numbers"),
    "text": mark("Characters of a text"),
    "columns": mark("A file, or pasted columns"),
    "lab": mark("A lab file"),
    "keras": mark("Keras, random"),
    "zeros": mark("All zeros"),
}
STORIES = {
    "text": mark("Each character is one step, and has an input of its own that is 1 at this step: a one-hot vector."),
    "columns": mark("CSV in UTF-8, at most 5 MB: a row is a step, a column of numbers is a feature."),
    "lab": mark("The weights, start state and held values of a lab file that 'Step by hand' has saved."),
}
LABELS = {
    "source": mark("Sequence"),
    "model": mark("Weights"),
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
    "hidden": mark("How many units the LSTM has; steps times units at most 200,000."),
    "gain": mark("Multiplies every weight and bias. Untrained weights are small, so that all gates stand half open."),
}


@dataclass(frozen=True)
class GatesView:
    """What is shown: the configuration, and the run it asks for."""

    config: GatesConfig
    sequence: Sequence
    trace: Trace
    files: int  # how many were taken until now: with the configuration it tells one run from another
    start: int  # the step, from 1, at which the player opens

    def choosing(self, raw: Mapping[str, object]) -> GatesView:
        """The same run with another unit, signal, pins and panels."""
        return replace(self, config=self.config.choosing(raw, self.trace.hidden))


def gates_controls(_: Translate) -> GatesView:
    """Draw the controls and return what they ask for; what cannot be taken is explained, and the former run stays."""
    state = st.session_state
    if CONFIG not in state:
        state[CONFIG], errors = GatesConfig.parse({n: v for n, v in st.query_params.items() if v}, **_files())
        missing = {error.field: MISSING[error.code] for error in errors if error.code in MISSING}
        state.update({_key(field): name for field, name in missing.items()})  # so that its file can be chosen
        errors = tuple(error for error in errors if error.code not in MISSING)
        error_card(errors, _("The link could not be followed to the letter: the usual value stands in its place."), _)
    former: GatesConfig = state[CONFIG]
    config, errors = GatesConfig.parse(_fields(former), former, **_files())
    too_large = None
    try:
        trace = gates_trace(config, **_files())
    except InputError as error:
        too_large, config, errors = config, former, (*errors, error)
        trace = gates_trace(config, **_files())
    sequence = config.x(state.get(COLUMNS))
    refused = {error.field for error in errors}
    waiting = {error.field: MISSING[error.code] for error in errors if error.code in MISSING}
    errors = tuple(error for error in errors if error.code not in MISSING)
    for name in FIELDS:  # what was taken is shown as it was taken; what was refused stays as it was typed
        if too_large is None and name not in refused:
            state[_key(name)] = getattr(config, name) == "on" if name in SWITCHES else getattr(config, name)
    state[CONFIG] = config
    with st.sidebar:
        asked = replace(too_large or config, **waiting)
        _sequence(asked, sequence, _)
        _model(asked, _)
        troubles = [state[name] for name in (COLUMNS_TROUBLE, LAB_TROUBLE) if name in state]
        error_card([*troubles, *errors], _("The picture shows the former run."), _)
        if too_large is not None:
            _offers(too_large, _)
    start = config.t if "t" in st.query_params else trace.steps
    return GatesView(config, sequence, trace, state.get(TAKEN, 0), start)


def _key(name: str) -> str:
    """The key of a field in the session state."""
    return f"gates_{name}"


def _files() -> dict[str, Any]:
    """The table and the lab file that were taken; the learner's own numbers of 'Step by hand' where there is no file."""
    state = st.session_state
    own = state.get(LAB)
    return {"columns": state.get(COLUMNS), "lab": state.get(OPENED) or (own if isinstance(own, Lab) else None)}


def _fields(former: GatesConfig) -> dict[str, object]:
    """What the widgets say."""
    state = st.session_state
    given: dict[str, object] = {name: state[_key(name)] for name in FIELDS if _key(name) in state}
    given |= {name: "on" if given[name] else "off" for name in SWITCHES if name in given}
    source = given.get("source", former.source)
    generator = GENERATORS.get(str(source))
    if generator:
        asked = former.arguments() if source == former.source else {}
        asked |= {p.name: state[k] for p in generator.parameters if (k := _key(f"{source}_{p.name}")) in state}
        given["args"] = ",".join(f"{name}:{value:g}" for name, value in asked.items())
    return given


def _choice(name: str, titles: Mapping[str, str], _: Translate) -> None:
    """A list: a widget a language, since Streamlit keeps the label that was chosen, not its value."""
    key = f"{_key(name)} in {st.session_state['lang']}"

    def take() -> None:
        st.session_state[_key(name)] = st.session_state[key]

    st.session_state[key] = st.session_state[_key(name)]
    st.selectbox(_(LABELS[name]), list(titles), format_func=lambda code: _(titles[code]), key=key, on_change=take)


def _number(name: str, _: Translate, **options: Any) -> None:
    st.number_input(_(LABELS[name]), key=_key(name), help=_(HELP[name]) if name in HELP else None, **options)


def _sequence(config: GatesConfig, sequence: Sequence, _: Translate) -> None:
    """What the LSTM reads."""
    titles = {
        "typed": TITLES["typed"],
        **{name: one.title for name, one in GENERATORS.items()},
        **{name: one.title for name, one in SERIES.items()},
        "text": TITLES["text"],
        "columns": TITLES["columns"],
    }
    _choice("source", titles, _)
    if config.source in GENERATORS:
        _generator(config, _)
    elif config.source == "typed":
        st.text_area(_(LABELS["seq"]), key=_key("seq"), help=_(HELP["seq"]), height=100)
    elif config.source == "text":
        st.caption(_(STORIES["text"]))
        st.text_area(_(LABELS["text"]), key=_key("text"), height=100)
    elif config.source == "columns":
        _columns(_)
    else:
        one = SERIES[config.source]
        st.caption(
            f"{_(one.story)} {_('Source: {source}. Licence: {licence}.')}".format(
                source=one.source, licence=one.licence
            )
        )
    if config.source == "columns" and COLUMNS not in st.session_state:
        return
    if config.source not in GENERATORS:
        left, right = st.columns(2)
        with left:
            _number("start", _, step=1)
        with right:
            _number("length", _, step=1)
    if config.source != "text":
        st.toggle(_(LABELS["scale"]), key=_key("scale"), help=_(HELP["scale"]))
    st.caption(_understood(sequence, _))


def _generator(config: GatesConfig, _: Translate) -> None:
    """The knobs of a generator; a row for every two."""
    generator = GENERATORS[config.source]
    st.caption(_(generator.story))
    arguments = config.arguments()
    places = iter([column for _row in range(len(generator.parameters) // 2 + 1) for column in st.columns(2)])
    for parameter in generator.parameters:
        key = _key(f"{config.source}_{parameter.name}")
        value = arguments[parameter.name]
        st.session_state[key] = int(value) if parameter.whole else float(value)
        step = 1 if parameter.whole else None
        next(places).number_input(_(parameter.title), key=key, step=step)
    left, right = st.columns(2)
    with left:
        _number("steps", _, step=1)
    with right:
        _number("seed", _, step=1)


def _columns(_: Translate) -> None:
    """A table: a file, or what is pasted."""
    st.caption(_(STORIES["columns"]))
    st.file_uploader(_("CSV file"), type=["csv", "tsv", "txt"], key=_key("file"), on_change=_take_file)
    st.text_area(_("or pasted"), key=_key("pasted"), on_change=_take_pasted, height=100)
    columns: Columns | None = st.session_state.get(COLUMNS)
    if columns is not None and columns.left_out:
        st.caption(_("Left out, since it holds no numbers: {names}").format(names=", ".join(columns.left_out)))


def _take_file() -> None:
    if (file := st.session_state[_key("file")]) is not None:
        _take(file.getvalue())


def _take_pasted() -> None:
    if (pasted := st.session_state[_key("pasted")]).strip():
        _take(pasted)


def _take(table: bytes | str) -> None:
    """Read a table; one that cannot be read leaves the former one in place."""
    state: Any = st.session_state
    state.pop(COLUMNS_TROUBLE, None)
    try:
        state[COLUMNS] = parse_columns(table)
        state[TAKEN] = state.get(TAKEN, 0) + 1
        state.update({_key("start"): 1, _key("length"): 0})
    except InputError as error:
        state[COLUMNS_TROUBLE] = error


def _take_lab() -> None:
    state: Any = st.session_state
    state.pop(LAB_TROUBLE, None)
    if (file := state[_key("lab_file")]) is None:
        return
    try:
        state[OPENED] = Lab.parse(file.getvalue())
        state[TAKEN] = state.get(TAKEN, 0) + 1
    except InputError as error:
        state[LAB_TROUBLE] = error


def _model(config: GatesConfig, _: Translate) -> None:
    """Which LSTM reads it."""
    titles = {name: PRESETS[name].title if name in PRESETS else TITLES[name] for name in MODELS}
    _choice("model", titles, _)
    if config.model == "lab":
        st.caption(_(STORIES["lab"]))
        st.file_uploader(_("Lab file"), type=["json"], key=_key("lab_file"), on_change=_take_lab)
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


def _understood(sequence: Sequence, _: Translate) -> str:
    """The sizes, and how the numbers were scaled."""
    steps, features = sequence.shown.shape
    said = _("{T} steps of {D} numbers") if features > 1 else _("{T} steps of one number")
    if sequence.symbols:
        said = _("{T} steps of {D} different characters")
    said = said.format(T=f"{steps:,}", D=features)
    if features > 1 or (sequence.mean == 0).all() and (sequence.deviation == 1).all():
        return f"{said}."
    return f"{said}; {_('read as {scaled}').format(scaled=_scaled(sequence.mean[0], sequence.deviation[0]))}."


def _scaled(mean: float, deviation: float) -> str:
    """How one number was standardised, as a formula; what rounding leaves of a mean of 0 is 0."""
    if abs(mean) < TINY * deviation:
        return f"x / {deviation:.4g}"
    return f"(x {'+' if mean < 0 else '−'} {abs(mean):.4g}) / {deviation:.4g}"


def _offers(config: GatesConfig, _: Translate) -> None:
    """The nearest sizes that fit, one click each."""
    files = _files()
    steps, features = config.x(files["columns"]).shown.shape
    hidden, fits = GATES_LIMITS.nearest(steps, config.units(files["lab"]))
    fits = min(fits, GATES_LIMITS.numbers // features)

    def choose(field: str, value: int) -> None:
        st.session_state[_key(field)] = value

    if config.model != "lab" and steps * features <= GATES_LIMITS.numbers:
        st.button(_("Take {n} units").format(n=hidden), on_click=choose, args=("hidden", hidden))
    name = "steps" if config.source in GENERATORS else "length"
    st.button(_("Take the first {n} steps").format(n=f"{fits:,}"), on_click=choose, args=(name, fits))
