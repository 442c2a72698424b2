"""What the screens say of a trained model: what it does, which piece of it is shown, how its numbers are scaled."""

from __future__ import annotations

from lstm_viz.examples import OWN
from lstm_viz.slices import Slice
from lstm_viz.types import Array
from lstm_viz.ui.language import Translate, mark

TINY = 1e-12  # of the deviation: a mean below it is what rounding left of 0
TITLES = {OWN: mark("A trained model")}
STORIES = {
    "next_number": mark(
        "Trained on sequences such as 2, 5, 8, 11, never on 1, 2, 3, 4: "
        "the output at the last step is its guess of the next number."
    ),
    "sine": mark("The output is its guess of the next value of the wave, given 25 of them."),
    "passengers": mark(
        "Reads the growth of each month, the logarithm of its passengers divided by those of the month before; "
        "the output is its guess of the next."
    ),
    "copy": mark(
        "Inputs 1 to 6 are A, B, C, D, blank and go. From go on it repeats the two symbols that it began with; "
        "its four outputs, one a symbol, are not shown."
    ),
}
SCALED = mark(
    "Trained on {scaled}; this is part of the weights and of the output here, so that plain numbers go in and come out."
)
WHOLE = mark("Layer {layer}, {direction}, steps {first} to {last} of the input.")
ONE_UNIT = mark("Unit {unit} of layer {layer}, {direction}, steps {first} to {last} of the input.")
DIRECTIONS = {"forward": mark("forward"), "reverse": mark("reverse, from the last step to the first")}
SUMMED = {
    "units": mark(
        "What the other units contribute to its four pre-activations comes in as four more inputs of weight 1."
    ),
    "all": mark(
        "What inputs and other units contribute to its four pre-activations comes in as four inputs of weight 1."
    ),
}
FROM_FILE = mark("A trained model, as a lab file holds it.")


def standardised(mean: float, deviation: float) -> str:
    """How one number was standardised, as a formula; what rounding leaves of a mean of 0 is 0."""
    if abs(mean) < TINY * deviation:
        return f"x / {deviation:.4g}"
    return f"(x {'+' if mean < 0 else '−'} {abs(mean):.4g}) / {deviation:.4g}"


def scaled(mean: Array, deviation: Array, _: Translate) -> str:
    """How numbers were scaled, if they were, and all alike."""
    if len(mean) != 1 or (mean[0], deviation[0]) == (0, 1):
        return ""
    return _(SCALED).format(scaled=standardised(mean[0], deviation[0]))


def of_slice(piece: Slice, _: Translate) -> str:
    """Which piece of a network is shown, in sentences."""
    of = piece.of
    place = {"layer": of.layer + 1, "direction": _(DIRECTIONS[of.direction])}
    place |= {"first": of.start + 1, "last": of.stop, "unit": of.unit + 1}
    said = [_(ONE_UNIT if piece.summed else WHOLE).format(**place)]
    said += [_(SUMMED[piece.summed])] if piece.summed else []
    if piece.mean is not None and piece.deviation is not None:
        said.append(scaled(piece.mean, piece.deviation, _))
    return " ".join(filter(None, said))
