"""The worked equations of each operation as MathML, with places for the numbers that the player fills in.

A place is `<mn data-n="path">`; paths are read by ui/player/run.js ('f', 'x:0', 'h-:1', 'W_f:0', 'f*c-', and 't', 't-1'
and 'k' for the step and the unit). A leading '=' says that a negative number needs no brackets there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from latex2mathml.converter import convert

from lstm_viz.cells import CELLS

MOST_TERMS = 4  # products in an equation; more stand in the list below it
TERMS_A_LINE = 2
MOST_JOINED = 16  # numbers of a joined list that is written out
PLACE = re.compile(r'<mrow class="n"><mtext>(.*?)</mtext></mrow>')
ENTITY = re.compile(r"&#x0*([0-9A-Fa-f]+);(?<!&#x00026;)(?<!&#x0003C;)")  # but & and <
LETTER = re.compile(r"<mi>(\w)</mi>")  # player.css makes it italic
SYMBOL = re.compile(r"\b([a-zWU])_(?:(t)\b|\{(t-1)\}|([ifgo])\b)")
ACTIVATIONS = {"f": r"\sigma", "i": r"\sigma", "g": r"\tanh", "o": r"\sigma"}
Rows = list[tuple[str, str]]  # (left, right) of LaTeX with places; right begins with the sign, or is empty
EQUATIONS = {operation.code: operation.equation for operation in CELLS["lstm"].operations}


def place(path: str) -> str:
    return rf"\class{{n}}{{\text{{{path}}}}}"


def number(path: str, signal: str) -> str:
    """A place in the colour of its signal."""
    return rf"\class{{s-{signal}}}{{{place(path)}}}"


def symbol(name: str, step: str = "t", unit: str = "") -> str:
    """A signal's symbol with its step, in its colour; `unit` as an upper index where there are several."""
    return rf"\class{{s-{name}}}{{{name}_{{{place(step)}}}{unit}}}"


def mathml(rows: Rows) -> str:
    """The rows aligned at the sign between left and right."""
    body = r" \\ ".join(f"{left} & {right}" for left, right in rows)
    markup = convert(rf"\begin{{array}}{{rl}} {body} \end{{array}}", display="block")
    markup = LETTER.sub(r'<mi mathvariant="normal">\1</mi>', PLACE.sub(r'<mn data-n="\1"></mn>', markup))
    return ENTITY.sub(lambda found: chr(int(found[1], 16)), markup)


def result(path: str, signal: str) -> str:
    return rf"= \class{{result}}{{{number('=' + path, signal)}}}"


def symbolic(code: str, unit: str = "") -> tuple[str, str]:
    """The cell's own equation of an operation, left and right of its sign, with coloured symbols and the step's number.

    `unit` is the upper index of what belongs to one unit; x and h enter a gate whole.
    """

    def named(found: re.Match[str]) -> str:
        name, now, before, gate = found.groups()
        if gate:
            return f"{name}_{gate}{unit}"
        return symbol(name, now or before, "" if name in "xh" and code != "h" else unit)

    left, _, right = SYMBOL.sub(named, EQUATIONS[code].replace(r"\odot", r"\cdot")).partition(" = ")
    return left, f"= {right}" if right else ""


def joined(features: int, units: int) -> Rows:
    terms = [number(f"=x:{d}", "x") for d in range(features)] + [number(f"=h-:{k}", "h") for k in range(units)]
    terms = [rf"{term},\ " for term in terms[:-1]] + [f"{terms[-1]}]"]
    lines = ["".join(terms[k : k + 6]) for k in range(0, len(terms), 6)]
    lines[0] = f"=[{lines[0]}"
    both, _ = symbolic("concat")
    x, h = symbol("x"), symbol("h", "t-1")
    return [
        (both, lines[0]),
        *(("", line) for line in lines[1:]),
        # Why joining is not adding: one matrix times the joined list is two products, which a block then adds.
        (rf"[\,W\ \ U\,]\cdot {both}", rf"= W\cdot {x} + U\cdot {h}"),
    ]


def gate(name: str, features: int, units: int, unit: str) -> Rows:
    rows = [symbolic(name, unit)]
    terms = [rf"{place(f'W_{name}:{d}')}\cdot {number(f'x:{d}', 'x')}" for d in range(features)]
    terms += [rf"{place(f'U_{name}:{k}')}\cdot {number(f'h-:{k}', 'h')}" for k in range(units)]
    if len(terms) <= MOST_TERMS:
        terms.append(place(f"b_{name}"))
        lines = [" + ".join(terms[k : k + TERMS_A_LINE]) for k in range(0, len(terms) - 1, TERMS_A_LINE)]
        if len(terms) % TERMS_A_LINE:
            lines[-1] += f" + {terms[-1]}"
        lines[0] = f"= {ACTIVATIONS[name]}({lines[0]}"
        lines[-1] += ")"
        rows += [("", line if k == 0 else rf"\quad + {line}") for k, line in enumerate(lines)]
    rows.append(("", rf"= {ACTIVATIONS[name]}({number('=a_' + name, name)})"))
    rows.append(("", result(name, name)))
    return rows


def cell_state(unit: str) -> Rows:
    f, i, g, before = (number(path, path.rstrip("-")) for path in ("f", "i", "g", "c-"))
    return [
        symbolic("c", unit),
        ("", rf"= {f}\cdot {before} + {i}\cdot {g}"),
        ("", rf"= {number('=f*c-', 'c')} + {number('i*g', 'g')}"),
        ("", result("c", "c")),
    ]


def hidden_state(units: int, unit: str, output: bool, bias: bool) -> Rows:
    rows = [
        symbolic("h", unit),
        ("", rf"= {number('=o', 'o')}\cdot \tanh({number('=c', 'c')})"),
        ("", rf"= {number('=o', 'o')}\cdot {number('tanh_c', 'c')}"),
        ("", result("h", "h")),
    ]
    if output:
        terms = " + ".join(rf"{place(f'V:{k}')}\cdot {number(f'h:{k}', 'h')}" for k in range(units))
        read = terms if units <= TERMS_A_LINE else rf"V\cdot {symbol('h')}"
        read += f" + {place('b_y')}" if bias else ""
        rows.append((rf"ŷ_{{{place('t')}}}", f"= {read} {result('y', 'x')}"))
    return rows


def worked(features: int, units: int, output: bool, bias: bool = False) -> dict[str, Rows]:
    """The rows of every operation, by its code, and by 'held.f' of a signal that is held."""
    unit = "" if units == 1 else rf"^{{({place('k')})}}"
    return {
        **({"concat": joined(features, units)} if features + units <= MOST_JOINED else {}),
        **{name: gate(name, features, units, unit) for name in ACTIVATIONS},
        "c": cell_state(unit),
        "h": hidden_state(units, unit, output, bias),
        **{f"held.{code}": held(code, unit) for code in CELLS["lstm"].clampable},
    }


def held(code: str, unit: str) -> Rows:
    """A signal that is held: its equation stands there, but does not count."""
    left, right = symbolic(code, unit)
    return [(rf"\class{{void}}{{{left}}}", rf"\class{{void}}{{{right}}}"), (left, result(code, code))]


@lru_cache(maxsize=64)
def equations(features: int, units: int, output: bool, bias: bool = False) -> Mapping[str, str]:
    """MathML by operation code for an LSTM of these sizes, and by 'held.f' for a signal that is held at a value.

    `output`, `bias`: whether there is an output, and whether it has a bias.
    """
    return MappingProxyType({code: mathml(rows) for code, rows in worked(features, units, output, bias).items()})
