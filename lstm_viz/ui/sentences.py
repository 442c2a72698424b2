"""What each operation does, in plain words; the player fills in the numbers ({f%} is a share, {c-} one step before).

By operation and variant; ui/player/words.js says which variant fits.
"""

from lstm_viz.ui.language import mark

_HELD = {
    "f": mark("The forget gate is held at {f}: its equation is not used here, and no gradient passes through it."),
    "i": mark("The input gate is held at {i}: its equation is not used here, and no gradient passes through it."),
    "g": mark("The candidate is held at {g}: its equation is not used here, and no gradient passes through it."),
    "o": mark("The output gate is held at {o}: its equation is not used here, and no gradient passes through it."),
    "c": mark("The cell state is held at {c}: its equation is not used here, and no gradient passes through it."),
    "h": mark("The hidden state is held at {h}: its equation is not used here, and no gradient passes through it."),
}

_COMPUTED = {
    "concat": {
        "": mark(
            "The input {x[]} and the previous hidden state {h-[]} are put side by side: {count} numbers in one list, "
            "which all four blocks read. Nothing is added here."
        )
    },
    "f": {
        "": mark("The forget gate keeps {f%} % of the old cell state: of {c-}, {f*c-} will stay."),
        "empty": mark("The forget gate would keep {f%} % of the old cell state, but that is still 0."),
    },
    "i": {"": mark("The input gate will let in {i%} % of the candidate, which is computed next.")},
    "g": {"": mark("The candidate is {g}. The input gate lets in {i%} % of it: {i*g} will be written.")},
    "c": {
        "": mark("{f*c-} stays of the old cell state and {i*g} is written: together {c}."),
        "beyond": mark(
            "{f*c-} stays of the old cell state and {i*g} is written: together {c}. "
            "Nothing squashes the cell state, so it may pass 1."
        ),
        "first": mark("Nothing was stored yet, so the cell state is what is written now: {i*g}."),
    },
    "o": {"": mark("The output gate will show {o%} % of tanh of the cell state.")},
    "h": {
        "": mark("{o%} % of tanh({c}) = {tanh_c} is shown: the hidden state {h} goes out and on to the next step."),
        "output": mark(
            "{o%} % of tanh({c}) = {tanh_c} is shown: the hidden state {h} goes on to the next step, "
            "and the output is read from it: {y}."
        ),
    },
}

SENTENCES: dict[str, dict[str, str]] = {
    code: variants | ({"held": _HELD[code]} if code in _HELD else {}) for code, variants in _COMPUTED.items()
}
