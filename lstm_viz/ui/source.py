"""The code of a cell's step, line by line, each with the signals it computes: the code view shows their values."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from typing import TypedDict

from lstm_viz.cells.cell import Cell


class Line(TypedDict):
    """One statement of `step`: its text, the signals it gives values to, and the operation that computes them."""

    text: str
    signals: list[str]
    operation: str | None


@cache
def step_lines(cell: Cell) -> list[Line]:
    """The statements of `cell.step` between its docstring and its return, as they stand in the file."""
    source = textwrap.dedent(inspect.getsource(cell.step))
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    owners = {signal: operation.code for operation in cell.operations for signal in operation.signals}
    lines: list[Line] = []
    for statement in function.body[1:-1]:
        text = ast.get_source_segment(source, statement) or ""
        names = [n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        signals = [name for name in names if name in owners]
        single = owners[signals[0]] if len(signals) == 1 else None
        lines.append({"text": text, "signals": signals, "operation": single})
    return lines
