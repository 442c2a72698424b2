"""Trained models that come with the app; README.md in this folder has the command that made each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ..errors import InputError, excerpt, text
from ..models import Model, read_bytes

CHECKPOINTS: dict[str, str] = {  # by name, which is that of the task; titles are English, translated by `ui`
    "next_number": "Next number, trained",
    "sine": "Sine, trained",
    "passengers": "Air passengers, trained",
    "copy": "Copy with delay, trained",
}


def load_checkpoint(name: object) -> Model:
    """A model that we ship: 'next_number', 'sine', 'passengers' or 'copy'. Raises InputError 'unknown'."""
    if isinstance(name, str) and name in CHECKPOINTS:
        return _load(name)
    expected = text("one of {names}", names=", ".join(CHECKPOINTS))
    raise InputError("unknown", "name", excerpt(name), expected, text("Choose one of these names."))


@cache
def _load(name: str) -> Model:
    return read_bytes((files("lstm_viz") / "checkpoints" / f"{name}.safetensors").read_bytes(), name)
