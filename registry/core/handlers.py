"""Who does which kind of background work: filled once, by the shell, when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from sqlmodel import Session

from registry.core.actor import Actor


class Task(Protocol):
    """What a handler is given: whose work it is, what it is about, and a way to tell how far."""

    @property
    def actor(self) -> Actor:
        """In whose name the work is done, with what this person may do now."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What was asked for; plain JSON."""

    @property
    def attempts(self) -> int:
        """How many times the work was begun, this time included."""

    def progress(self, done: int, total: int | None = None) -> None:
        """Tell how far the work has come, outside any unit of work.

        Raises:
            StoppedError: somebody cancelled it, or another worker has taken it over.
        """


Handler = Callable[[Task], None]
"""Does the work. It may run again after a crash, so it goes on where it stopped or does no harm."""


class StoppedError(Exception):
    """The work is no longer wanted from this worker; a handler lets it pass through."""


@dataclass(slots=True)
class Handlers:
    """Kinds of work and their handlers; `actor_of` finds the person who asked, or None."""

    actor_of: Callable[[Session, str], Actor | None] = lambda _session, _person_id: None
    #: Kinds that nobody asks for: done again when this long has passed since the last time.
    every: dict[str, timedelta] = field(default_factory=dict)
    _by_kind: dict[str, Handler] = field(default_factory=dict)

    def add(self, kind: str, handler: Handler, *, every: timedelta | None = None) -> None:
        """Let `handler` do the work of this kind; with `every`, workers start it by themselves."""
        self._by_kind[kind] = handler
        if every is not None:
            self.every[kind] = every

    def of(self, kind: str) -> Handler | None:
        """The handler of a kind; None where nobody does it here."""
        return self._by_kind.get(kind)
