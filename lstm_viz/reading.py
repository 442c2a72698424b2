"""The fields of a configuration, read one by one: a bad one keeps what stood there before and leaves one error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .config import as_whole, last, one_of, whole_number
from .errors import InputError

T = TypeVar("T")


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

    def present(self, name: str, known: tuple[str, ...], needy: str, missing: InputError | None, default: str) -> str:
        """One of `known`; with `missing`, not the one that needs it: then what stood there, or `default`."""
        before: str = self.before(name)
        self.given.setdefault(name, before)

        def check(value: object) -> str:
            found = one_of(value, name, known)
            if found == needy and missing:
                raise missing
            return found

        return self.attempt(name, default if missing and before == needy else before, check)

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
