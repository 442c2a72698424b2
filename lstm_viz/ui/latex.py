"""The worked equations as LaTeX to copy: what stands on the screen, without colours, for `align*` and `aligned`.

A place for a number is `⟦path⟧`, which no LaTeX holds; ui/player/texts.js fills it. Paths as in `equations`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from lstm_viz.ui.equations import Rows, worked

PLACE = re.compile(r"\\class\{n\}\{\\text\{([^{}]*)\}\}")
COLOURED = re.compile(r"\\class\{[^{}]*\}\{((?:[^{}]|\{[^{}]*\})*)\}")  # with at most one level of braces inside


def plain(markup: str) -> str:
    """LaTeX as anyone's document takes it: places as ⟦path⟧, no classes, ASCII otherwise."""
    markup = PLACE.sub(r"⟦\1⟧", markup).replace("ŷ", r"\hat{y}")
    # Markdown reads a backslash before a sign as an escape, so that some renderers of `$$` would lose these spaces.
    markup = markup.replace(r",\ ", ", ").replace(r"\,", "").replace(r"\ \ ", r" \quad ")
    while "\\class" in markup:
        markup = COLOURED.sub(r"\1", markup)
    return markup


def aligned(rows: Rows) -> str:
    """The rows of an `align*`: a line each, but for what is struck out on the screen."""
    rows = [row for row in rows if r"\class{void}" not in row[0]]
    lefts = (f"{{}}{left}" if left.startswith("[") else left for left, _ in rows)  # a bracket after \\\\ is a distance
    lines = (f"{plain(left)} &{plain(right)}".strip() for left, (_, right) in zip(lefts, rows, strict=True))
    return " \\\\\n".join(lines)


@cache
def latex(features: int, units: int, output: bool, bias: bool = False) -> Mapping[str, str]:
    """LaTeX by operation code for an LSTM of these sizes."""
    return MappingProxyType({code: aligned(rows) for code, rows in worked(features, units, output, bias).items()})
