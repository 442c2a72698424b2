"""The door for arrays: what is given becomes a fresh array of finite numbers, of a bounded size, or an InputError."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .errors import InputError, Text, excerpt, text
from .types import Array

MEMORY_LIMIT = 2**30  # bytes


def numbers(field: str, given: object, dtype: Any = None) -> Array:
    """Copy `given` into a new array of finite numbers. Raises InputError: those of `real` and `finite`."""
    return finite(field, real(field, given), dtype)


def real(field: str, given: object) -> Array:
    """View `given` as an array of real numbers, not yet copied. Raises InputError: 'ragged', 'not-numbers'."""
    try:
        found = np.asarray(given)
    except (TypeError, ValueError) as error:
        expected = text("numbers in rows of one length")
        remedy = text("Give every step the same count of numbers.")
        raise InputError("ragged", field, text("rows of different lengths"), expected, remedy) from error
    if found.dtype.kind not in "fiub" or found.dtype.itemsize > 8:
        shown = text("values of type {type}", type=excerpt(found.dtype))
        remedy = text("Give plain numbers, such as 0.5 or -2.")
        raise InputError("not-numbers", field, shown, text("real numbers"), remedy)
    return found


def finite(field: str, found: Array, dtype: Any = None, or_nan: bool = False) -> Array:
    """Copy into `dtype` (default: float32 stays, all else is float64). Raises InputError: 'memory', 'not-finite'."""
    dtype = np.dtype(dtype or (np.float32 if found.dtype == np.float32 else np.float64))
    refuse_beyond_memory(field, dtype.itemsize * found.size)
    if found.dtype == dtype:
        array = found.copy()
    else:
        with np.errstate(over="ignore"):  # too large for float32: ∞, and refused below
            array = found.astype(dtype, order="C")
    if not np.isfinite(array).all() and not (or_nan and not np.isinf(array).any()):
        shown = text("a value that is not a finite number in {dtype}", dtype=dtype.name)
        remedy = text("Replace or leave out what is missing (NaN) or infinite.")
        raise InputError("not-finite", field, shown, text("finite numbers only"), remedy)
    return array


def refuse_beyond_memory(field: str, needed: int) -> None:
    """Raise InputError 'memory', with the figure, if `needed` bytes are more than one run may take."""
    if needed > MEMORY_LIMIT:
        shown = text("work that would take {size} GiB of memory", size=f"{needed / 2**30:,.1f}")
        expected = text("at most {limit} GiB", limit=MEMORY_LIMIT // 2**30)
        remedy = text("Shorten the sequence, or take fewer sequences or units.")
        raise InputError("memory", field, shown, expected, remedy)


def refuse_overflow(field: str, *computed: Array) -> None:
    """Raise InputError 'overflow' if a result has left the range of its number type."""
    if not all(np.isfinite(array).all() for array in computed):
        shown = text("weights so large that a result is beyond the largest {dtype}", dtype=computed[0].dtype.name)
        remedy = text("Take smaller weights or inputs, or a shorter sequence.")
        raise InputError("overflow", field, shown, text("results that can be written as numbers"), remedy)


def wrong_shape(field: str, found: tuple[int, ...], expected: Text | str, remedy: Text | str) -> InputError:
    """The InputError 'shape' for an array of shape `found`."""
    return InputError("shape", field, text("shape {shape}", shape=shown_shape(found)), expected, remedy)


def shown_shape(shape: tuple[int, ...]) -> str:
    """`(3, 4)` as '3 × 4'; a scalar as '1 number'."""
    return " × ".join(map(str, shape)) or "1 number"


def count(field: str, given: object, low: int, high: int) -> int:
    """Take a whole number within [low, high]. Raises InputError 'out-of-range'."""
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool) and low <= given <= high:
        return int(given)
    raise InputError(
        "out-of-range",
        field,
        excerpt(given),
        text("a whole number from {low} to {high}", low=low, high=high),
        text("Choose a number within these bounds."),
    )


def byte_size(dtype: Any, *shape: int) -> int:
    """The bytes an array of this shape would take, in exact integers."""
    return int(np.dtype(dtype).itemsize) * math.prod(shape)
