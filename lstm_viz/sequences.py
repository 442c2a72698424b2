"""The grammar of typed sequences: text in, (time, feature) numbers out, or one sentence that says what is wrong."""

import math
import re
import unicodedata
from fractions import Fraction

import numpy as np

from .errors import InputError, Text, excerpt, text
from .types import Inputs

LARGEST = 1e6  # σ and tanh are flat long before it; beyond it products of numbers lose the digits the screen shows
CHARACTERS_PER_NUMBER = 32  # a float64 needs at most 24, a separator two
SHORTEST_LIMIT = 1000  # no text is refused for its length below it
MOST_CHARACTERS = 8_000_000  # whatever the limits say, bounded before the text is even normalised

_SAME = ("<wide>", "<narrow>", "<small>", "<vertical>", "<font>", "<noBreak>")  # the same character, drawn otherwise
_PLAIN = str.maketrans({"⏎": "\n", "、": ",", "−": "-", "–": "-", "\N{FRACTION SLASH}": "/"})
_VULGAR = re.compile(r"(?<![^\s,;\[+-])[¼½¾⅐-⅞](?![^\s,;\]])")  # ½ by itself; 1½ stays unreadable, not 11/2
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_FRACTION = re.compile(r"([+-]?\d{1,30}(?:\.\d{1,30})?)/(\d{1,30}(?:\.\d{1,30})?)", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_LIST = re.compile(r"\[([^\[\]]*)\]")
_LISTS = re.compile(r"\[\s*\[[^\[\]]*\](?:[\s,;]*\[[^\[\]]*\])*[\s,;]*\]")
_NOT_FINITE = {"nan", "inf", "infinity", "∞"}


def plain(typed: str) -> str:
    """Full-width and typographic characters as plain ones (NFKC, but never x² as x2), each by itself: linear time."""
    special = {c: unicodedata.decomposition(c) for c in set(typed) if not c.isascii()}
    table = {ord(c): unicodedata.normalize("NFKC", c) for c, how in special.items() if how.startswith(_SAME)}
    alike = typed.translate(table).translate(_PLAIN)
    return _VULGAR.sub(lambda half: unicodedata.normalize("NFKC", half[0]).translate(_PLAIN), alike)


def parse_sequence(typed: object, *, steps: int, features: int, field: str = "sequence") -> Inputs:
    """Read typed numbers as a sequence of at most `steps` steps of at most `features` numbers.

    One row: every number is a step. Several rows (lines, `;` groups, inner lists): a step per row.

    Raises InputError, and nothing else, for anything that is not such a text.
    """
    if not isinstance(typed, str):
        raise InputError(
            "sequence-type",
            field,
            text("a value of type {type}", type=type(typed).__name__),
            text("numbers as text"),
            text("Type the numbers with spaces or commas between them."),
        )
    most = min(max(SHORTEST_LIMIT, CHARACTERS_PER_NUMBER * steps * features), MOST_CHARACTERS)
    if len(typed) > most:
        raise _too_much(field, text("a text of {length} characters", length=len(typed)), steps, features)
    rows, as_steps = _rows(plain(typed), field)
    if as_steps:
        values = [[_value(token, field, None, n)] for n, token in enumerate(rows[0], 1)]
    else:
        values = [[_value(token, field, r, c) for c, token in enumerate(row, 1)] for r, row in enumerate(rows, 1)]
    first = len(values[0])
    for r, row in enumerate(values, 1):
        if len(row) != first:
            raise InputError(
                "sequence-ragged",
                field,
                text("row {row} of length {length}, after rows of length {first}", row=r, length=len(row), first=first),
                text("rows of the same length"),
                text("Give every step the same number of features, or write one number per step on a single line."),
            )
    if len(values) > steps:
        raise _too_much(field, text("a sequence of {steps} steps", steps=len(values)), steps, features)
    if first > features:
        raise _too_much(field, text("steps of {features} features", features=first), steps, features)
    return np.array(values, dtype=np.float64)


def parse_number(typed: object, *, field: str) -> float:
    """Read one number, or a text in which a comma is a decimal sign: 0.5, '0.5', '0,5', '1/2', '−1e-3'.

    Raises InputError, and nothing else, for anything that is no number from -LARGEST to LARGEST.
    """
    if isinstance(typed, str):
        token = plain(typed).strip() if len(typed) <= SHORTEST_LIMIT else f"{typed[:SHORTEST_LIMIT]}…"
        value = _number(token.replace(",", ".") if _DECIMAL_COMMA.fullmatch(token) else token)
    elif isinstance(typed, (int, float)) and not isinstance(typed, bool):
        if abs(typed) <= LARGEST:
            return float(typed)
        token, value = excerpt(typed), math.inf if isinstance(typed, int) or math.isfinite(typed) else math.nan
    else:
        token, value = "", math.nan
    if abs(value) <= LARGEST:
        return value
    remedy = text("Write one number, with digits only.")
    if token:
        raise _refusal(token, value, field, excerpt(token), remedy)
    found = text("no number") if isinstance(typed, str) else text("a value of type {type}", type=type(typed).__name__)
    raise InputError("number-missing", field, found, text("a number such as 2, -0.5, 1/3 or 1e-3"), remedy)


def format_sequence(x: Inputs) -> str:
    """The canonical text of a sequence: `parse_sequence` reads it back bit for bit."""
    rows = [", ".join(repr(value).removesuffix(".0") for value in row) for row in x.tolist()]
    if x.shape[1] == 1:
        return ", ".join(rows)
    return "; ".join(rows) if len(rows) > 1 else f"[[{rows[0]}]]"


def _rows(typed: str, field: str) -> tuple[list[list[str]], bool]:
    """The number texts of each row, '' where one is missing, and whether a single row is one number per step."""
    if not re.search(r"[^\s,;\[\]]", typed):
        raise InputError(
            "sequence-empty",
            field,
            text("no number"),
            text("at least one number"),
            text("Type a sequence such as 1, 2, 3, 4."),
        )
    if "[" in typed or "]" in typed:
        return _listed_rows(typed, field)
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if _comma_is_decimal(lines):
        lines = [line.replace(",", ".") for line in lines]
    groups = [_groups(line) for line in lines]
    if len(lines) == 1:
        groups = [[group] for group in groups[0]]
    elif any(len(group.split()) > 1 or "," in group for line in groups if len(line) > 1 for group in line):
        raise InputError(
            "sequence-rows",
            field,
            text("semicolons between groups of numbers, and several lines"),
            text("one kind of separator between steps"),
            text("Put each step on its own line, or put semicolons between all steps on a single line."),
        )
    rows = [_cells(",".join(line)) for line in groups]
    if all(len(row) == 1 for row in rows):
        return [[row[0] for row in rows]], True
    return rows, len(rows) == 1


def _listed_rows(typed: str, field: str) -> tuple[list[list[str]], bool]:
    """The rows of a pasted list, in which a comma always separates and a line break is a space."""
    listed = " ".join(typed.split()).rstrip(" ,;")
    if _LISTS.fullmatch(listed):
        return [_cells(row) for row in _LIST.findall(listed)], False
    flat = _LIST.fullmatch(listed)
    if flat is None:
        raise InputError(
            "sequence-brackets",
            field,
            text("brackets in '{typed}'", typed=excerpt(listed)),
            text("one list of numbers, or one list of lists"),
            text("Write [1, 2, 3] or [[1, 2], [3, 4]], or leave the brackets out."),
        )
    rows = [_cells(group) for group in _groups(flat[1])]
    if all(len(row) == 1 for row in rows):
        return [[row[0] for row in rows]], True
    return rows, len(rows) == 1


def _comma_is_decimal(lines: list[str]) -> bool:
    """Whether commas are decimal signs: spaces or semicolons separate, and every comma stands inside a number."""
    words = [line.replace(";", " ").split() for line in lines]
    with_comma = [word for line in words for word in line if "," in word]
    separated = any(len(line) > 1 for line in words)
    pointed = any("." in line for line in lines)
    return separated and not pointed and all(_DECIMAL_COMMA.fullmatch(word) for word in with_comma)


def _groups(line: str) -> list[str]:
    """The parts between semicolons; one at the end separates nothing."""
    groups = line.split(";")
    return groups if len(groups) == 1 or groups[-1].strip() else groups[:-1]


def _cells(row: str) -> list[str]:
    """The parts between commas and spaces; a comma at the end separates nothing."""
    parts = row.split(",")
    if len(parts) > 1 and not parts[-1].strip():
        del parts[-1]
    return [token for part in parts for token in part.split() or [""]]


def _value(token: str, field: str, row: int | None, column: int) -> float:
    """The number that `token` writes at its place: the `column`-th of a row, or of all where there is one row only."""
    value = _number(token)
    if abs(value) <= LARGEST:
        return value
    found = _place(token, row, column)
    if not token:
        raise InputError(
            "number-missing",
            field,
            found,
            text("a number between every two separators"),
            text("Fill in the missing number, or take one separator out."),
        )
    remedy = text("Use digits only, with spaces or commas between the numbers.")
    raise _refusal(token, value, field, found, remedy)


def _refusal(token: str, value: float, field: str, found: Text | str, remedy: Text) -> InputError:
    """Why `token` is no number within bounds; `remedy` is for one that cannot be read at all."""
    if not math.isnan(value):
        return InputError(
            "number-too-large",
            field,
            found,
            text("a number between -1000000 and 1000000"),
            text("Take a smaller one: larger numbers only saturate every gate."),
        )
    if _FRACTION.fullmatch(token):
        return InputError(
            "number-divided-by-zero",
            field,
            found,
            text("a denominator other than 0"),
            text("Change the number below the fraction bar."),
        )
    if token.lstrip("+-").casefold() in _NOT_FINITE:
        return InputError(
            "number-not-finite",
            field,
            found,
            text("a finite number"),
            text("Replace it by a number: nothing can be computed from a missing or infinite input."),
        )
    return InputError("number-unreadable", field, found, text("a number such as 2, -0.5, 1/3 or 1e-3"), remedy)


def _number(token: str) -> float:
    """The value of a decimal or a fraction; NaN for anything else, division by zero among it."""
    if _NUMBER.fullmatch(token):
        return float(token)
    fraction = _FRACTION.fullmatch(token)
    if fraction and (denominator := Fraction(fraction[2])):
        return float(Fraction(fraction[1]) / denominator)
    return math.nan


def _place(token: str, row: int | None, column: int) -> Text:
    """What stands where: by row and column where there are rows, else by count."""
    if row is None and not token:
        return text("nothing at the place of number {number}", number=column)
    if row is None:
        return text("'{token}' as number {number}", token=excerpt(token), number=column)
    if not token:
        return text("nothing in row {row}, column {column}", row=row, column=column)
    return text("'{token}' in row {row}, column {column}", token=excerpt(token), row=row, column=column)


def _too_much(field: str, found: Text, steps: int, features: int) -> InputError:
    return InputError(
        "sequence-too-long",
        field,
        found,
        text("at most {steps} steps of at most {features} features", steps=steps, features=features),
        text("Shorten the sequence."),
    )
