"""How good predictions are: of numbers in the measured unit, of classes as counts and shares."""

from __future__ import annotations

import numpy as np

from ..types import Array
from .task import Data, Part

REGRESSION = ("rmse", "mae", "r2")
CLASSIFICATION = ("accuracy", "precision", "recall", "f1")


def measure(loss: str, outputs: Array, data: Data, part: Part) -> dict[str, float]:
    """Every metric that suits the loss, of the head's outputs for a part's y; numbers are taken back to their unit.

    Outputs may be those of its first sequences. Precision, recall and F1 are means over the classes met ('macro').
    """
    y = part.y[: len(outputs)]
    if loss == "mse":
        base = None if part.base is None else part.base[: len(outputs)]
        return regression(data.measured(outputs, base), data.measured(y, base))
    return classification(confusion(*classes(loss, outputs, y), max(2, outputs.shape[-1])))


def regression(predicted: Array, truth: Array) -> dict[str, float]:
    """Root mean square error, mean absolute error, and R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; R² of a constant is 0 or 1."""
    error = np.asarray(predicted, np.float64) - truth
    squares, spread = float((error**2).sum()), float(((truth - truth.mean()) ** 2).sum())
    r2 = 1 - squares / spread if spread else float(squares == 0)
    return {"rmse": float(np.sqrt((error**2).mean())), "mae": float(np.abs(error).mean()), "r2": r2}


def classes(loss: str, outputs: Array, y: Array) -> tuple[Array, Array]:
    """Truth and prediction as classes, (M,) each, where something is asked: a logit above 0, or the largest one."""
    if loss == "bce":
        return y.ravel().astype(np.int64), (outputs.ravel() > 0).astype(np.int64)
    asked = y >= 0
    return y[asked], outputs[asked].argmax(axis=-1)


def confusion(truth: Array, predicted: Array, count: int) -> Array:
    """How often each class, by row, was taken for each, by column: (K, K)."""
    table: Array = np.bincount(truth * count + predicted, minlength=count * count).reshape(count, count)
    return table


def classification(table: Array) -> dict[str, float]:
    """Accuracy, and precision, recall and F1 as means over the classes met; what has no case counts as 0."""
    right, told, true = np.diag(table).astype(np.float64), table.sum(axis=0), table.sum(axis=1)
    met = (told + true) > 0

    def mean_share(of: Array) -> float:
        return float((right / np.maximum(of, 1))[met].mean()) if met.any() else 0.0

    f1 = mean_share((told + true) / 2)
    accuracy = float(right.sum() / max(int(table.sum()), 1))
    return {"accuracy": accuracy, "precision": mean_share(told), "recall": mean_share(true), "f1": f1}
