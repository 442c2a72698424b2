"""A table of numbers, CSV or pasted, as a sequence: a row a step, a numeric column a feature."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from ..errors import InputError, Text, excerpt, text
from ..types import Inputs
from .tables import DECIMAL_COMMA, MOST_NUMERIC, MOST_ROWS, Row, foreign_separator, read_rows, refusal, too_many

LARGEST = 1e15  # whole numbers below are exact in float64

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_ALIKE = str.maketrans("０１２３４５６７８９．＋－−–", "0123456789.+---")
_MISSING = {"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?", "."}
_INFINITE = {"inf", "infinity", "∞"}


@dataclass(frozen=True, eq=False)
class Columns:
    """The numeric columns of a table."""

    names: tuple[str, ...]  # from the header, or '1', '2', … by place; each once
    values: Inputs  # (T, D), read-only
    left_out: tuple[str, ...] = ()  # the columns without numbers


def parse_columns(data: object) -> Columns:
    """Read a table of at most 5 MB, 10,000 rows and 128 numeric columns, as bytes in UTF-8 or as text.

    Commas, semicolons, tabs or spaces separate, the header row may be missing, cells may be quoted. A comma is a
    decimal sign where another sign separates and no number has a point. Columns of text are left out.

    Raises InputError, and nothing else: 'columns-…'.
    """
    rows, separator = read_rows(data)
    cells = [_tidy(row.cells) for row in rows]
    comma = separator != "," and not any(_NUMBER.fullmatch(cell) and "." in cell for row in cells for cell in row)
    if comma:
        cells = [[c.replace(",", ".") if DECIMAL_COMMA.fullmatch(c) else c for c in row] for row in cells]
    header = _is_header(cells[0])
    names = _names(rows[0].cells if header else None, len(cells[0]))
    body, lines = (cells[1:], rows[1:]) if header else (cells, rows)
    if not body:
        expected, remedy = text("rows of numbers"), text("Add a row for each step.")
        raise refusal("columns-empty", text("a header row and nothing below"), expected, remedy)
    if len(body) > MOST_ROWS:
        found = text("more than {most} rows, up to line {line}", most=f"{MOST_ROWS:,}", line=lines[-1].line)
        expected, remedy = text("at most {most} rows", most=f"{MOST_ROWS:,}"), text("Keep the rows that matter most.")
        raise refusal("columns-too-long", found, expected, remedy)
    columns = list(zip(*body, strict=True))
    numeric = [place for place, column in enumerate(columns) if _is_numeric(column)]
    if not numeric:
        found = text("no numeric column in lines {first} to {last}", first=lines[0].line, last=lines[-1].line)
        remedy = text("Put commas, semicolons, tabs or spaces between the columns, and digits into one of them.")
        raise foreign_separator(rows) or refusal("columns-no-number", found, text("a column of numbers"), remedy)
    if len(numeric) > MOST_NUMERIC:
        raise too_many(text("{count} columns of numbers in line {line}", count=len(numeric), line=lines[0].line))
    values = np.array([_column(columns[place], place, lines) for place in numeric]).T.copy()
    values.setflags(write=False)
    left_out = tuple(name for place, name in enumerate(names) if place not in set(numeric))
    return Columns(tuple(names[place] for place in numeric), values, left_out)


def _tidy(cells: list[str]) -> list[str]:
    """Cells as numbers may be written in them."""
    return [cell.strip() if cell.isascii() else cell.translate(_ALIKE).strip() for cell in cells]


def _is_header(cells: list[str]) -> bool:
    """Whether a first row names the columns: it has words, and neither a number nor what stands for a missing one."""
    return any(not _known(cell) for cell in cells) and not any(_NUMBER.fullmatch(cell) for cell in cells)


def _known(cell: str) -> bool:
    """Whether a cell is a number, missing, or infinite."""
    word = cell.casefold()
    return word in _MISSING or word.lstrip("+-") in _INFINITE or bool(_NUMBER.fullmatch(cell))


def _is_numeric(column: tuple[str, ...]) -> bool:
    """Whether a column has numbers, and not more words than numbers."""
    numbers = sum(map(bool, map(_NUMBER.fullmatch, column)))
    return numbers == len(column) or (numbers > 0 and numbers >= sum(not _known(cell) for cell in column))


def _names(header: list[str] | None, columns: int) -> tuple[str, ...]:
    """A name for each column, no two alike: from the header, or the column's place."""
    names: dict[str, None] = {}
    for place in range(1, columns + 1):
        name = excerpt(header[place - 1].strip()) if header else ""
        name = name or str(place)
        again = 1
        unique = name
        while unique in names:
            again += 1
            unique = f"{name} ({place})" if again == 2 else f"{name} ({place}, {again})"
        names[unique] = None
    return tuple(names)


def _column(cells: tuple[str, ...], place: int, lines: list[Row]) -> list[float]:
    """The numbers of a numeric column. Raises InputError at the first cell that is none."""
    if all(map(_NUMBER.fullmatch, cells)):
        values = [float(cell) + 0.0 for cell in cells]  # no −0
        if min(values) >= -LARGEST and max(values) <= LARGEST:
            return values
    good = (bool(_NUMBER.fullmatch(cell)) and abs(float(cell)) <= LARGEST for cell in cells)
    first = next(n for n, fine in enumerate(good) if not fine)
    raise _wrong_cell(cells[first], lines[first].line, place + 1)


def _wrong_cell(cell: str, line: int, column: int) -> InputError:
    """Why a cell of a numeric column is refused."""
    at = {"line": line, "column": column}
    found: Text = text("'{cell}' at line {line}, column {column}", cell=excerpt(cell), **at)
    if _NUMBER.fullmatch(cell):
        expected, remedy = text("a number between −10¹⁵ and 10¹⁵"), text("Take a larger unit, such as millions.")
        return refusal("columns-too-great", found, expected, remedy)
    expected = text("a finite number in every cell of a numeric column")
    if not cell:
        found = text("an empty cell at line {line}, column {column}", **at)
    if cell.casefold() in _MISSING:
        remedy = text("Fill it in, or remove this row or column.")
        return refusal("columns-missing", found, expected, remedy)
    if cell.casefold().lstrip("+-") in _INFINITE:
        return refusal("columns-not-finite", found, expected, text("Replace it by a number, or remove this row."))
    remedy = text("Write digits, with a point or one comma before the decimals, or remove this row or column.")
    return refusal("columns-unreadable", found, expected, remedy)
