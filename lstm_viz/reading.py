"""Raw values read one by one; as fields of a configuration, a bad one keeps what stood there and leaves one error."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np

from .arrays import count
from .errors import InputError, excerpt, text
from .sequences import plain

T = TypeVar("T")

LONGEST_TEXT = 400  # characters; no canonical text is longer
LONGEST_WORD = 40  # no name and no whole number within any limit is longer

_WHOLE = re.compile(r"([+-]?\d+)(?:\.0*)?", re.ASCII)


class Fields:
    """Raw values over a configuration: `base` is the former one, or the default one if there is no `former`."""

    def __init__(self, names: tuple[str, ...], raw: Mapping[str, object], base: object, former: object | None) -> None:
        self.given = {name: value for name in names if (value := last(raw.get(name))) is not None}
        self.base, self.former, self.errors = base, former, list[InputError]()

    def before(self, name: str) -> Any:
        """What stood there."""
        return getattr(self.base, name)

    def read(self, name: str, reader: Callable[[object], T], *, also_former: bool = False) -> T:
        """What `reader` makes of the given value, or else what stood there (read again if its bounds may be others)."""
        fallback: T = reader(self.before(name)) if also_former else self.before(name)
        return self.attempt(name, fallback, reader)

    def attempt(self, name: str, fallback: T, reader: Callable[[object], T]) -> T:
        """What `reader` makes of the given value, or else `fallback`."""
        if name not in self.given:
            return fallback
        try:
            return reader(self.given[name])
        except InputError as error:
            self.errors.append(error)
            return fallback

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number within fixed bounds."""
        return self.read(name, lambda value: whole_number(value, name, low, high))

    def name(self, name: str, known: tuple[str, ...]) -> str:
        """One of `known`."""
        return self.read(name, lambda value: one_of(value, name, known))

    def present(self, name: str, known: tuple[str, ...], missing: Mapping[str, InputError | None], default: str) -> str:
        """One of `known`, but none that `missing` has an error for: then what stood there, or `default`."""
        before: str = self.before(name)
        self.given.setdefault(name, before)

        def check(value: object) -> str:
            found = one_of(value, name, known)
            if error := missing.get(found):
                raise error
            return found

        return self.attempt(name, default if missing.get(before) else before, check)

    def checked(self, name: str, check: Callable[[object], object]) -> str:
        """A text as it was typed, if `check` takes it; what stood there is not checked again."""
        before: str = self.before(name)

        def reader(value: object) -> str:
            if not isinstance(value, str) or value != before:
                check(value)
            return str(value)

        return self.read(name, reader)

    def place(self, name: str, high: int, *, beyond: int) -> int:
        """A place from 1 to `high`; the former one, if only its neighbours put it out of range, becomes `beyond`."""
        before: int = self.before(name)
        if before > high and (name not in self.given or (self.former and as_whole(self.given[name]) == before)):
            return beyond
        fallback = before if before <= high else beyond
        return self.attempt(name, fallback, lambda value: whole_number(value, name, 1, high))

    def dependent(self, name: str, master: str, now: str, reader: Callable[[object], str]) -> str:
        """A text that belongs to another field: once that one has changed, it is emptied if it no longer fits."""
        before, given = self.before(name), self.given.get(name)
        if self.before(master) == now:
            return self.read(name, reader)
        if given is None or (self.former and isinstance(given, str) and given == before):
            try:
                return reader(before)
            except InputError:
                return ""
        return self.attempt(name, "", reader)


def whole_number(value: object, field: str, low: int, high: int) -> int:
    """Take 4, 4.0, '4' or '４' as a whole number within [low, high]. Raises InputError 'out-of-range'."""
    number = as_whole(value)
    return count(field, presentable(value) if number is None else number, low, high)


def one_of(value: object, field: str, names: Iterable[str]) -> str:
    """Take a name out of `names`, whatever its case and width. Raises InputError 'unknown'."""
    known = tuple(names)
    if isinstance(value, str) and len(value) <= LONGEST_WORD:
        name = plain(value).strip().casefold()
        if name in known:
            return name
    raise InputError(
        "unknown",
        field,
        excerpt(presentable(value)),
        text("one of {names}", names=", ".join(known)),
        text("Choose one of these names."),
    )


def as_whole(value: object) -> int | None:
    """The whole number that `value` is or writes; a truth value is none."""
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, (float, np.floating)) and math.isfinite(value) and value == math.floor(value):
        return int(value)
    if isinstance(value, str) and len(value) <= LONGEST_WORD:
        written = _WHOLE.fullmatch(plain(value).strip())
        return int(written[1]) if written else None
    return None


def presentable(value: object) -> Any:
    """`value` if an error may quote it; of anything but text and numbers only the type."""
    return value if isinstance(value, (str, int, float, np.number)) else f"({type(value).__name__})"


def last(value: object) -> object:
    """The last of several values given for one key."""
    if isinstance(value, (list, tuple)):
        return value[-1] if value else None
    return value


def short_text(value: object, field: str) -> str:
    """A text of bounded length, in plain characters. Raises InputError, the field its code."""
    if isinstance(value, str) and len(value) <= LONGEST_TEXT:
        return plain(value)
    expected = text("a text of at most {most} characters", most=LONGEST_TEXT)
    raise InputError(field, field, excerpt(presentable(value)), expected, text("Shorten the text, or correct it."))
