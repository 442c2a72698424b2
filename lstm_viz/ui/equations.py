"""The worked equations of each operation as MathML, with places for the numbers that the player fills in.

A place is `<mn data-n="path">`; paths are read by ui/player/run.js ('f', 'x:0', 'h-:1', 'W_f:0', 'f*c-', and 't', 't-1'
and 'k' for the step and the unit). A leading '=' says that a negative number needs no brackets there.
"""

from __future__ import annotations

import re
from functools import cache

from latex2mathml.converter import convert

MOST_TERMS = 3  # products in one line of an equation; more stand in the list below it
PLACE = re.compile(r'<mrow class="n"><mtext>(.*?)</mtext></mrow>')
LETTER = re.compile(r"<mi>(\w)</mi>")  # player.css makes it italic
ACTIVATIONS = {"f": r"\sigma", "i": r"\sigma", "g": r"\tanh", "o": r"\sigma"}


def place(path: str) -> str:
    return rf"\class{{n}}{{\text{{{path}}}}}"


def number(path: str, signal: str) -> str:
    """A place in the colour of its signal."""
    return rf"\class{{s-{signal}}}{{{place(path)}}}"


def symbol(name: str, step: str = "t", unit: str = "") -> str:
    """A signal's symbol with its step, in its colour; `unit` as an upper index where there are several."""
    return rf"\class{{s-{name}}}{{{name}_{{{place(step)}}}{unit}}}"


def mathml(rows: list[tuple[str, str]]) -> str:
    """Rows (left, right) of LaTeX, aligned at the sign between them."""
    body = r" \\ ".join(f"{left} & {right}" for left, right in rows)
    markup = convert(rf"\begin{{array}}{{rl}} {body} \end{{array}}", display="block")
    return LETTER.sub(r'<mi mathvariant="normal">\1</mi>', PLACE.sub(r'<mn data-n="\1"></mn>', markup))


def result(path: str, signal: str) -> str:
    return rf"= \class{{result}}{{{number('=' + path, signal)}}}"


def joined(features: int, units: int) -> str:
    x, h = symbol("x"), symbol("h", "t-1")
    terms = [number(f"=x:{d}", "x") for d in range(features)] + [number(f"=h-:{k}", "h") for k in range(units)]
    lines = [terms[k : k + 6] for k in range(0, len(terms), 6)]
    rows = [(rf"[\,{x},\ {h}\,]", "=[" + r",\ ".join(lines[0]))]
    rows += [("", r",\ ".join(line)) for line in lines[1:]]
    rows[-1] = (rows[-1][0], rows[-1][1] + "]")
    # Why joining is not adding: one matrix times the joined list is two products, which a block then adds.
    rows.append((rf"[\,W\ \ U\,]\cdot[\,{x},\ {h}\,]", rf"= W\cdot {x} + U\cdot {h}"))
    return mathml(rows)


def gate(name: str, features: int, units: int) -> str:
    activation = ACTIVATIONS[name]
    unit = "" if units == 1 else rf"^{{({place('k')})}}"
    weights = {letter: f"{letter}_{name}{unit}" for letter in "WUb"}
    affine = rf"{weights['W']}\cdot {symbol('x')} + {weights['U']}\cdot {symbol('h', 't-1')} + {weights['b']}"
    rows = [(symbol(name, unit=unit), rf"= {activation}({affine})")]
    terms = [rf"{place(f'W_{name}:{d}')}\cdot {number(f'x:{d}', 'x')}" for d in range(features)]
    terms += [rf"{place(f'U_{name}:{k}')}\cdot {number(f'h-:{k}', 'h')}" for k in range(units)]
    if len(terms) <= MOST_TERMS:
        rows.append(("", rf"= {activation}({' + '.join(terms)} + {place(f'b_{name}')})"))
    rows.append(("", rf"= {activation}({number('=a_' + name, name)})"))
    rows.append(("", result(name, name)))
    return mathml(rows)


def cell_state(unit: str) -> str:
    kept = rf"{symbol('f', unit=unit)}\cdot {symbol('c', 't-1', unit)}"
    written = rf"{symbol('i', unit=unit)}\cdot {symbol('g', unit=unit)}"
    f, i, g, before = (number(path, path.rstrip("-")) for path in ("f", "i", "g", "c-"))
    return mathml(
        [
            (symbol("c", unit=unit), f"= {kept} + {written}"),
            ("", rf"= {f}\cdot {before} + {i}\cdot {g}"),
            ("", rf"= {number('=f*c-', 'c')} + {number('i*g', 'g')}"),
            ("", result("c", "c")),
        ]
    )


def hidden_state(unit: str, units: int, output: bool) -> str:
    rows = [
        (symbol("h", unit=unit), rf"= {symbol('o', unit=unit)}\cdot \tanh({symbol('c', unit=unit)})"),
        ("", rf"= {number('=o', 'o')}\cdot \tanh({number('=c', 'c')})"),
        ("", rf"= {number('=o', 'o')}\cdot {number('tanh_c', 'c')}"),
        ("", result("h", "h")),
    ]
    if output:
        terms = " + ".join(rf"{place(f'V:{k}')}\cdot {number(f'h:{k}', 'h')}" for k in range(units))
        y = rf"\hat{{y}}_{{{place('t')}}}"
        rows.append(
            (
                y,
                rf"= {terms} {result('y', 'x')}"
                if units <= MOST_TERMS
                else rf"= V\cdot {symbol('h')} {result('y', 'x')}",
            )
        )
    return mathml(rows)


@cache
def equations(features: int, units: int, output: bool) -> dict[str, str]:
    """MathML by operation code for an LSTM of these sizes."""
    unit = "" if units == 1 else rf"^{{({place('k')})}}"
    return {
        "concat": joined(features, units),
        **{name: gate(name, features, units) for name in ACTIVATIONS},
        "c": cell_state(unit),
        "h": hidden_state(unit, units, output),
    }
