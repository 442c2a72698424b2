"""The text of a table, CSV or pasted, as rows of cells that are all of one length; every refusal says where."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import InputError, Text, text

MOST_BYTES = 5 * 2**20
MOST_ROWS, MOST_NUMERIC = 10_000, 128
MOST_COLUMNS = 1000  # text among them
MOST_CELLS = MOST_ROWS * MOST_NUMERIC
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)

_SEPARATORS = ("\t", ";", ",")
_FOREIGN = re.compile(r"[\d\s.]([|:/，、；])\s*[-+.\d]")
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 20, 20_000
_QUOTED = re.compile(r'"[^"]*"')


class Row(NamedTuple):
    """The cells of one row."""

    line: int  # where it starts in the file, from 1
    cells: list[str]


def read_rows(data: object) -> tuple[list[Row], str]:
    """Split a table into rows of one length, and say the separator, ' ' for any white space.

    Raises InputError, and nothing else: 'columns-…'.
    """
    written = _decoded(data)
    separator = _separator(written)
    rows: list[Row] = []
    for row in _records(written, separator):
        if not rows and len(row.cells) > MOST_COLUMNS:
            found = text("{count} columns in line {line}", count=len(row.cells), line=row.line)
            raise too_many(found)
        if rows and len(row.cells) != len(rows[0].cells):
            raise _ragged(row, rows[0])
        if len(rows) > MOST_ROWS:  # a header is one more
            raise _too_long(row.line)
        rows.append(row)
        if len(rows) * len(rows[0].cells) > MOST_CELLS + MOST_COLUMNS:
            found = text("more than {most} cells, up to line {line}", most=f"{MOST_CELLS:,}", line=row.line)
            raise too_many(found)
    if not rows:
        expected, remedy = text("rows of numbers"), text("Choose a file with a row for each step, or paste its rows.")
        raise refusal("columns-empty", text("an empty table"), expected, remedy)
    return rows, separator


def refusal(code: str, found: Text, expected: Text, remedy: Text) -> InputError:
    """What is wrong with a table."""
    return InputError(code, "columns", found, expected, remedy)


def too_many(found: Text) -> InputError:
    """More columns than a screen or a memory can hold."""
    expected = text("at most {most} columns of numbers, and {all} in all", most=MOST_NUMERIC, all=MOST_COLUMNS)
    remedy = text("Leave out columns; if these are steps, write each on a line of its own.")
    return refusal("columns-too-many", found, expected, remedy)


def foreign_separator(rows: list[Row]) -> InputError | None:
    """The refusal for numbers with a sign between them that separates no columns here."""
    for row in rows[:_SAMPLE_LINES]:
        sign = _FOREIGN.search(row.cells[0][:_SAMPLE_CHARACTERS])
        if sign and len(row.cells) == 1:
            found = text("'{sign}' between the numbers in line {line}", sign=sign[1], line=row.line)
            expected = text("commas, semicolons, tabs or spaces between the columns")
            return refusal("columns-separator", found, expected, text("Replace this sign by a comma."))
    return None


def _decoded(data: object) -> str:
    """The text of bytes in UTF-8 or of a text, without byte-order mark, NUL and half characters."""
    if not isinstance(data, (bytes, str)):
        found = text("a value of type {type}", type=type(data).__name__)
        raise refusal("columns-type", found, text("a table as text"), text("Choose a CSV file, or paste its rows."))
    if len(data) > MOST_BYTES:
        found = text("a table of {size} MB", size=f"{len(data) / 2**20:,.1f}")
        remedy = text("Keep fewer rows or columns, or fewer decimals.")
        raise refusal("columns-too-large", found, text("at most {most} MB", most=MOST_BYTES // 2**20), remedy)
    try:
        raw = data.encode() if isinstance(data, str) else data
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = _position(raw[: error.start].decode("utf-8-sig", "replace"))
        raise _encoding(text("a byte that is no UTF-8 text, at line {line}, column {column}", **where)) from error
    except UnicodeEncodeError as error:
        where = _position(str(data)[: error.start])
        raise _encoding(text("half a character, at line {line}, column {column}", **where)) from error
    if "\0" in written:
        where = _position(written[: written.index("\0")])
        raise _encoding(text("a zero byte, at line {line}, column {column}", **where))
    return written


def _encoding(found: Text) -> InputError:
    remedy = text("Save the file again as CSV UTF-8, or paste its rows.")
    return refusal("columns-encoding", found, text("text in UTF-8"), remedy)


def _position(before: str) -> dict[str, int]:
    """The line and the character in it, from 1, that follow `before`."""
    return {"line": before.count("\n") + 1, "column": len(before) - before.rfind("\n")}


def _separator(written: str) -> str:
    """What stands between the columns: the first of tab, semicolon and comma that the first lines share, or ' '."""
    sample = [_QUOTED.sub("", line) for line in written[:_SAMPLE_CHARACTERS].splitlines() if line.strip()]
    sample = sample[:_SAMPLE_LINES] if len(sample) > 1 else sample
    words = [line.split() for line in sample[1:] or sample]  # without a header
    decimal = all(len(line) > 1 and all(map(DECIMAL_COMMA.fullmatch, line)) for line in words)  # 0,5 1,5
    if decimal and not any(sign in line for line in sample for sign in "\t;"):
        return " "
    for separator in _SEPARATORS:
        if sum(separator in line for line in sample) > len(sample) / 2:
            return separator
    return next((separator for separator in _SEPARATORS if any(separator in line for line in sample[:1])), " ")


def _records(written: str, separator: str) -> Iterator[Row]:
    """The rows that hold anything."""
    if separator == " ":
        written = "\n".join(" ".join(line.split()) for line in re.split(r"\r\n|\r|\n", written))
    reader = csv.reader(
        io.StringIO(written, newline=None), delimiter=separator, strict=True, skipinitialspace=separator == ","
    )
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            found = text("a quotation mark or a cell without end, from line {line}", line=line)
            expected = text("every cell that begins with a quotation mark to end with one")
            remedy = text("Close the quotation mark, or remove it.")
            raise refusal("columns-quote", found, expected, remedy) from error
        if cells is None:
            return
        if line > 10 * MOST_ROWS:  # empty lines cost time too
            raise _too_long(line)
        if any(cell and not cell.isspace() for cell in cells):
            yield Row(line, cells)
        line = reader.line_num + 1


def _ragged(row: Row, first: Row) -> InputError:
    found = text(
        "line {line} with a column count of {count}, but {first} in line {start}; they differ from column {column} on",
        count=len(row.cells),
        line=row.line,
        first=len(first.cells),
        start=first.line,
        column=min(len(row.cells), len(first.cells)) + 1,
    )
    remedy = text("Put the same separator between the same number of columns in every line.")
    return refusal("columns-ragged", found, text("as many columns in every line"), remedy)


def _too_long(line: int) -> InputError:
    found = text("more than {most} rows, up to line {line}", most=f"{MOST_ROWS:,}", line=line)
    expected, remedy = text("at most {most} rows", most=f"{MOST_ROWS:,}"), text("Keep the rows that matter most.")
    return refusal("columns-too-long", found, expected, remedy)
