"""The one rule by which a number is shown; the player's JavaScript keeps it too (tests/vectors/rounding.json)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

_EXACT = Context(prec=400)  # the largest float64 has 309 digits before the point


def shown(x: float, decimals: int) -> str:
    """`x` with `decimals` decimals: half away from zero on the exact double, '−' for minus, never on a zero.

    Not the number as Python or JavaScript would write it: 1.005 is a little less than 1.005, and shows as 1.00.
    """
    if not isfinite(x):
        return "NaN" if x != x else "∞" if x > 0 else "−∞"
    size = Decimal(abs(x)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    return f"−{size:f}" if x < 0 and size else f"{size:f}"
