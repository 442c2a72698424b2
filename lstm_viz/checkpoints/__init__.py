"""Trained models that come with the app; README.md in this folder has the command that made each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ..models import Model, read_bytes
from ..reading import one_of

CHECKPOINTS: dict[str, str] = {  # by name, which is that of the task; titles are English, translated by `ui`
    "next_number": "Next number, trained",
    "sine": "Sine, trained",
    "passengers": "Air passengers, trained",
    "copy": "Copy with delay, trained",
}


def load_checkpoint(name: object) -> Model:
    """A model that we ship: 'next_number', 'sine', 'passengers' or 'copy'. Raises InputError 'unknown'."""
    return _load(one_of(name, "name", CHECKPOINTS))


@cache
def _load(name: str) -> Model:
    return read_bytes((files("lstm_viz") / "checkpoints" / f"{name}.safetensors").read_bytes(), name)
