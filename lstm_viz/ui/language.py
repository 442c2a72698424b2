"""The languages of the interface: which one the reader gets, and the catalogue that translates into it.

Message keys are the English sentences themselves; the other catalogues are `lessons/locale/*.po`, read with Babel.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lstm_viz.errors import InputError, Text

LANGUAGES = {"en": "English", "zh": "中文"}
Translate = Callable[[str], str]


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into `language`; English is the keys themselves."""
    if language == "en":
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with (files("lstm_viz") / "lessons" / "locale" / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translator(language: str) -> Translate:
    """A function from an English sentence of ours to the same in `language`."""
    return catalogue(language).gettext


def preferred(locale: str | None) -> str:
    """The language for a browser that asks for `locale` ('zh-CN', 'de', None)."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"


def phrase(part: Text | str, _: Translate) -> str:
    """A part of an error in the reader's language: the template is translated, then filled."""
    if isinstance(part, str):
        return part
    return _(part.template).format(**part.values)


def explain(error: InputError, _: Translate) -> str:
    """One sentence in the reader's language: what was found, what was expected, how to mend it."""
    return _("{field}: found {found}; expected {expected}. {remedy}").format(
        field=field_name(error.field, _),
        found=phrase(error.found, _),
        expected=phrase(error.expected, _),
        remedy=phrase(error.remedy, _),
    )


def field_name(field: str, _: Translate) -> str:
    """The name of a field, with the place in it where there is one: 'lab weights.bias[2]'."""
    name, space, place = field.partition(" ")
    return f"{_(FIELDS.get(name, name))}{space}{place}"


def mark(message: str) -> str:
    """Mark a message for extraction where it is defined, to be translated where it is shown."""
    return message


FIELDS = {
    "seq": mark("Sequence"),
    "x": mark("Sequence"),
    "preset": mark("Example"),
    "seed": mark("Seed"),
    "units": mark("Units"),
    "unit": mark("Unit shown"),
    "t": mark("Step"),
    "op": mark("Operation"),
    "decimals": mark("Decimals"),
    "view": mark("View"),
    "predict": mark("Predict"),
    "lang": mark("Language"),
    "lab": mark("Lab file"),
    "number": mark("Number"),
    "source": mark("Sequence"),
    "text": mark("Text"),
    "columns": mark("Table"),
    "steps": mark("Steps"),
    "args": mark("Parameters"),
    "start": mark("First step"),
    "length": mark("Steps taken"),
    "scale": mark("Standardise"),
    "model": mark("Model"),
    "hidden": mark("Units"),
    "weights_seed": mark("Seed of the weights"),
    "order": mark("Order of the units"),
    "pins": mark("Pinned units"),
    "signal": mark("Signal"),
    "panels": mark("Panels"),
    "size": mark("Size"),
    "task": mark("Task"),
    "options": mark("Data"),
    "layers": mark("Layers"),
    "bidirectional": mark("Bidirectional"),
    "dropout": mark("Dropout"),
    "initialisation": mark("Initialisation"),
    "forget_bias": mark("Forget bias"),
    "batch": mark("Batch size"),
    "epochs": mark("Epochs"),
    "optimiser": mark("Optimiser"),
    "learning_rate": mark("Learning rate"),
    "clipping": mark("Clipping"),
    "early_stop": mark("Early stop"),
    "own_input": mark("Input"),
    "states": mark("Start states"),
    "run": mark("Run"),
    "epoch": mark("Epoch"),
    "inputs": mark("Features"),
    "dtype": mark("Number type"),
    "bug": mark("Mistake"),
    "layer": mark("Layer"),
    "way": mark("Direction"),
    "sequence": mark("Sequence of the batch"),
}
