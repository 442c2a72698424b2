"""The tables of 'NumPy = PyTorch' that the server draws: whole tensors, finite differences, and what catches what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from lstm_viz.comparison import CHECKS, Check, Comparison, Verdict, has_steps
from lstm_viz.ui.compare_text import power, theirs
from lstm_viz.ui.compare_wording import BUGS, STORIES
from lstm_viz.ui.compare_wording import CHECKS as CHECK_TITLES
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.stepping import palette

WHOLE = mark("Weights, states and outputs")
WHOLE_STORY = mark(
    "What has no step of its own, in PyTorch's names: what nn.LSTM returns, and the gradients of everything that went "
    "in. Allowed is the tolerance stated above."
)
FINITE = mark("Finite differences")
FINITE_STORY = mark(
    "Move one weight by {nudge} and by twice that, up and down, run NumPy each time, and see how the loss moves: no "
    "backward pass is needed. Of {n} weights, at least one of every tensor, the largest difference from our backward "
    "pass is {difference} of the largest gradient; {bound} is allowed, since such a quotient is no better."
)
EACH = mark("Weight by weight")
MISTAKES = mark("Which check catches which mistake")
MISTAKES_STORY = mark(
    "Each mistake is really made, in the NumPy code, forward and backward. A cell says what the check finds first and "
    "how large it is; ✓: the check notices nothing."
)
LESSON = mark(
    "All shapes fit in every row, so no program stops. Finite differences only ask whether the backward pass belongs "
    "to the forward pass: a model that is wrong in the same way in both passes them. Only a second program with the "
    "same weights finds that out; but finite differences need no second program."
)
STEP = mark("{tensor}, step {t}: {difference}")
WAITING = mark("PyTorch is being loaded in a worker: a few seconds, once.")
HEADS = {
    "tensor": mark("Tensor"),
    "shape": mark("Shape"),
    "cell": mark("from LSTMCell"),
    "fused": mark("from nn.LSTM"),
    "allowed": mark("Allowed"),
    "mistake": mark("Mistake"),
}


def styles() -> str:
    """The colours of both themes for what the server draws, as the players set them for themselves."""
    light, dark = palette("light"), palette("dark")
    names = ";".join(f"{name}:light-dark({light[name]},{dark[name]})" for name in light if name != "--font")
    return f"<style>.lv-static{{{names};--font:{escape(light['--font'], quote=False)}}}</style>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], label: str, current: int | None = None) -> str:
    """A table in a box that scrolls by itself; cells are HTML, the first of a row its head."""
    head = "".join(f"<th scope='col'>{cell}</th>" for cell in heads)
    body = "".join(
        f"<tr{' aria-current=true' if k == current else ''}><th scope='row'>{first}</th>"
        + "".join(cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in rest)
        + "</tr>"
        for k, (first, *rest) in enumerate(rows)
    )
    name = escape(label, quote=True)
    return (
        f"<div class='box' role='region' tabindex='0' aria-label=\"{name}\"><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def section(title: str, story: str, *parts: str) -> str:
    """A heading, a sentence or two, and what follows."""
    head = f"<h2>{escape(title)}</h2><p class='quiet'>{escape(story)}</p>"
    return f"<section class='lv-static'>{head}{''.join(parts)}</section>"


def waiting(_: Translate) -> str:
    """What stands there until the first answer, as high as what comes."""
    said = f"<p>NumPy = PyTorch</p><p class='said' role='status'>{escape(_(WAITING))}</p>"
    return f"<div class='lv-waiting'>{said}{'<span></span>' * 13}</div>"


def whole_tensors(found: Comparison, _: Translate) -> str:
    """Every tensor without steps, and finite differences."""
    names = [name for name in found.names if not has_steps(name) or name in ("output", "d.x")]
    by_name: dict[str, dict[str, Check]] = {name: {} for name in names}
    for check in found.checks:
        if check.name in by_name:
            by_name[check.name][check.against] = check

    def cell(check: Check | None) -> str:
        if check is None:
            return "–"
        how = "ok" if check.passed else "off"
        return f"<span class='{how}'>{'✓' if check.passed else '✗'} {power(check.difference)}</span>"

    rows = [
        (
            f"<code>{escape(theirs(name))}</code>",
            " × ".join(map(str, found.numpy[name].shape)),
            *(cell(by_name[name].get(side)) for side in ("cell", "fused")),
            power(max(check.tolerance for check in by_name[name].values())),
        )
        for name in names
    ]
    heads = [escape(_(HEADS[name])) for name in ("tensor", "shape", "cell", "fused", "allowed")]
    return section(_(WHOLE), _(WHOLE_STORY), table(heads, rows, _(WHOLE)))


def finite_note(found: Comparison, nudge: float, bound: float, _: Translate) -> str:
    """What nudging says."""
    finite = found.finite
    told = {
        "nudge": power(nudge),
        "n": len(finite.names),
        "difference": power(finite.difference),
        "bound": power(bound),
    }
    heads = [escape(_(HEADS["tensor"])), "NumPy", escape(_(FINITE)), "Δ"]
    rows = [
        (
            f"<code>{escape(theirs('d.' + name))}[{', '.join(map(str, place))}]</code>",
            f"{mine:.9f}".replace("-", "−"),
            f"{quotient:.9f}".replace("-", "−"),
            power(float(np.abs(mine - quotient))),
        )
        for name, place, mine, quotient in zip(
            finite.names, finite.places, finite.backward, finite.quotient, strict=True
        )
    ]
    details = f"<details><summary>{escape(_(EACH))}</summary>{table(heads, rows, _(FINITE))}</details>"
    return section(_(FINITE), _(FINITE_STORY).format(**told), details)


def mistakes_table(verdicts: Iterable[Verdict], bug: str, _: Translate) -> str:
    """Mistakes by checks; the one that is switched on is marked."""
    rows, current = [], None
    for k, verdict in enumerate(verdicts):
        current = k if verdict.bug == bug else current
        cells = [_cell(verdict, check, _) for check in CHECKS]
        story = escape(_(STORIES[verdict.bug]), quote=True)
        rows.append((f'<span title="{story}">{escape(_(BUGS[verdict.bug]))}</span>', *cells))
    heads = [escape(_(HEADS["mistake"])), *(escape(_(CHECK_TITLES[check])) for check in CHECKS)]
    lesson = f"<p>{escape(_(LESSON))}</p>"
    return section(_(MISTAKES), _(MISTAKES_STORY), table(heads, rows, _(MISTAKES), current), lesson)


def _cell(verdict: Verdict, check: str, _: Translate) -> str:
    if check not in verdict.failed:
        return f"<span class='ok'>✓ {power(verdict.largest[check])}</span>"
    name, step, difference = verdict.failed[check]
    tensor = theirs(name)
    if step is None:
        return f"<span class='off'>✗ {escape(tensor)}: {power(difference)}</span>"
    said = _(STEP).format(tensor=tensor, t=step + 1, difference=power(difference))
    return f"<span class='off'>✗ {escape(said)}</span>"
