"""Traces in files: what is saved comes back bit for bit, and no other file gets further than one sentence."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import lstm_viz as lv
from tests.cells.draws import SIZES, problem


def saved(tr: lv.Trace) -> bytes:
    """The bytes of a trace's file."""
    file = io.BytesIO()
    tr.save(file)
    return file.getvalue()


def small() -> lv.Trace:
    """A trace of 3 steps, 2 features and 2 units."""
    p = problem(3, None, 2, 2)
    return lv.trace("lstm", p.params, p.x, p.state)


def rewritten(**changes: Any) -> io.BytesIO:
    """A file as `save` writes it, but with some arrays changed, added, or (None) left out."""
    arrays = {name: array for name, array in (small().arrays() | changes).items() if array is not None}
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file


def refused(file: Any) -> lv.InputError:
    """The error that loading must raise."""
    with pytest.raises(lv.InputError) as caught:
        lv.Trace.load(file)
    assert str(caught.value)
    return caught.value


@pytest.mark.parametrize(("T", "B", "D", "H"), SIZES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_trace_comes_back_bit_for_bit_with_its_backward_pass(
    T: int, B: int | None, D: int, H: int, dtype: Any, tmp_path: Path
) -> None:
    p = problem(T, B, D, H, dtype=dtype)
    clamps = {"f": np.where(np.arange(T) % 2, np.nan, 0.25).reshape(T, *[1] * (p.x.ndim - 1))}
    for held in (None, clamps):
        tr = lv.trace("lstm", p.params, p.x, p.state, held)
        tr.save(tmp_path / "trace.npz")
        again = lv.Trace.load(str(tmp_path / "trace.npz"))
        assert again.arrays().keys() == tr.arrays().keys()
        for name, array in tr.arrays().items():
            assert_array_equal(again.arrays()[name], array)
            assert again.arrays()[name].dtype == dtype
            assert not again.arrays()[name].flags.writeable
        gr, back = lv.backprop(tr, p.dh, p.dc), lv.backprop(again, p.dh, p.dc)
        assert_array_equal(gr.params.weight_hh, back.params.weight_hh)
        assert_array_equal(gr["a_f"], back["a_f"])


def test_its_keys_are_the_signals_x_the_initial_state_and_the_parameters(tmp_path: Path) -> None:
    tr = small()
    tr.save(tmp_path / "trace.npz")
    with np.load(tmp_path / "trace.npz", allow_pickle=False) as file:
        assert set(file) == {*tr.signals, "x", "h0", "c0", "weight_ih", "weight_hh", "bias"}
        assert_array_equal(file["f"], tr.f)


def test_arrays_stored_by_columns_are_read_all_the_same() -> None:
    assert_array_equal(lv.Trace.load(rewritten(c=np.asfortranarray(small().c))).c, small().c)


@pytest.mark.parametrize(
    "changes",
    [
        {"f": None},
        {"x": None},
        {"bias": None},
        {"other": np.zeros(3)},
        {"clamp_z": np.zeros((3, 2))},
        {"clamp_f": np.zeros((2, 2))},
        {"f": np.full((3, 2), np.nan)},
        {"bias": np.full(8, np.inf)},
        {"f": np.zeros((3, 3))},
        {"f": np.zeros((2, 2))},
        {"f": np.zeros(6)},
        {"f": np.array(0.5)},
        {"h": np.array(0.5)},
        {"x": np.array(0.5)},
        {"x": np.zeros((3, 3))},
        {"x": np.zeros((3, 0))},
        {"x": np.zeros((0, 2))},
        {"h0": np.zeros(3)},
        {"c0": np.zeros((1, 2))},
        {"f": np.zeros((3, 2), np.float32)},
        {"f": np.zeros((3, 2), np.int64)},
        {"f": np.zeros((3, 2), complex)},
        {"f": np.full((3, 2), "0.5")},
        {"f": np.zeros((3, 2), [("a", float)])},
        {"weight_ih": np.zeros((8, 3))},
        {"weight_hh": np.zeros((12, 3)), "weight_ih": np.zeros((12, 2)), "bias": np.zeros(12)},
    ],
    ids=lambda changes: ",".join(f"{k}:{np.shape(v)}" for k, v in changes.items()),
)
def test_a_file_with_other_arrays_is_refused(changes: dict[str, Any]) -> None:
    refused(rewritten(**changes))


class Bomb:
    """Unpickling it would raise."""

    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("code in the file was run",)


def test_code_in_a_file_is_never_run() -> None:
    objects = np.empty((3, 2), object)
    objects[:] = Bomb()
    refused(rewritten(f=objects))
    refused(io.BytesIO(pickle.dumps(Bomb())))


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    array = io.BytesIO()
    np.save(array, np.zeros(3))
    text = tmp_path / "notes.npz"
    text.write_text("no archive")
    for file in (io.BytesIO(b""), io.BytesIO(b"PK\x05\x06"), io.BytesIO(bytes(1000)), array, text, tmp_path):
        assert refused(file).code == "file"
    assert refused(tmp_path / "absent.npz").code == "file"


def test_a_compressed_bomb_is_refused_from_its_declared_sizes() -> None:
    file = io.BytesIO()
    np.savez_compressed(file, **small().arrays() | {"f": np.zeros(10**7)})
    assert len(file.getvalue()) < 10**6
    assert refused(file).code == "file"


@pytest.mark.parametrize(
    "shape", ["(3, 3)", "(1000000000000, 2)", "(3000000, 2000000)", "(-3, 2)", "(3, 2, 1)", "()", "x"]
)
def test_a_header_that_lies_about_its_shape_is_refused(shape: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(small()))) as good, zipfile.ZipFile(file, "w") as bad:
        for name in good.namelist():
            header, numbers = good.read(name)[:127], good.read(name)[127:]
            lie = header.replace(b"(3, 2)", shape.encode()).rstrip().ljust(127) if name == "f.npy" else header
            bad.writestr(name, lie + numbers)
    assert refused(file).code == "file"


def test_a_directory_that_lies_about_its_sizes_is_refused() -> None:
    good = saved(small())
    for size in (0, 10, 2**32 - 2):
        data = bytearray(good)
        start = data.index(b"PK\x01\x02")  # the first entry of the central directory
        data[start + 20 : start + 28] = struct.pack("<II", size, size)
        assert refused(io.BytesIO(bytes(data))).code == "file"


def test_the_same_name_twice_is_refused() -> None:
    file = io.BytesIO(saved(small()))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("f.npy", archive.read("i.npy"))
    assert refused(file).code == "file"


@given(cut=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused(cut: float) -> None:
    data = saved(small())
    assert refused(io.BytesIO(data[: int(cut * len(data))])).code == "file"


@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_file_with_one_byte_changed_is_refused_or_the_same_trace(place: float, byte: int) -> None:
    data = bytearray(saved(small()))
    data[int(place * len(data))] = byte
    try:
        again = lv.Trace.load(io.BytesIO(bytes(data)))
    except lv.InputError:
        return
    for name, array in small().arrays().items():
        assert_array_equal(again.arrays()[name], array)
