"""Networks to and from .safetensors files. A file is a stranger: its sizes are checked before its numbers are read.

Weights may be named as `Network.arrays` does, or as PyTorch does: 'lstm.weight_ih_l0', …, 'head.weight'.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from .errors import InputError, Text, excerpt, text
from .networks import Network
from .types import Array

SIZE_LIMIT = 64 * 2**20  # bytes of a file
HEADER_LIMIT = 2**20  # bytes of its header, which is JSON: room for thousands of arrays
TYPES = {"F32": "<f4", "F64": "<f8"}
_TORCH = re.compile(r"lstm\.(weight_ih|weight_hh|bias_ih|bias_hh)_l(0|[1-9]\d?)(_reverse)?", re.ASCII)


def save_model(net: Network, file: Any) -> None:
    """Write the weights into one .safetensors file (path or binary file), bit for bit. Raises OSError."""
    from safetensors.numpy import save

    data = save(net.arrays())
    if isinstance(file, (str, PathLike)):
        Path(file).write_bytes(data)
    else:
        file.write(data)


def load_model(file: Any) -> Network:
    """Read what `save_model` or a run of training wrote, from a path or a binary file, up to 64 MiB.

    Raises InputError: 'file', and those of `Network.from_arrays`.
    """
    return Network.from_arrays(of_torch(arrays_of(read(file))))


def read(file: Any) -> bytes:
    """The bytes of a path or a binary file, within the limits. Raises InputError 'file'."""
    try:
        if isinstance(file, (str, PathLike)):
            with Path(file).open("rb") as opened:
                return _bounded(opened)
        return _bounded(file)
    except (OSError, ValueError) as error:  # a path with a null character, a closed file
        if isinstance(error, InputError):
            raise
        raise _refusal(text("a file that cannot be read as .safetensors")) from error


def of_torch(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Rename weights if PyTorch has named all of them, its two biases added. Raises InputError 'file'."""
    found = {name: _TORCH.fullmatch(name) for name in arrays}
    if not all(match or name.startswith("head.") for name, match in found.items()):
        return dict(arrays)
    named: dict[str, Array] = {}
    for name, array in arrays.items():
        kind, layer, way = match.groups() if (match := found[name]) else ("", "", "")
        ours = f"{layer}.{'reverse' if way else 'forward'}.{'bias' if 'bias' in kind else kind}" if match else name
        if ours not in named:
            named[ours] = array
        elif named[ours].shape == array.shape and named[ours].dtype == array.dtype:  # the other bias
            with np.errstate(over="ignore"):  # which the network then refuses
                named[ours] = named[ours] + array
        else:
            raise _refusal(text("two biases of different shapes"))
    return named


def _bounded(file: Any) -> bytes:
    """Read the whole file, its declared header length and its size within the limits."""
    length: bytes = file.read(8)
    if int.from_bytes(length, "little") > HEADER_LIMIT:
        raise _refusal(text("a file that cannot be read as .safetensors"))
    data: bytes = length + file.read(SIZE_LIMIT + 1 - len(length))
    if len(data) > SIZE_LIMIT:
        raise _refusal(text("a file of more than {limit} MiB", limit=SIZE_LIMIT // 2**20))
    return data


def arrays_of(data: bytes) -> dict[str, Array]:
    """View the arrays of a file, whose declared shapes and places the library compares with its length beforehand.

    Raises InputError 'file'.
    """
    from safetensors import SafetensorError, deserialize

    try:
        found = dict(deserialize(data))  # type: ignore[no-untyped-call]
    except SafetensorError as error:
        raise _refusal(text("a file that cannot be read as .safetensors")) from error
    for name, array in found.items():
        if array["dtype"] not in TYPES:
            shown = text("an array {name} of type {type}", name=excerpt(name), type=excerpt(array["dtype"]))
            raise _refusal(shown)
        if len(array["shape"]) not in (1, 2) or 0 in array["shape"]:
            shown = text("an array {name} of shape {shape}", name=excerpt(name), shape=excerpt(array["shape"]))
            raise _refusal(shown)
    return {
        name: np.frombuffer(array["data"], TYPES[array["dtype"]]).reshape(array["shape"])
        for name, array in found.items()
    }


def _refusal(found: Text) -> InputError:
    remedy = text("Save the network with save_model() and load that file.")
    return InputError("file", "file", found, text("a network saved by this program"), remedy)
