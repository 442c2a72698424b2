"""Text as a sequence: a character a step, one of its alphabet a feature."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from ..errors import InputError, Text, text
from ..types import Inputs

MOST_CHARACTERS, MOST_DIFFERENT = 2000, 64
_NORMAL_AT_MOST = 4  # composing (NFC) can make a text shorter by as much, and no text that we take is longer before

# What cannot be seen is shown by a sign of its own.
_SHOWN = {"\n": "⏎", "\v": "⏎", "\f": "⏎", "\r": "⏎", "\x85": "⏎", "\u2028": "⏎", "\u2029": "⏎", "\t": "⇥"}


@dataclass(frozen=True, eq=False)
class Characters:
    """A text, one-hot: x[t, k] is 1 where the character of step t is alphabet[k]."""

    x: Inputs  # (T, K)
    alphabet: tuple[str, ...]  # sorted
    text: str  # a visible character a step: ␣ for a space, ⏎ for a line break, ⇥ for a tab


def characters(typed: object) -> Characters:
    """Read a text of at most 2,000 characters, at most 64 different ones, composed (NFC).

    Raises InputError, and nothing else: 'text-type', 'text-empty', 'text-too-long', 'text-too-many', 'text-invisible'.
    """
    if not isinstance(typed, str):
        found = text("a value of type {type}", type=type(typed).__name__)
        raise _refusal("text-type", found, text("a text"), text("Type a word or a sentence."))
    shorten = text("Shorten the text.")
    bound = text("at most {most} characters", most=MOST_CHARACTERS)
    if len(typed) > _NORMAL_AT_MOST * MOST_CHARACTERS:
        raise _refusal("text-too-long", text("a text of {length} characters", length=len(typed)), bound, shorten)
    composed = unicodedata.normalize("NFC", typed.replace("\r\n", "\n"))
    if not composed:
        found, expected = text("an empty text"), text("at least one character")
        raise _refusal("text-empty", found, expected, text("Type a word or a sentence."))
    if len(composed) > MOST_CHARACTERS:
        found = text("a text of {length} characters", length=len(composed))
        raise _refusal("text-too-long", found, bound, shorten)
    shown = "".join(_visible(character, place) for place, character in enumerate(composed, 1))
    alphabet = tuple(sorted(set(shown)))
    if len(alphabet) > MOST_DIFFERENT:
        found = text("{count} different characters", count=len(alphabet))
        expected = text("at most {most} different characters", most=MOST_DIFFERENT)
        raise _refusal("text-too-many", found, expected, text("Shorten the text, or write it in small letters."))
    place = {character: k for k, character in enumerate(alphabet)}
    x = np.eye(len(alphabet))[[place[character] for character in shown]]
    return Characters(x, alphabet, shown)


def _visible(character: str, place: int) -> str:
    """The character, or the sign for one that cannot be seen."""
    if character in _SHOWN:
        return _SHOWN[character]
    if unicodedata.category(character) == "Zs":
        return "␣"
    if character.isprintable():
        return character
    found = text("an invisible character, U+{code}, at place {place}", code=f"{ord(character):04X}", place=place)
    remedy = text("Remove it, or type the text by hand.")
    raise _refusal("text-invisible", found, text("characters that can be seen"), remedy)


def _refusal(code: str, found: Text, expected: Text, remedy: Text) -> InputError:
    return InputError(code, "text", found, expected, remedy)
