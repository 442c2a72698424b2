"""Networks to and from .safetensors files. A file is a stranger: its sizes are checked before its numbers are read."""

from __future__ import annotations

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


def save_model(net: Network, file: Any) -> None:
    """Write the weights into one .safetensors file (path or binary file), bit for bit. Raises OSError."""
    from safetensors.numpy import save

    data = save(net.arrays())
    if isinstance(file, (str, PathLike)):
        Path(file).write_bytes(data)
    else:
        file.write(data)


def load_model(file: Any) -> Network:
    """Read what `save_model` wrote, from a path or a binary file, up to 64 MiB.

    Raises InputError: 'file', and those of `Network.from_arrays`.
    """
    try:
        if isinstance(file, (str, PathLike)):
            with Path(file).open("rb") as opened:
                data = _bounded(opened)
        else:
            data = _bounded(file)
    except (OSError, ValueError) as error:  # a path with a null character, a closed file
        if isinstance(error, InputError):
            raise
        raise _refusal(text("a file that cannot be read as .safetensors")) from error
    return Network.from_arrays(_arrays(data))


def _bounded(file: Any) -> bytes:
    """Read the whole file, its declared header length and its size within the limits."""
    length: bytes = file.read(8)
    if int.from_bytes(length, "little") > HEADER_LIMIT:
        raise _refusal(text("a file that cannot be read as .safetensors"))
    data: bytes = length + file.read(SIZE_LIMIT + 1 - len(length))
    if len(data) > SIZE_LIMIT:
        raise _refusal(text("a file of more than {limit} MiB", limit=SIZE_LIMIT // 2**20))
    return data


def _arrays(data: bytes) -> dict[str, Array]:
    """View the arrays of a file, whose declared shapes and places the library compares with its length beforehand."""
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
