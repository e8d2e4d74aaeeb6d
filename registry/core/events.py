"""Announcements between neighbours, delivered inside the same unit of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from registry.core.work import Work

E = TypeVar("E")


class Bus:
    """Who listens to what. A listener's failure undoes the announcing write: they are one act."""

    def __init__(self) -> None:
        self._listeners: dict[type[Any], list[Callable[[Work, Any], None]]] = defaultdict(list)

    def subscribe(self, event_type: type[E], listener: Callable[[Work, E], None]) -> None:
        """Call `listener(work, event)` for every announced event of exactly this type."""
        self._listeners[event_type].append(listener)

    def publish(self, work: Work, event: object) -> None:
        """Deliver to all listeners, in order of subscription, in the unit of work of the caller."""
        for listener in self._listeners.get(type(event), ()):
            listener(work, event)
