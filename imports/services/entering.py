"""Names of a long file are entered for search many at a time, beside the units that write them."""

from __future__ import annotations

from registry.core.actor import Actor
from registry.core.work import Work
from registry.places.services.late_terms import (
    MOST,
    PARTS,
    enter_part,
    entered,
    last_number,
    waiting,
)
from registry.runtime import Runtime

#: Rows of a file and names of a registry with it from which on names wait for each other: in small
#: trees neighbours share their pages anyhow.
LONG, MANY = 20_000, 200_000


class Entering:
    """The names of one run on their way into the search index."""

    def __init__(self, runtime: Runtime, actor: Actor, total: int | None) -> None:
        self._runtime, self._actor = runtime, actor
        self._waiting = 0
        rows = total or 0
        with runtime.database.read() as session:
            self.is_late = rows > LONG and last_number(session) + rows > MANY

    def count(self, names: int) -> None:
        """So many more wait: enter them where they are many."""
        self._waiting += names
        if self.is_late and self._waiting >= MOST:
            self.finish()

    def finish(self) -> None:
        """Enter all that wait, those too that a killed process left: a part is a unit of work."""
        while True:
            with self._runtime.database.read() as session:
                span = waiting(session, MOST)
            if span is None:
                break
            for part in PARTS:
                with self._runtime.write(self._actor) as work:
                    make_room(work)
                    enter_part(work.session, part, span)
            with self._runtime.write(self._actor) as work:
                entered(work.session, span)
        self._waiting = 0


def make_room(work: Work) -> None:
    """Let SQLite keep more pages and write them back less often, for as long as this worker lives.

    Each row touches a page in each of a dozen indexes; with the room of a web request a long run
    reads and writes the same pages again and again. What is committed is on the disk as ever.
    """
    connection = work.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={_PAGES_OF_LOG}")


_CACHE_KIB, _PAGES_OF_LOG = 98_304, 16_384
