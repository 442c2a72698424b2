"""What a learner takes along of a training: files that are made when they are asked for, of the run as it stands."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lstm_viz.models import Model
from lstm_viz.run_script import run_script
from lstm_viz.slices import FIRST, Selection, cut
from lstm_viz.training.torch_files import state_dict_file
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.pool import compute, jobs

LABELS = {
    "safetensors": mark("Weights (safetensors)"),
    "pt": mark("Weights (PyTorch state_dict)"),
    "json": mark("Lab file"),
    "py": mark("This run as a PyTorch script"),
}
HELP = {
    "safetensors": mark("With the run that made them; lv.Model.load and lv.load_model read it."),
    "pt": mark("For load_state_dict of a module with an nn.LSTM 'lstm' and an nn.Linear 'head'."),
    "json": mark("The piece chosen above, as 'Step by hand' opens it."),
    "py": mark("Model, loop and optimiser written out: it trains again to the same losses."),
}
KINDS = {
    "safetensors": "application/octet-stream",
    "pt": "application/octet-stream",
    "json": "application/json",
    "py": "text/x-python",
}


def downloads(model: Model, x: object, _: Translate, run: str = "", selection: Selection = FIRST) -> None:
    """A row of buttons; of the run with this id as it stands when one is pressed, else of `model`.

    x: (T, D) measured, for the lab file.
    """

    def now() -> Model:  # without the session's state, which a file that is made has not
        found = jobs().state(run) if run else None
        return Model.of_state(*found) if found else model

    made: dict[str, Callable[[], str | bytes]] = {
        "safetensors": lambda: now().to_bytes(),
        "pt": lambda: state_dict(now()),
        "json": lambda: cut(now(), x, selection).lab.to_json(),
        "py": lambda: script(model, run),
    }
    with st.container(horizontal=True):
        for kind, make in made.items():
            name, key = f"lstm-{model.config.task}.{kind}", f"model_export_{kind}"
            label, help_ = _(LABELS[kind]), _(HELP[kind])
            st.download_button(label, make, name, KINDS[kind], key=key, help=help_, on_click="ignore")


def state_dict(model: Model) -> bytes:
    """The weights as `torch.save` writes them, made by a worker. Raises InputError 'lost'."""
    data: bytes = compute(state_dict_file, model.state())
    return data


def script(model: Model, run: str = "") -> str:
    """The PyTorch script of a run with its changes on the way, or of the run that a model is from."""
    found = jobs().history(run) if run else None
    if found is None:
        return run_script(model.config)
    began, changes = found
    return run_script(began, [(change.update, change.config) for change in changes], jobs().taken_up(run))
