"""Files that only PyTorch can write. To be called in worker processes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import numpy as np

from ..types import Array


def state_dict_file(weights: Mapping[str, Array]) -> bytes:
    """Weights by PyTorch's names as `torch.save` writes a state_dict; `torch.load(…, weights_only=True)` reads it."""
    import torch  # by those who call it, not by those who only name it

    file = BytesIO()
    torch.save({name: torch.tensor(np.asarray(array, np.float32)) for name, array in weights.items()}, file)
    return file.getvalue()
