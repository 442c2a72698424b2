"""Numbers and tensors of 'NumPy = PyTorch' as people read them, and the one sentence above all of them."""

from __future__ import annotations

import math

from lstm_viz.comparison import (
    FINITE_TOLERANCE,
    GRADIENT_TOLERANCE,
    SIGNALS,
    VALUE_TOLERANCE,
    Check,
    Comparison,
)
from lstm_viz.torch_names import torch_name
from lstm_viz.ui.compare_wording import AGAINST, AGREE, CAUGHT, NOT_A_NUMBER, PLACE, WAYS
from lstm_viz.ui.language import Translate

UPPER = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SYMBOLS = {"a_i": "aⁱ", "a_f": "aᶠ", "a_g": "aᵍ", "a_o": "aᵒ", "tanh_c": "tanh c"}


def power(x: float) -> str:
    """0.000021 as '2.1·10⁻⁵', 1e-12 as '10⁻¹²'; what is near 1 as it is. The same as in player/compare_table.js."""
    if not abs(x) <= 1e300:
        return "∞"
    if x == 0 or 1e-3 <= abs(x) < 1000:
        return f"{float(f'{x:.2g}'):g}".replace("-", "−")
    mantissa, exponent = f"{x:.1e}".split("e")
    shown = mantissa.rstrip("0").rstrip(".").replace("-", "−")
    upper = str(int(exponent)).translate(UPPER)
    return f"10{upper}" if shown == "1" else f"{shown}·10{upper}"


def symbol(signal: str) -> str:
    """The letter of a signal: 'a_f' is 'aᶠ'."""
    return SYMBOLS.get(signal, signal)


def theirs(name: str) -> str:
    """A tensor as PyTorch names it: 'd.1.reverse.bias_ih' is '∂bias_ih_l1_reverse', '0.forward.a_f' is 'aᶠ'."""
    gradient = "∂" if name.startswith("d.") else ""
    parts = name.removeprefix("d.").split(".")
    if len(parts) == 3 and parts[2] not in SIGNALS:
        return gradient + torch_name(".".join(parts))
    return gradient + (symbol(parts[2]) if len(parts) == 3 else ".".join(parts))


def sentence(found: Comparison, _: Translate) -> str:
    """Whether all agree, and if not, what caught it first."""
    first = found.first
    if first:
        return _caught(found, first, _)
    if not found.finite.passed:
        bound, difference = power(FINITE_TOLERANCE[found.dtype]), power(found.finite.difference)
        worst = int(abs(found.finite.backward - found.finite.quotient).argmax())
        tensor = theirs(f"d.{found.finite.names[worst]}")
        return _(CAUGHT["finite"]).format(tensor=tensor, difference=difference, bound=bound)
    values, gradients = power(found.largest(False)), power(found.largest(True))
    return _(AGREE).format(n=len(found.names), values=values, gradients=gradients)


def _caught(found: Comparison, first: Check, _: Translate) -> str:
    kind = "gradient" if first.gradient else "value"
    parts = first.name.removeprefix("d.").split(".")
    tensor = theirs(first.name)
    if len(parts) == 3 and parts[2] in SIGNALS and (found.layers > 1 or len(found.ways) > 1):
        tensor = _(PLACE).format(tensor=tensor, layer=int(parts[0]) + 1, way=_(WAYS[parts[1]]))
    template = kind if first.step is not None else f"whole-{kind}"
    difference = _(NOT_A_NUMBER) if math.isinf(first.there) else power(first.there)
    return _(CAUGHT[template]).format(
        tensor=tensor,
        t=(first.step or 0) + 1,
        difference=difference,
        bound=power(first.tolerance),
        against=_(AGAINST[f"{kind} {first.against}"]),
    )


def bound_of(part: str, dtype: str) -> float:
    """The stated tolerance of 'values' or 'gradients'."""
    return (GRADIENT_TOLERANCE if part == "gradients" else VALUE_TOLERANCE)[dtype]
