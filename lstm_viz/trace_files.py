"""Traces to and from .npz files. A file is a stranger: its sizes are checked before its numbers are read."""

from __future__ import annotations

import re
import zipfile
from dataclasses import fields
from typing import Any, Literal, NamedTuple

import numpy as np

from .arrays import MEMORY_LIMIT, byte_size, finite
from .cells import CELLS, Cell
from .errors import InputError, Text, excerpt, text
from .types import Array

# The only header `np.savez` writes for such arrays. Nothing else is parsed: no literals, no pickles, no old versions.
HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '<(f[48])', 'fortran_order': (True|False), 'shape': \(([\d, ]{0,60})\), \} *\n",
    re.DOTALL,
)
HEADER_LIMIT = 256  # bytes; NumPy writes 128
UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, OverflowError)


class Header(NamedTuple):
    """What one array of the file declares."""

    dtype: str
    shape: tuple[int, ...]
    order: Literal["C", "F"]
    offset: int  # bytes before its numbers


def write(file: Any, arrays: dict[str, Array]) -> None:
    """Write `arrays` bit for bit, uncompressed. Raises OSError."""
    np.savez(file, allow_pickle=False, **arrays)


def read(file: Any) -> tuple[Any, ...]:
    """Read the fields of a Trace: cell, params, x, h0, c0, record, clamps, reverse. Raises InputError 'file'."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(archive)
            kind = _cell(set(members))
            headers = {name: _header(archive, info) for name, info in members.items()}
            _check_shapes(kind, headers)
            arrays = {name: _array(archive.read(members[name]), header) for name, header in headers.items()}
    except InputError:
        raise
    except UNREADABLE as error:
        raise _refusal(text("a file that cannot be read as .npz")) from error
    return _fields(kind, arrays)


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """List the arrays by name: stored as they are, so that no small file can grow into a large one."""
    infos = archive.infolist()
    members = {info.filename.removesuffix(".npy"): info for info in infos}
    if len(members) < len(infos):
        raise _refusal(text("the same name twice"))
    if any(info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size for info in infos):
        raise _refusal(text("compressed arrays"))
    if sum(info.file_size for info in infos) > MEMORY_LIMIT:
        raise _refusal(text("arrays of more than {limit} GiB", limit=MEMORY_LIMIT // 2**30))
    return members


def _cell(names: set[str]) -> Cell:
    """Find the cell whose trace has these names."""
    for kind in CELLS.values():
        needed = {*kind.record._fields, "x", "h0", "c0", *_parameters(kind)}
        if needed <= names <= needed | {f"clamp_{name}" for name in kind.record._fields} | {"reverse"}:
            return kind
    raise _refusal(text("other arrays than those of a trace"))


def _header(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Header:
    """Read what an array declares, and refuse it unless the file is exactly as long as that needs."""
    with archive.open(info) as member:
        found = HEADER.match(member.read(HEADER_LIMIT))
    if not found:
        raise _refusal(text("an array {name} that holds no plain numbers", name=excerpt(info.filename)))
    dtype, fortran, lengths = "<" + found[1].decode(), found[2] == b"True", found[3].split(b",")
    shape = tuple(int(length) for length in lengths if length.strip())
    if found.end() + byte_size(dtype, *shape) != info.file_size:
        raise _refusal(text("an array {name} of another length than it declares", name=excerpt(info.filename)))
    return Header(dtype, shape, "F" if fortran else "C", found.end())


def _check_shapes(kind: Cell, headers: dict[str, Header]) -> None:
    """Compare all types, and the shapes of all but the parameters, with those of h."""
    steps, *batch, hidden = headers["h"].shape if len(headers["h"].shape) in (2, 3) else (0, 0)
    state = (*batch, hidden)
    allowed = {"x": (steps, *batch, *headers["x"].shape[-1:]), "h0": state, "c0": state, "reverse": ()}
    for name, header in headers.items():
        expected = header.shape if name in _parameters(kind) else allowed.get(name, (steps, *batch, hidden))
        if header.shape != expected or 0 in header.shape or header.dtype != headers["h"].dtype:
            shown = text("an array {name} of shape {shape} in {type}", name=name, shape=header.shape, type=header.dtype)
            raise _refusal(shown)


def _array(data: bytes, header: Header) -> Array:
    return np.frombuffer(data, header.dtype, offset=header.offset).reshape(header.shape, order=header.order)


def _fields(kind: Cell, arrays: dict[str, Array]) -> tuple[Any, ...]:
    """Sort the arrays into a Trace's fields. Raises InputError: those of `finite` and of the parameters."""
    arrays = {name: finite(name, array, or_nan=name.startswith("clamp_")) for name, array in arrays.items()}
    clamps = {name.removeprefix("clamp_"): array for name, array in arrays.items() if name.startswith("clamp_")}
    params = kind.params(**{name: arrays[name] for name in _parameters(kind)})
    if (params.inputs, params.hidden) != (arrays["x"].shape[-1], arrays["h"].shape[-1]):
        raise _refusal(text("weights of another size than the signals"))
    if arrays.get("reverse", 1) != 1:
        raise _refusal(text("an array {name} that is not the number 1", name="reverse"))
    record = kind.record(**{name: arrays[name] for name in kind.record._fields})
    return kind, params, arrays["x"], arrays["h0"], arrays["c0"], record, clamps, "reverse" in arrays


def _parameters(kind: Cell) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind.params))


def _refusal(found: Text) -> InputError:
    remedy = text("Save the trace again with its save() and load that file.")
    return InputError("file", "file", found, text("a trace saved by this program"), remedy)
