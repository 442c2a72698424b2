"""Small problems of the comparison with PyTorch, for the tests."""

from __future__ import annotations

from typing import Any

from lstm_viz.compare_config import CompareConfig
from lstm_viz.comparison import Problem

SIZES = (
    {},
    {"steps": 1, "batch": 1, "inputs": 1, "hidden": 1},
    {"layers": 2, "bidirectional": "yes", "steps": 5, "hidden": 4},
    {"layers": 3, "steps": 12, "batch": 3, "initialisation": "keras"},
    {"bidirectional": "yes", "steps": 50, "hidden": 8, "seed": 7},
    {"model": "copy", "steps": 14},
    {"model": "sine", "steps": 25, "batch": 4},
)


def problem(**fields: Any) -> Problem:
    """The problem of a configuration."""
    return CompareConfig(**fields).problem()
