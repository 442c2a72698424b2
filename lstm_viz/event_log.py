"""What a run has told so far, kept small: a run of single sequences tells of some hundred thousand updates."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from .training import Epoch, Event, Update


class EventLog:
    """Events in their order; of an update only its numbers are kept, 8 bytes each, and the rest is made when asked."""

    def __init__(self) -> None:
        self.parts: tuple[str, ...] = ()  # of the network: the names of `Update.gradient_norms`
        self.numbers, self.losses, self.norms = array("q"), array("d"), array("d")
        self.others, self.places = list[Event](), list[int]()  # all that are no updates, and where each stands

    def __len__(self) -> int:
        return len(self.numbers) + len(self.others)

    def extend(self, events: Iterable[Event]) -> None:
        """Add what was told next."""
        for event in events:
            if isinstance(event, Update):
                self.parts = tuple(event.gradient_norms)
                self.numbers.append(event.number)
                self.losses.append(event.loss)
                self.norms.extend(event.gradient_norms.values())
            else:
                self.places.append(len(self))
                self.others.append(event)

    def told(self, start: int, stop: int) -> tuple[Event, ...]:
        """The events from `start` up to `stop`, or to the end."""
        found, other = list[Event](), bisect_left(self.places, start)
        for place in range(start, min(stop, len(self))):
            if other < len(self.places) and self.places[other] == place:
                found.append(self.others[other])
                other += 1
            else:
                found.append(self._update(place - other))
        return tuple(found)

    @property
    def last(self) -> Event | None:
        """The latest event."""
        told = self.told(len(self) - 1, len(self)) if len(self) else ()
        return told[0] if told else None

    @property
    def updates(self) -> int:
        """Made so far."""
        for place in range(len(self) - 1, -1, -1):
            (event,) = self.told(place, place + 1)
            if isinstance(event, (Epoch, Update)):
                return event.updates if isinstance(event, Epoch) else event.number
        return 0

    def epochs(self) -> Iterator[tuple[int, Epoch]]:
        """Each epoch with its place."""
        for place, event in zip(self.places, self.others, strict=True):
            if isinstance(event, Epoch):
                yield place, event

    def keep(self, count: int) -> None:
        """Forget all but the first `count` events."""
        others = bisect_left(self.places, count)
        del self.places[others:], self.others[others:]
        updates = count - others
        del self.numbers[updates:], self.losses[updates:], self.norms[updates * len(self.parts) :]

    def _update(self, n: int) -> Update:
        width = len(self.parts)
        norms = dict(zip(self.parts, self.norms[n * width : (n + 1) * width], strict=True))
        return Update(self.numbers[n], self.losses[n], norms)
