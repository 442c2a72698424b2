"""Initial weights that need no oracle; PyTorch's own numbers are in conformance/test_torch.py."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import lstm_viz as lv


def test_keras_weights_have_glorots_limit_orthogonal_recurrence_and_a_forget_bias_of_one() -> None:
    p = lv.init_params("lstm", 200, 30, "keras", seed=3)
    limit = np.sqrt(6 / (200 + 4 * 30))
    assert 0.99 * limit < np.abs(p.weight_ih).max() <= limit
    assert_allclose(p.weight_hh.T @ p.weight_hh, np.eye(30), atol=1e-12)
    assert [p.block("bias", gate).tolist() for gate in "ifgo"] == [[0] * 30, [1] * 30, [0] * 30, [0] * 30]


@pytest.mark.parametrize("scheme", ["torch", "keras"])
def test_a_seed_gives_the_same_weights_again_and_another_seed_others(scheme: str) -> None:
    one, again, other = (lv.init_params("lstm", 2, 3, scheme, seed=seed) for seed in (7, 7, 8))
    assert_array_equal(one.weight_hh, again.weight_hh)
    assert (one.weight_hh != other.weight_hh).any()


@pytest.mark.parametrize("scheme", ["torch", "keras", "zeros", *lv.PRESETS])
@pytest.mark.parametrize("dtype", [np.float32, "float64"])
def test_every_scheme_makes_the_sizes_and_type_asked_for(scheme: str, dtype: Any) -> None:
    p = lv.init_params("lstm", 3, 5, scheme, dtype=dtype)
    assert (p.inputs, p.hidden, p.dtype) == (3, 5, np.dtype(dtype))


def test_zeros_are_zeros() -> None:
    assert not any(array.any() for array in vars(lv.init_params("lstm", 2, 3, "zeros")).values())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scheme": "xavier"}, "unknown"),
        ({"seed": -1}, "out-of-range"),
        ({"seed": 2**32}, "out-of-range"),
        ({"hidden": 0}, "out-of-range"),
        ({"inputs": 0}, "out-of-range"),
        ({"hidden": 10**6}, "memory"),
        ({"dtype": "float16"}, "dtype"),
        ({"dtype": int}, "dtype"),
    ],
)
def test_what_cannot_be_made_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(lv.InputError) as caught:
        lv.init_params(**{"cell": "lstm", "inputs": 1, "hidden": 1} | change)
    assert caught.value.code == code
