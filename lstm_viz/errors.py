"""The one kind of error that input may raise, and the translatable text it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Text:
    """An English template and the values that fill it; `ui` translates the template, then fills it the same way."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


def text(template: str, /, **values: Any) -> Text:
    """Mark `template` for translation and bind its values."""
    return Text(template, values)


def excerpt(found: object, length: int = 40) -> str:
    """Show what was given, shortened, on one line and without control characters."""
    try:
        whole = str(found)
    except ValueError:  # an int of thousands of digits, which Python will not write
        whole = f"10^{int(found.bit_length() * 0.30103)}" if isinstance(found, int) else type(found).__name__
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in whole[: length + 1])
    return shown if len(shown) <= length else shown[: length - 1] + "…"


class InputError(ValueError):
    """Input that cannot be taken: what was found, what was expected, and how to mend it.

    `code` is stable and language-neutral; `field` names the input; the other three are noun phrase, noun phrase and
    sentence, as `Text` (translatable) or plain `str`.
    """

    def __init__(self, code: str, field: str, found: Text | str, expected: Text | str, remedy: Text | str) -> None:
        super().__init__(code, field, found, expected, remedy)
        self.code, self.field, self.found, self.expected, self.remedy = code, field, found, expected, remedy

    def __str__(self) -> str:
        return f"{self.field}: found {self.found}; expected {self.expected}. {self.remedy}"
