"""Files of a trained model: other programs read them, and what is in them is the model."""

import io

import numpy as np
import pytest
import torch
from numpy.testing import assert_array_equal
from streamlit.testing.v1 import AppTest

from lstm_viz.checkpoints import load_checkpoint
from lstm_viz.training.models import Model as Module
from lstm_viz.training.torch_files import state_dict_file
from lstm_viz.ui import downloads
from lstm_viz.ui.language import translator
from tests.models import model


@pytest.fixture
def here(monkeypatch):
    """The worker's part done in this process."""
    monkeypatch.setattr(downloads, "compute", lambda function, *args: function(*args))


@pytest.mark.parametrize(
    "known", [load_checkpoint("copy"), model("next_number", 3, 2, 2)], ids=["shipped", "two layers"]
)
@pytest.mark.usefixtures("here")
def test_pytorch_loads_the_state_dict_into_its_own_modules_without_running_code(known):
    read = torch.load(io.BytesIO(downloads.state_dict(known)), weights_only=True)
    module = Module(known.config)
    module.load_state_dict(read, strict=True)
    module.eval()
    x = known.data.test.x[:5]
    told = module.double()(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(told, known.outputs(x), rtol=0, atol=1e-6)
    for name, array in known.state().items():
        assert_array_equal(read[name].numpy(), array)


def test_the_file_of_weights_is_made_without_torch_in_the_web_process():
    assert "torch" not in vars(downloads)
    assert state_dict_file.__module__ == "lstm_viz.training.torch_files"


def test_the_script_has_what_was_changed_while_the_run_went_on(monkeypatch):
    from dataclasses import replace

    from lstm_viz.jobs import Change
    from lstm_viz.training import TrainConfig

    began = TrainConfig(task="sine", learning_rate=0.5)

    class Runs:
        def history(self, name):
            return (began, (Change(7, replace(began, learning_rate=0.25), began),)) if name == "known" else None

        def taken_up(self, name):
            return 0

    monkeypatch.setattr(downloads, "jobs", Runs)
    known = load_checkpoint("sine")
    assert "rates = {6: 0.25}" in downloads.script(known, "known")
    assert "lr=0.5" in downloads.script(known, "known")
    assert "rates" not in downloads.script(known, "gone") + downloads.script(known)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_there_is_a_button_for_each_file(lang):
    def page():
        import streamlit as st

        from lstm_viz.checkpoints import load_checkpoint
        from lstm_viz.ui.downloads import downloads
        from lstm_viz.ui.language import translator

        downloads(load_checkpoint("next_number"), [1.0, 2.0, 3.0, 4.0], translator(st.session_state["lang"]))

    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["lang"] = lang
    app.run()
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [translator(lang)(label) for label in downloads.LABELS.values()]
