"""The controls of 'Step by hand': address and widgets → one parsed configuration."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lstm_viz.cells.presets import PRESETS
from lstm_viz.checkpoints import CHECKPOINTS, load_checkpoint
from lstm_viz.config import StepConfig
from lstm_viz.errors import InputError
from lstm_viz.examples import EXAMPLES, OWN, Example, sequence_of
from lstm_viz.lab import Lab
from lstm_viz.sequences import format_sequence
from lstm_viz.slices import Slice
from lstm_viz.ui import model_words
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.shell import error_card, link_card

FIELDS = ("preset", "seq", "seed", "units", "unit", "decimals")  # held in the session state under their own names
FORMER = "step_config"
LAB = "lab"  # the learner's own numbers in the session state
PIECE = "step_piece"  # the piece of a trained model that was opened there: a Slice, or the Lab of a file

HELP = {
    "seq": mark(
        "Numbers with spaces or commas between them, one step each; fractions such as 1/2 too. "
        "With several numbers a step: a line or a semicolon after each step, as in 1 0; 0 1."
    ),
    "units": mark("How many numbers the hidden state and the cell state have. It need not equal the number of steps."),
    "seed": mark("The same seed always draws the same weights: those of torch.manual_seed(seed); nn.LSTM(…)."),
}

UNDERSTOOD = {  # whether there are several steps, several numbers a step
    (False, False): mark("Read as one step of one number: {numbers}"),
    (False, True): mark("Read as one step of {D} numbers: {numbers}"),
    (True, False): mark("Read as {T} steps of one number: {numbers}"),
    (True, True): mark("Read as {T} steps of {D} numbers: {numbers}"),
}
NUMBERS_READ_BACK = 48  # characters


def step_controls(_: Translate) -> StepConfig:
    """Draw the controls and return what they say; what cannot be taken is explained, and the former value stays."""
    state = st.session_state
    if FORMER not in state:
        state[FORMER] = _from_address(_)
    config, errors = present_config()
    refused = {error.field for error in errors}
    for name in FIELDS:  # what was taken is shown as it was taken; what was refused stays as it was typed
        if name not in refused:
            state[name] = getattr(config, name)
    with st.sidebar:
        _example(config, _)
        _sequence(config, "seq" in refused, _)
        left, right = st.columns(2)
        fixed = config.preset not in PRESETS
        left.number_input(_("Units"), key="units", step=1, help=_(HELP["units"]), disabled=fixed)
        right.number_input(_("Unit shown"), key="unit", step=1, disabled=config.units == 1)
        left, right = st.columns(2)
        left.number_input(_("Decimals"), key="decimals", step=1)
        if not fixed and PRESETS[config.preset].gates is None:
            right.number_input(_("Seed"), key="seed", step=1, help=_(HELP["seed"]))
        error_card(errors, _("The picture shows the former value."), _)
    # Where the learner stands and what is asked are the player's business from here on; another example starts at
    # its beginning.
    state[FORMER] = replace(config, t=1, op="concat", view="table", predict="off")
    return config


def present_config() -> tuple[StepConfig, tuple[InputError, ...]]:
    """What the session's fields say, the former value for what they say in vain."""
    state = st.session_state
    former: StepConfig = state[FORMER]
    for name in FIELDS:
        state.setdefault(name, getattr(former, name))
    return StepConfig.parse({name: state[name] for name in FIELDS}, former, own=own_example())


def own_lab() -> Lab | None:
    """The piece of a trained model that this session has opened, as it was opened."""
    piece = st.session_state.get(PIECE)
    return piece.lab if isinstance(piece, Slice) else piece


def own_example() -> Example | None:
    """The same, to start from."""
    lab = own_lab()
    return None if lab is None else Example(lab.params, lab.output, lab.output_bias, format_sequence(lab.x))


def example_sequence(preset: str) -> str:
    """The sequence that an example brings."""
    own = own_example()
    return own.sequence if preset == OWN and own else sequence_of(preset)


def _from_address(_: Translate) -> StepConfig:
    """The configuration that the address asks for; what it asks in vain is said above the picture."""
    config, errors = StepConfig.parse({name: value for name, value in st.query_params.items() if value})
    link_card(errors, _)
    return replace(config, seq="⏎".join(config.seq.splitlines()))  # the field is one line


def _example(config: StepConfig, _: Translate) -> None:
    """The list of examples: a widget a language, since Streamlit keeps the label that was chosen, not its value."""
    key = f"preset in {st.session_state['lang']}"

    def take() -> None:
        preset = st.session_state[key]
        st.session_state.update(preset=preset, seq=example_sequence(preset))

    titles = {name: preset.title for name, preset in PRESETS.items()} | CHECKPOINTS | model_words.TITLES
    offered = [name for name in EXAMPLES if name != OWN or own_lab()]
    st.session_state[key] = config.preset
    st.selectbox(_("Example"), offered, format_func=lambda name: _(titles[name]), key=key, on_change=take)
    lab = st.session_state.get(LAB)
    if config.preset == OWN:
        piece = st.session_state[PIECE]
        said = model_words.of_slice(piece, _) if isinstance(piece, Slice) else _(model_words.FROM_FILE)
        st.caption(said)
        return
    if isinstance(lab, Lab) and lab.fits(config) and lab.edited():
        st.caption(_("Your own numbers, begun from this example."))
    elif config.seq != sequence_of(config.preset):
        st.caption(_("The weights of this example, your own sequence."))
    else:
        st.caption(
            _(model_words.STORIES[config.preset] if config.preset in CHECKPOINTS else PRESETS[config.preset].story)
        )
    if config.preset in CHECKPOINTS:
        scaling = load_checkpoint(config.preset).scaling
        if said := model_words.scaled(scaling.mean, scaling.deviation, _):
            st.caption(said)


def _sequence(config: StepConfig, refused: bool, _: Translate) -> None:
    """The field of the sequence, with what was understood of it right below."""
    st.text_input(_("Sequence"), key="seq", help=_(HELP["seq"]))
    steps, features = config.x.shape
    numbers = format_sequence(config.x)
    if len(numbers) > NUMBERS_READ_BACK:
        numbers = numbers[:NUMBERS_READ_BACK].rsplit(" ", 1)[0] + " …"
    understood = _("Not read; shown is still {numbers}") if refused else _(UNDERSTOOD[steps > 1, features > 1])
    st.caption(understood.format(T=steps, D=features, numbers=numbers.replace("-", "−")))
