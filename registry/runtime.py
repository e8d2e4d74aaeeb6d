"""One installation put together: settings, database, blob store, bus, clock."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from registry.core.actor import Actor
from registry.core.clock import Clock, SystemClock
from registry.core.db import Database
from registry.core.events import Bus
from registry.core.handlers import Handlers
from registry.core.panels import Panels
from registry.core.work import Work
from registry.settings import Settings
from registry.storage import BlobStore, open_store


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a running program holds; views, commands and jobs get it, services never do."""

    settings: Settings
    database: Database
    store: BlobStore
    bus: Bus = field(default_factory=Bus)
    panels: Panels = field(default_factory=Panels)
    jobs: Handlers = field(default_factory=Handlers)
    clock: Clock = field(default_factory=SystemClock)

    def write(self, actor: Actor) -> AbstractContextManager[Work]:
        """One unit of work for this actor, now; simulated in the demo profile."""
        return self.database.write(
            actor, self.clock.now(), self.bus, simulated=self.settings.is_demo
        )

    def close(self) -> None:
        """Give connections back."""
        self.database.close()


def build(settings: Settings, *, clock: Clock | None = None) -> Runtime:
    """Open the database and the store that the settings name; listeners are wired by the loop."""
    return Runtime(
        settings=settings,
        database=Database(settings.resolved_database_url),
        store=open_store(settings.resolved_media_url),
        clock=clock or SystemClock(),
    )
