"""What the frameworks hide: the packed matrices with their gate blocks, as picture and as code."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from lstm_viz.cells.params import LSTMParams
from lstm_viz.comparison import MATRICES
from lstm_viz.layouts import LAYOUTS, Layout, Packed, pack
from lstm_viz.types import Array
from lstm_viz.ui.compare_controls import CompareView
from lstm_viz.ui.compare_tables import section
from lstm_viz.ui.language import Translate, mark

MOST_ROWS, MOST_COLUMNS = 4, 4  # units, and numbers on the other axis: beyond, blocks without numbers
TITLE = mark("What the frameworks hide")
STORY = mark(
    "All of them pack the weights of the four gates into a few arrays, each in its own order. Nothing in a file says "
    "which block is which gate. Here are our weights of the first layer, forward, as the code below hands them to each."
)
NOTES = {
    "ours": mark("Rows i, f, g, o, as in PyTorch; one bias."),
    "pytorch": mark(
        "Rows i, f, g, o; two biases, of which only the sum counts: ours becomes the first, and the second is 0. "
        "PyTorch itself draws both."
    ),
    "keras": mark(
        "Transposed: columns i, f, c, o, where c is our g. A fresh Keras layer has bias 1 in the block of f."
    ),
    "onnx": mark(
        "Rows i, o, f, c, a first axis for the directions, and both biases in one array of 8·H numbers: ours, and 0."
    ),
}
BLOCK = mark("block of {gate}, {rows} × {columns}")
OURS = mark("Ours")
OUR_CODE = mark("Our blocks, in NumPy")
CODE = mark("From ours to {name}, in NumPy")


@st.fragment
def layouts(view: CompareView, _: Translate) -> None:
    """A picture and the code of each layout."""
    given = view.config.weights(view.model)
    weight_ih, weight_hh, bias_ih, bias_hh = (given[f"0.forward.{name}"] for name in MATRICES)
    params = LSTMParams(weight_ih, weight_hh, bias_ih + bias_hh)
    st.html(section(_(TITLE), _(STORY)))
    titles = [_(OURS) if layout.name == "ours" else layout.title for layout in LAYOUTS.values()]
    for tab, layout in zip(st.tabs(titles), LAYOUTS.values(), strict=True):
        with tab:
            st.html(picture(layout, pack(params, layout.name), params.hidden, _))
            st.caption(_(OUR_CODE) if layout.name == "ours" else _(CODE).format(name=layout.title))
            st.code(layout.code, language="python", wrap_lines=True)  # a box that scrolls could not be reached by keys


def picture(layout: Layout, arrays: dict[str, Array], hidden: int, _: Translate) -> str:
    """Every packed array of a layout, side by side."""
    parts = "".join(_drawn(layout, packed, arrays[packed.name], hidden, _) for packed in layout.arrays)
    return (
        f"<div class='lv-static lv-packed'><p>{escape(_(NOTES[layout.name]))}</p><div class='row'>{parts}</div></div>"
    )


def _drawn(layout: Layout, packed: Packed, array: Array, hidden: int, _: Translate) -> str:
    """One array: its blocks in their order, by colour and letter, with the numbers where there are few."""
    shape = " × ".join(map(str, array.shape))
    flat = array[0] if packed.axis == 1 and layout.name == "onnx" else array
    across = flat.ndim == 2 and layout.name == "keras"  # the gates lie side by side
    rows = flat.T if across else flat.reshape(len(flat), -1)  # (gates · H, other)
    blocks = []
    for k, gate in enumerate(packed.gates):
        block = rows[k * hidden : (k + 1) * hidden]
        blocks.append(_block(layout.letters[gate], gate, block.T if across else block, hidden, _))
    direction = "across" if across else "down"
    name = f"<code>{escape(packed.name)}</code> <span class='quiet'>({shape})</span>"
    return f"<figure><figcaption>{name}</figcaption><div class='blocks {direction}'>{''.join(blocks)}</div></figure>"


def _block(letter: str, gate: str, block: Array, hidden: int, _: Translate) -> str:
    few = hidden <= MOST_ROWS and max(block.shape) <= max(MOST_ROWS, MOST_COLUMNS)
    rows, columns = block.shape
    label = escape(_(BLOCK).format(gate=letter, rows=rows, columns=columns), quote=True)
    numbers = "".join("<tr>" + "".join(f"<td>{_short(x)}</td>" for x in row) + "</tr>" for row in block) if few else ""
    inner = f"<table>{numbers}</table>" if few else f"<span class='size'>{rows} × {columns}</span>"
    return f"<div class='block s-{gate}' role='img' aria-label=\"{label}\"><b>{letter}</b>{inner}</div>"


def _short(x: np.floating) -> str:
    return f"{float(x):.2f}".replace("-0.00", "0.00").replace("-", "−")
