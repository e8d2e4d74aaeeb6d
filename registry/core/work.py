"""The unit of work that services receive: session, actor, moment, bus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.events import Bus


@dataclass(frozen=True, slots=True)
class Work:
    """One write: everything a service may know of the world besides its own arguments.

    `at` is aware UTC and the same for the whole unit. `simulated` is true where activity is a
    demonstration; rows written then say so for ever.
    """

    session: Session
    actor: Actor
    at: datetime
    bus: Bus
    simulated: bool = False

    def announce(self, event: object) -> None:
        """Tell whoever listens, inside this same transaction (house rule: sideways by an event)."""
        self.bus.publish(self, event)
