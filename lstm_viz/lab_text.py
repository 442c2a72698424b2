"""The text of a lab file: JSON of strangers in, plain values out, or one sentence that says where it breaks."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from .errors import InputError, Text, excerpt, text

MOST_BYTES = 2**20
MOST_DIGITS = 4000  # of a whole number: Python reads no more than 4300


def load(raw: str | bytes) -> Any:
    """Read JSON of at most 1 MB, as text or in UTF-8. Raises InputError 'lab', and nothing else.

    A name that stands twice in an object is refused; NaN, Infinity and numbers too large become such floats.
    """
    if len(raw) > MOST_BYTES:
        raise _refusal(text("a file of {size} MB", size=math.ceil(len(raw) / 2**20 * 10) / 10))
    try:
        written = raw.removeprefix("\ufeff") if isinstance(raw, str) else raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal(text("bytes that are no UTF-8 text")) from error
    if not written.strip():
        raise _refusal(text("an empty file"))
    if written.lstrip()[0] not in "{[":
        raise _refusal(text("a text that begins with '{beginning}'", beginning=excerpt(written.strip())))
    try:
        return json.loads(written, object_pairs_hook=_unique, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise _refusal(_breach(error)) from error
    except RecursionError as error:
        raise _refusal(text("lists within lists, hundreds deep")) from error


def dump(value: Any) -> str:
    """Write JSON for readers: a name a line, and a line for each row of a matrix and each record of a list."""
    return f"{_layout(value)}\n"


def _layout(value: Any, indent: str = "") -> str:
    deeper = indent + "  "
    if isinstance(value, dict):
        lines = [f"{_line(name)}: {_layout(part, deeper)}" for name, part in value.items()]
        return "{\n" + ",\n".join(deeper + line for line in lines) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(part, (list, dict)) for part in value):
        return "[\n" + ",\n".join(deeper + _line(part) for part in value) + f"\n{indent}]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            shown, remedy = text("the name '{name}' twice", name=excerpt(name)), text("Remove the one that is wrong.")
            raise InputError("lab", "lab", shown, text("every name once"), remedy)
        found[name] = value
    return found


def _integer(digits: str) -> int | float:
    if len(digits) > MOST_DIGITS:
        return -math.inf if digits.startswith("-") else math.inf
    return int(digits)


def _breach(error: json.JSONDecodeError) -> Text:
    """What stands where the JSON breaks: its end, or a character."""
    rest = error.doc[error.pos :]
    place = {"line": error.lineno, "column": error.colno}
    if error.msg.startswith("Unterminated") or (error.msg != "Extra data" and re.fullmatch(r"[\w.+-]*\s*", rest)):
        return text("a text that breaks off at line {line}, column {column}", **place)
    if error.msg.startswith("Invalid control character"):
        return text("a line break or control character within a text, at line {line}, column {column}", **place)
    return text("'{sign}' at line {line}, column {column}, where JSON has none", sign=excerpt(rest[0]), **place)


def _refusal(found: Text) -> InputError:
    remedy = text("Choose a file that was saved on the screen 'Step by hand', or save it again.")
    return InputError("lab", "lab", found, text("a lab file: JSON text of at most 1 MB"), remedy)
