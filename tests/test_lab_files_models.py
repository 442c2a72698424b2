"""Lab files of trained models: the second version of the format, beside which the first stays as it was."""

import dataclasses

import numpy as np
import pytest

from lstm_viz.config import StepConfig
from lstm_viz.lab import Lab
from tests.test_lab_files import document, refusal

TRAINED = Lab.of(StepConfig.parse({"preset": "next_number"})[0])


def test_a_file_of_an_older_app_is_read_as_before_and_one_without_models_is_still_written_so():
    old = document()
    assert (old["version"], "output_bias" in old) == (1, False)
    assert Lab.parse(old).output_bias is None


@pytest.mark.parametrize("preset", ["next_number", "copy", "model"])
def test_a_lab_of_a_trained_model_is_of_the_second_version(preset):
    made = dataclasses.replace(Lab.of(StepConfig.parse({"preset": preset.replace("model", "sine")})[0]), preset=preset)
    assert made.document()["version"] == 2
    again = Lab.parse(made.to_json())
    assert (again.preset, again.output_bias) == (preset, made.output_bias)
    assert again.document() == made.document()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"output_bias": "much"}, "lab output_bias"),
        ({"output_bias": [1]}, "lab output_bias"),
        ({"output": None}, "lab output_bias"),
        ({"preset": "copy"}, "lab preset"),
    ],
)
def test_a_wrong_part_of_a_trained_model_is_named(change, field):
    assert refusal(TRAINED.document() | change).field == field


def test_the_bias_counts_in_the_output_and_is_a_number_to_edit():
    lab = Lab.parse(TRAINED.document() | {"output_bias": "1/2"})
    assert not TRAINED.edited()
    assert lab.edited()
    assert TRAINED.output_bias is not None
    told, before = lab.outputs(lab.trace()), TRAINED.outputs(TRAINED.trace())
    np.testing.assert_allclose(told - before, 0.5 - TRAINED.output_bias, rtol=0, atol=1e-12)
