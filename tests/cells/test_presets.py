"""Each preset does what its story says, with one unit and one feature."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

import lstm_viz as lv


def run(name: str, x: object = None) -> lv.Trace:
    """Trace a preset over its own sequence, or over another."""
    own = [float(number) for number in lv.PRESETS[name].sequence.split(",")]
    return lv.trace("lstm", lv.init_params("lstm", 1, 1, name), own if x is None else x)


def test_golden_c_passes_1_while_h_stays_below() -> None:
    tr = run("golden")
    assert tr.c[-1] > 2
    assert np.abs(tr.h).max() < 1


def test_torch_is_the_default_scheme() -> None:
    assert (lv.PRESETS["torch"].gates, lv.PRESETS["torch"].output) == (None, None)
    assert lv.init_params("lstm", 1, 2, "torch").bias.tolist() == lv.init_params("lstm", 1, 2).bias.tolist()
    with pytest.raises(ValueError, match="seed"):
        lv.PRESETS["torch"].fill(1, 1)


@pytest.mark.parametrize("later", [[0] * 64, [1] * 64, [0, 1] * 32])
def test_latch_keeps_the_first_1_for_64_steps_whatever_follows(later: list[float]) -> None:
    tr = run("latch", [0, 1, *later])
    assert abs(tr.c[0, 0]) < 1e-3
    assert_allclose(tr.c[1:], 1, atol=1e-3)
    assert_allclose(tr.i[2:], 0, atol=1e-3)


def test_latch_keeps_nothing_before_the_first_1() -> None:
    assert_allclose(run("latch", np.zeros(64)).c, 0, atol=1e-3)


def test_counter_counts_the_ones_and_h_can_hardly_tell_3_from_4() -> None:
    rng = np.random.default_rng(0)
    for x in (None, rng.integers(0, 2, 64)):
        tr = run("counter", x)
        assert_allclose(tr.c, np.cumsum(tr.x, axis=0), atol=1e-3)
    h = run("counter", np.ones(4)).h[:, 0]
    assert h[3] - h[2] < 0.005


def test_forgetful_keeps_nothing_for_the_next_step() -> None:
    tr = run("forgetful")
    assert tr.f.max() < 1e-6
    assert_allclose(tr.c, tr.i * tr.g, atol=1e-6)
    for t in range(1, tr.steps):
        assert_allclose(tr.c[t], run("forgetful", tr.x[t:]).c[0], atol=1e-6)


def test_saturated_gates_are_at_their_ends_and_10_writes_what_40_writes() -> None:
    tr = run("saturated")
    assert min(tr.i.min(), tr.f.min(), tr.o.min(), tr.g.min()) > 0.99
    written = tr.i * tr.g
    assert abs(written[0, 0] - written[-1, 0]) < 0.01


@pytest.mark.parametrize("name", lv.PRESETS)
def test_the_sheets_number_fills_its_matrix(name: str) -> None:
    small, large = (lv.init_params("lstm", *sizes, name) for sizes in ((1, 1), (3, 4)))
    for matrix in vars(small) if lv.PRESETS[name].gates else ():
        for gate in "ifgo":
            assert np.unique(large.block(matrix, gate)) == small.block(matrix, gate).ravel()


@pytest.mark.parametrize("name", lv.PRESETS)
def test_it_has_a_name_a_title_a_story_of_one_sentence_and_a_sequence(name: str) -> None:
    preset = lv.PRESETS[name]
    assert preset.name == name
    assert preset.title
    assert preset.story.count(".") == 1
    assert preset.story.endswith(".")
    assert run(name).steps >= 4
