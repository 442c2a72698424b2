"""The vocabulary of shapes: one name per kind of array, its axes named from the outside in.

`*batch` stands for no axis (one sequence) or one (several sequences of the same length).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
elif "jaxtyping" in sys.modules:
    from numpy import ndarray as Array

# Shapes are checked in the test suite only, whose import hook loads jaxtyping before us. Nobody else pays for it: it
# would add half of NumPy's own time to every start.
if TYPE_CHECKING or "jaxtyping" in sys.modules:
    from jaxtyping import Float

    Inputs = Float[Array, "time *batch inputs"]
    Steps = Float[Array, "time *batch hidden"]
    Input = Float[Array, "*batch inputs"]
    State = Float[Array, "*batch hidden"]
    InputWeights = Float[Array, "gates inputs"]
    RecurrentWeights = Float[Array, "gates hidden"]
    Bias = Float[Array, "gates"]
    States = Float[Array, "directions *batch hidden"]  # of all layers: 0 forward, 0 reverse, 1 forward, …
    HeadWeights = Float[Array, "outputs features"]
    HeadBias = Float[Array, "outputs"]
    Outputs = Float[Array, "time *batch outputs"]
    Ledger = Float[Array, "time sources *batch units"]
else:

    def __getattr__(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Any
