"""Networks in files: what is saved comes back bit for bit, and no other file gets further than one sentence."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from safetensors.numpy import load, save

import lstm_viz as lv
from lstm_viz.network_files import HEADER_LIMIT, SIZE_LIMIT
from tests.networks import SIZES, network_problem

NET = network_problem(2, 2, 1, None, 2, 3, 1).net
FILE = save(NET.arrays())


def raw(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    """A file with this header, or one that declares another length of it."""
    written = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(written) if length is None else length) + written + data


def one(dtype: str, shape: list[int], size: int, name: str = "head.bias") -> dict[str, Any]:
    return {name: {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}}


def refused(file: Any) -> lv.InputError:
    """The error that loading must raise."""
    with pytest.raises(lv.InputError) as caught:
        lv.load_model(file)
    assert str(caught.value)
    return caught.value


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_network_comes_back_bit_for_bit(size: Any, dtype: Any, tmp_path: Path) -> None:
    net = network_problem(*size, dtype=dtype).net
    lv.save_model(net, tmp_path / "model.safetensors")
    file = io.BytesIO()
    lv.save_model(net, file)
    assert file.getvalue() == (tmp_path / "model.safetensors").read_bytes()
    file.seek(0)
    for again in (lv.load_model(str(tmp_path / "model.safetensors")), lv.load_model(file)):
        assert again.arrays().keys() == net.arrays().keys()
        for name, array in net.arrays().items():
            assert_array_equal(again.arrays()[name], array)
            assert again.arrays()[name].dtype == dtype
            assert not again.arrays()[name].flags.writeable


def test_the_file_is_an_ordinary_safetensors_file() -> None:
    found = load(FILE)
    assert found.keys() == NET.arrays().keys()
    assert_array_equal(found["1.reverse.weight_hh"], NET.layers[1].reverse.weight_hh)
    file = io.BytesIO()
    lv.save_model(NET, file)
    assert file.getvalue() == FILE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        FILE[:-1],
        FILE + b"0",
        FILE[:20],
        raw({}, length=2**63),
        raw({}, length=HEADER_LIMIT + 1) + bytes(HEADER_LIMIT + 1),
        raw(b"\xff\xff"),
        raw(b"[" * 1000),
        raw(b"{" * 100000),
        raw([1, 2]),
        raw(one("F64", [3], 16), bytes(16)),
        raw(one("F64", [2**40, 2**40], 16), bytes(16)),
        raw(one("F64", [2], 2**60), bytes(16)),
        raw(one("F64", [-2], 16), bytes(16)),
        raw(one("BF16", [2], 4), bytes(4)),
        raw(one("I64", [2], 16), bytes(16)),
        raw(one("F64", [], 8), bytes(8)),
        raw(one("F64", [0], 0)),
        raw(one("F64", [2**62, 0], 0)),
        raw(one("F64", [1, 1, 1, 1], 8), bytes(8)),
    ],
    ids=range(21),
)
def test_a_file_that_is_no_such_file_is_refused(data: bytes) -> None:
    assert refused(io.BytesIO(data)).code == "file"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"0.forward.bias": None}, "unknown"),
        ({"lstm.weight_ih_l0": np.zeros(3)}, "unknown"),
        ({"<script>": np.zeros(3)}, "unknown"),
        ({"1.forward.bias": np.zeros(3)}, "shape"),
        ({"1.forward.bias": np.full(12, np.inf)}, "not-finite"),
        ({"0.reverse.bias": np.zeros(12, np.float32)}, "dtype"),
        ({"head.bias": np.zeros(1, np.float32)}, "dtype"),
    ],
)
def test_a_file_with_other_arrays_is_refused_by_name(changes: Any, code: str) -> None:
    arrays = {name: array for name, array in (NET.arrays() | changes).items() if array is not None}
    assert refused(io.BytesIO(save(arrays))).code == code


def test_a_file_without_arrays_and_no_file_at_all_are_refused(tmp_path: Path) -> None:
    assert refused(io.BytesIO(raw({}))).code == "empty"
    for path in (tmp_path / "missing", tmp_path, "null\0character"):
        assert refused(path).code == "file"
    closed = io.BytesIO(FILE)
    closed.close()
    assert refused(closed).code == "file"


class Endless(io.RawIOBase):
    """A file without an end."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "all of it was asked for"
        self.given += size
        return bytes(size)


def test_no_more_than_the_limit_is_read() -> None:
    file = Endless()
    tracemalloc.start()
    error = refused(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (error.code, file.given) == ("file", SIZE_LIMIT + 1)
    assert "64 MiB" in str(error)
    assert peak < 3 * SIZE_LIMIT


@given(place=st.integers(0, len(FILE) - 1), value=st.integers(0, 255), cut=st.none() | st.integers(0, len(FILE)))
def test_whatever_byte_is_changed_the_answer_is_a_network_or_one_input_error(
    place: int, value: int, cut: int | None
) -> None:
    data = bytearray(FILE)
    data[place] = value
    try:
        net = lv.load_model(io.BytesIO(bytes(data[:cut])))
    except lv.InputError as error:
        assert str(error)
    else:
        assert all(np.isfinite(array).all() for array in net.arrays().values())
