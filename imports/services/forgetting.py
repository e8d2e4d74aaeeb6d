"""Removing a file whose rows must not be kept, once nothing is to be done with it any more."""

from __future__ import annotations

from imports import queries
from registry.core.text import T
from registry.runtime import Runtime
from registry.sources import queries as cited

FILE_GONE = T("这个批次的文件已经不在了，请把同一个文件再交来一次")


def forget_file(runtime: Runtime, run_id: str) -> None:
    """Remove the file of a run that is over from the store, where secret rows were found in it.

    What must not be kept must not be kept in the store either, unless a paper opened it up; the
    digest stays in the journal. Where this is cut off, the sweep of unattached bytes does it
    (`queries.is_stored`). Any other file waits for that sweep, which asks everybody who may need
    its bytes.
    """
    with runtime.database.read() as session:
        run = queries.run(session, run_id)
        if run is None or not (run.counts.get("secret") or run.done.get("secret")):
            return
        digest = run.file_sha256
        is_needed = queries.is_stored(session, digest) or cited.is_stored(session, digest)
    if not is_needed:
        runtime.store.delete(digest)
